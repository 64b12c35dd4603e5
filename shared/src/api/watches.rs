//! Watches: policy, contacts, state, history.

use crate::{
    ids::{ContactId, WatchId},
    watch::{Policy, Projection},
};
use serde::{Deserialize, Serialize};

/// A trusted contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Drawn by the client.
    pub contact: ContactId,
    /// How messages address them.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their phone.
    pub phone: Option<String>,
    /// cs, en, de.
    pub language: String,
    /// IANA time zone; absent: the owner's.
    pub zone: Option<String>,
}

/// Create or change a watch.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WatchRequest {
    /// Drawn by the client.
    pub watch: WatchId,
    /// The schedule; the contacts it asks are those below.
    pub policy: Policy,
    /// IANA time zone.
    pub zone: String,
    /// In the order they are asked.
    pub contacts: Vec<Contact>,
}

/// Ask what a policy means.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProjectionRequest {
    /// The schedule.
    pub policy: Policy,
    /// IANA time zone.
    pub zone: String,
    /// Whether the owner has a confirmed phone.
    pub phone: bool,
}

/// One watch.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WatchResponse {
    /// Its id.
    pub watch: WatchId,
    /// Name of its state: draft, armed, asking, final-call, contact-call, cooling, released, paused, unreachable, held.
    pub status: String,
    /// Cycle counter.
    pub cycle: u64,
    /// The schedule.
    pub policy: Policy,
    /// IANA time zone.
    pub zone: String,
    /// Trusted contacts.
    pub contacts: Vec<Contact>,
    /// "If I fell silent now": from the machine itself.
    pub projection: Projection,
    /// When the next question goes out, when armed.
    pub next_question_at: Option<i64>,
    /// Until when it is paused.
    pub paused_until: Option<i64>,
    /// Until when mail answers alone still count.
    pub strong_sign_by: Option<i64>,
    /// The watch is later than its deadline; the operator was told.
    pub overdue: bool,
    /// When it released, in this cycle.
    pub released_at: Option<i64>,
}

/// My watches.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WatchesResponse {
    /// Oldest first.
    pub watches: Vec<WatchResponse>,
    /// So many more cannot be shown: the server cannot read them. The operator is told.
    #[serde(default)]
    pub unreadable: u32,
}

/// Arm a watch.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ArmRequest {
    /// "I know that there is only one way to reach me": needed when a second way was never proven.
    pub accept_single_way: bool,
}

/// Pause a watch.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PauseRequest {
    /// End of the pause, at most 90 days ahead.
    pub until: i64,
}

/// "I'm fine".
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CheckInResponse {
    /// How many open questions this answered.
    pub answered: u32,
    /// When the next question comes, over all watches.
    pub next_question_at: Option<i64>,
}

/// What the recall locked and what was gone already.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecallResponse {
    /// Handovers times recipients locked again.
    pub locked: u32,
    /// Handovers times recipients that had been opened.
    pub opened: u32,
}

/// History of a watch, newest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WatchEventsResponse {
    /// The newest 200.
    pub events: Vec<WatchEventResponse>,
}

/// One transition.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WatchEventResponse {
    /// Its number.
    pub seq: u64,
    /// When.
    pub at: i64,
    /// What, coded: the catalogue's `event-<kind>`.
    pub kind: String,
    /// Names and numbers for the text.
    pub detail: serde_json::Value,
}
