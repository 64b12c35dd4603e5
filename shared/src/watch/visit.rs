//! One visit of an open stage: what was sent, when its window opened and when it closes.

use serde::{Deserialize, Serialize};

/// A sending after a gap of witnessed time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resend {
    /// Its ordinal.
    pub ordinal: u32,
    /// Counter value when it was asked for.
    pub at_ms: i64,
}

/// One visit of an open stage. All instants are counter values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Since when the stage has had no accepted message (entry, or the loss of the last one).
    pub since_ms: i64,
    /// When the round that is waited for was put into the outbox; `None`: not yet (quiet hours).
    pub sent_ms: Option<i64>,
    /// Rows from this ordinal on count for this visit.
    pub first_ordinal: u32,
    /// When the window opened.
    pub opened_ms: Option<i64>,
    /// When the window closes.
    pub closes_ms: Option<i64>,
    /// Addresses whose answer was waited for, in order; the last one is current.
    pub tried: Vec<u8>,
    /// Addresses that did not answer in time.
    pub timeouts: u8,
    /// The window does not close before this value.
    pub floor_ms: Option<i64>,
    /// Sendings after gaps.
    pub resends: Vec<Resend>,
    /// Gaps dealt with.
    pub gaps_seen: u64,
    /// When a gap was noticed that is still to be dealt with.
    pub gap_noticed_ms: Option<i64>,
    /// When a contact was given up as not answering; the window runs from here.
    pub gave_up_ms: Option<i64>,
    /// A missing acceptance was reported.
    pub alarmed: bool,
}

impl Visit {
    /// A visit that begins now.
    #[must_use]
    pub fn begin(witnessed_ms: i64, next_ordinal: u32, gaps: u64) -> Self {
        Self {
            since_ms: witnessed_ms,
            first_ordinal: next_ordinal,
            gaps_seen: gaps,
            ..Self::default()
        }
    }

    /// Asks again from the start; the number of sendings after gaps and the floor stay.
    pub(super) fn restart(&mut self, witnessed_ms: i64, next_ordinal: u32, gaps: u64) {
        let fresh = Self::begin(witnessed_ms, next_ordinal, gaps);
        let old = std::mem::replace(self, fresh);
        self.resends = old.resends;
        self.floor_ms = old.floor_ms;
    }
}
