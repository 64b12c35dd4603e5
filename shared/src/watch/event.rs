//! What happened, for the hash chain: one event per transition, and the alarms.

use super::{input::Sign, key::Stage, time::Clock};
use crate::ids::{ContactId, HandoverId};
use serde::{Deserialize, Serialize};

/// One link of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: Clock,
    /// Raised by every restore.
    pub epoch: u32,
    /// The cycle it belongs to; a confirmation belongs to the cycle it ends.
    pub cycle: u32,
    /// What.
    pub kind: EventKind,
}

/// Why a stage asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Again {
    /// After a gap of witnessed time.
    Gap,
    /// The accepted message came back.
    Bounce,
    /// The outcome stayed unknown.
    Unknown,
    /// The two proven messages lie too close together.
    TooClose,
    /// The address did not take it in time, or refused it.
    NextAddress,
    /// Too many owners fell silent at once.
    Brake,
    /// The daily try while unreachable.
    Daily,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum EventKind {
    /// The watch moved by time or evidence.
    Moved {
        /// From.
        from: Stage,
        /// To.
        to: Stage,
    },
    /// The owner armed the watch.
    Armed {
        /// The first question.
        slot_wall_ms: i64,
    },
    /// A confirmation counted. Ends the cycle if one was open.
    Confirmed {
        /// Whose.
        by: Sign,
        /// Where the watch stood.
        from: Stage,
        /// The next question.
        slot_wall_ms: i64,
    },
    /// The owner changed something while logged in.
    Edited {
        /// Where the watch stood.
        from: Stage,
    },
    /// The owner made it a draft again.
    Disarmed {
        /// Where the watch stood.
        from: Stage,
    },
    /// The owner paused the watch.
    Paused {
        /// Where the watch stood.
        from: Stage,
        /// Until.
        until_wall_ms: i64,
    },
    /// A contact cannot reach the owner. Shortens nothing.
    CannotReach {
        /// Who.
        contact: ContactId,
    },
    /// What had not left was put off once after the release.
    RestHeld {
        /// Counter value until which it stays.
        until_witnessed_ms: i64,
    },
    /// The operator lifted a hold; the watch went on.
    HoldLifted {
        /// To.
        to: Stage,
    },
    /// The owner took a release back.
    Recalled,
    /// The database was restored from a copy.
    Restored {
        /// Where the watch stood in the copy.
        from: Stage,
        /// Where it goes on.
        to: Stage,
    },
    /// A handover may be opened from now on.
    HandoverLeft {
        /// Which.
        handover: HandoverId,
    },
    /// The owner stayed silent; others would be asked next. Once a cycle, also where the brake then
    /// delays it: the brake counts these.
    ContactsWanted,
    /// A stage asked again.
    AskedAgain {
        /// Which.
        stage: Stage,
        /// Why.
        why: Again,
    },
    /// Alarm: a message of the stage was not accepted within a day.
    NotAccepted {
        /// Which.
        stage: Stage,
    },
    /// Alarm, daily: the watch is later than its deadline.
    Overdue {
        /// Where it stands.
        stage: Stage,
        /// The deadline on the counter.
        deadline_witnessed_ms: i64,
    },
}

impl EventKind {
    /// Whether the operator must be told.
    #[must_use]
    pub const fn is_alarm(self) -> bool {
        matches!(
            self,
            Self::NotAccepted { .. }
                | Self::Overdue { .. }
                | Self::Moved { to: Stage::Unreachable | Stage::Held, .. }
        )
    }
}
