//! What a person did, and why it may be refused.

use super::key::Stage;
use crate::ids::ContactId;
use serde::{Deserialize, Serialize};

/// A sign of the owner's life. Ordered by nothing: one suffices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Sign {
    /// The number typed on the page behind a mailed link.
    OwnerMail,
    /// "I'm fine" after login or passkey, or a mail answer plus SMS code.
    OwnerStrong,
    /// A trusted contact says "they are fine".
    Contact {
        /// Who.
        contact: ContactId,
    },
}

/// The cycle a link belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Link {
    /// Epoch of the link.
    pub epoch: u32,
    /// Cycle of the link.
    pub cycle: u32,
}

/// What the engine found out before arming.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArmChecks {
    /// A round trip succeeded on a mailbox and on one of: phone, second mailbox, contact.
    pub two_ways_proven: bool,
    /// The owner ticked the warning instead.
    pub warning_ticked: bool,
    /// Recipients sealed to.
    pub sealed_recipients: u32,
    /// The probe through the public URL has succeeded at least once on this instance.
    pub probe_succeeded: bool,
}

/// What was written outside the database when a watch was released or a release taken back, so
/// that a copy of the database from before cannot contradict it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// The cycle that was released.
    pub of: Link,
    /// The release was taken back.
    pub recalled: bool,
}

/// What a person did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "input", rename_all = "snake_case")]
pub enum Input {
    /// The owner starts the watch.
    Arm(ArmChecks),
    /// Somebody says that the owner is fine.
    Confirm {
        /// Who.
        sign: Sign,
        /// The link used; `None` for a login and for the owner's other watches, to which the
        /// same confirmation is applied in the same transaction.
        link: Option<Link>,
    },
    /// A contact says "I cannot reach them".
    ContactCannotReach {
        /// Who.
        contact: ContactId,
        /// The link used.
        link: Link,
    },
    /// The owner, logged in, pauses the watch.
    Pause {
        /// Until.
        until_wall_ms: i64,
    },
    /// The owner, logged in, ends the pause.
    Resume,
    /// The owner, logged in, changed this watch; the policy and the slots given are the new ones.
    /// Any other change after login (a handover, an address) is a strong [`Input::Confirm`].
    Edit,
    /// The owner, logged in, makes the watch a draft again.
    Disarm,
    /// The owner, logged in, takes the release back.
    Recall,
    /// A link of the released cycle: hold what has not left yet.
    HoldRest {
        /// The link used.
        link: Link,
    },
    /// The operator lifts a hold: the watch goes on.
    LiftHold,
    /// The database was restored from a copy.
    Restore {
        /// The new epoch: higher than any that was ever used, also after the copy was made.
        epoch: u32,
        /// The newest marker of this watch outside the database.
        marker: Option<Marker>,
    },
}

/// Why an input changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// Not possible where the watch stands.
    #[error("not possible while the watch stands at {stage}")]
    WrongStage {
        /// Where it stands.
        stage: Stage,
    },
    /// The link's cycle is over.
    #[error("this link belongs to a cycle that is over")]
    CycleOver,
    /// Already released: only the one hold and the recall are left.
    #[error("already released")]
    AlreadyReleased,
    /// Plain mail answers no longer count, or never did here.
    #[error("a login is needed: plain mail answers do not count now")]
    StrongSignNeeded,
    /// The contact was not asked in this cycle.
    #[error("this contact was not asked in this cycle")]
    NotAsked,
    /// The owner's own last sign is too long ago for a contact's word.
    #[error("the owner's own last sign is too long ago")]
    ContactLimitPassed,
    /// A pause ends in the past or is too long.
    #[error("a pause ends in the future and lasts at most {max_ms} ms")]
    PauseLength {
        /// Longest pause.
        max_ms: i64,
    },
    /// The next pause only after a check-in.
    #[error("the next pause is possible only after a check-in")]
    PauseUsed,
    /// The one hold after the release was used.
    #[error("the hold after the release was used already")]
    HoldUsed,
    /// Everything has left.
    #[error("nothing is left to hold")]
    NothingToHold,
    /// No second way to the owner is proven, and the warning was not ticked.
    #[error("only one way to reach the owner is proven")]
    OneWayOnly,
    /// Nobody is sealed to.
    #[error("no recipient could open anything")]
    NobodySealedTo,
    /// The instance never saw its own probe succeed.
    #[error("this instance has not yet reached itself through its public address")]
    ProbeMissing,
    /// An epoch only rises.
    #[error("the epoch must rise")]
    OldEpoch,
}
