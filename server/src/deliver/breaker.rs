//! A breaker per channel: a dead relay is tried by one message at a time, ever more rarely.

use std::time::Duration;

/// Failures in a row that open it.
const THRESHOLD: u32 = 5;
const FIRST_REST: Duration = Duration::from_secs(5);
const LONGEST_REST: Duration = Duration::from_secs(60);

/// State of a channel. Times are monotonic milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Breaker {
    failures: u32,
    rests_until: i64,
}

impl Breaker {
    /// How many messages may be tried now, out of `wanted`.
    #[must_use]
    pub fn permits(&self, wanted: usize, now: i64) -> usize {
        match self.failures < THRESHOLD {
            true => wanted,
            false if now >= self.rests_until => wanted.min(1),
            false => 0,
        }
    }

    /// Notes that the peer answered (even about an address).
    pub fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// Notes that the peer did not do its work.
    pub fn failed(&mut self, now: i64) {
        self.failures = self.failures.saturating_add(1);
        let doublings = self.failures.saturating_sub(THRESHOLD).min(8);
        let rest = FIRST_REST.saturating_mul(1 << doublings).min(LONGEST_REST);
        self.rests_until = now + i64::try_from(rest.as_millis()).unwrap_or(i64::MAX);
    }

    /// Whether it is open: for the operator.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.failures >= THRESHOLD
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_probes_and_closes() {
        let mut breaker = Breaker::default();
        for _ in 0..THRESHOLD {
            assert_eq!(breaker.permits(10, 0), 10);
            breaker.failed(0);
        }
        assert!(breaker.is_open());
        assert_eq!(breaker.permits(10, 4_999), 0);
        assert_eq!(breaker.permits(10, 5_000), 1, "one probe");
        breaker.failed(5_000);
        assert_eq!(breaker.permits(10, 14_999), 0, "and a longer rest");
        breaker.succeeded();
        assert_eq!(breaker.permits(10, 15_000), 10);
    }
}
