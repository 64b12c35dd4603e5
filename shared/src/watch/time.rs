//! Instants and lengths, all in milliseconds.

use serde::{Deserialize, Serialize};

/// One second.
pub const SECOND_MS: i64 = 1_000;
/// One minute.
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
/// One hour.
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
/// One day of 24 hours.
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// What the caller's two clocks show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Clock {
    /// Wall time since 1970. May jump; only questions hang on it.
    pub wall_ms: i64,
    /// Witnessed time since the installation. Never runs faster than real time.
    pub witnessed_ms: i64,
}

impl Clock {
    /// The wall instant at which the witnessed counter is expected to show `witnessed_ms`.
    #[must_use]
    pub const fn wall_at(self, witnessed_ms: i64) -> i64 {
        self.wall_ms.saturating_add(witnessed_ms.saturating_sub(self.witnessed_ms))
    }

    /// Both clocks moved on by the same length.
    #[must_use]
    pub const fn plus(self, ms: i64) -> Self {
        Self {
            wall_ms: self.wall_ms.saturating_add(ms),
            witnessed_ms: self.witnessed_ms.saturating_add(ms),
        }
    }
}

/// A half-open stretch of wall time, for quiet hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    /// First instant inside.
    pub from_ms: i64,
    /// First instant after.
    pub to_ms: i64,
}

/// The end of the quiet interval that contains `wall_ms`, if there is one.
pub(super) fn quiet_until(quiet: &[Interval], wall_ms: i64) -> Option<i64> {
    quiet.iter().filter(|i| i.from_ms <= wall_ms && wall_ms < i.to_ms).map(|i| i.to_ms).max()
}
