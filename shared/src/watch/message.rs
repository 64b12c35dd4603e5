//! What is to be put into the outbox.

use super::key::{Addressee, Channel, OutboxKey, Stage};
use crate::ids::{HandoverId, WatchId};
use serde::{Deserialize, Serialize};

/// What a message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// Owner: are you fine? Question `n` (also the daily try while unreachable).
    Ask {
        /// Which question, from 1.
        n: u8,
    },
    /// Owner: the last question before somebody else is asked.
    FinalCall,
    /// Contact: do you know how they are?
    ContactAsk,
    /// Owner and contacts: the release comes next.
    CoolingNotice,
    /// Contact: their addresses are dead, tell them.
    UnreachableNotice,
    /// Contact: they are fine. To be sent only once no row to this contact is under a lease.
    AllClear,
    /// Recipient: something waits for you.
    Release {
        /// Which.
        handover: HandoverId,
    },
    /// Recipient: it was taken back.
    Recalled {
        /// Which.
        handover: HandoverId,
    },
}

/// What the message must say about plain mail answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "plain_answers", rename_all = "snake_case")]
pub enum PlainAnswers {
    /// Nothing: the strong sign is not overdue, or the message is not to the owner.
    Count,
    /// They count until about this instant.
    CountUntil {
        /// Wall time, estimated from the counter.
        wall_ms: i64,
    },
    /// They no longer count: only a login does.
    CountNoMore,
}

/// One row for the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Raised by every restore.
    pub epoch: u32,
    /// Raised by every confirmation.
    pub cycle: u32,
    /// The stage that asks for it.
    pub stage: Stage,
    /// Counts the sendings of a cycle.
    pub ordinal: u32,
    /// How it travels.
    pub channel: Channel,
    /// To whom.
    pub addressee: Addressee,
    /// It must say first that it is only practice.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub drill: bool,
    /// What it says.
    #[serde(flatten)]
    pub kind: Kind,
    /// What it says about plain mail answers.
    #[serde(flatten)]
    pub plain: PlainAnswers,
}

impl Message {
    /// The unique key of the row.
    #[must_use]
    pub const fn key(&self, watch: WatchId) -> OutboxKey {
        OutboxKey {
            watch,
            epoch: self.epoch,
            cycle: self.cycle,
            stage: self.stage,
            ordinal: self.ordinal,
            channel: self.channel,
            addressee: self.addressee,
        }
    }
}
