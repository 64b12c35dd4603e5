//! Where a watch stands; stored as JSON with its version.
//!
//! Refuses to read a version it does not know. To add a field: with `#[serde(default)]`, so that
//! the previous release can still read what this one wrote; to change a meaning: a new version.

use super::{
    key::{Addressee, Channel, Stage},
    time::Clock,
    visit::Visit,
};
use crate::ids::{ContactId, HandoverId};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// Version of the stored form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Version(u8);

impl Version {
    /// The version this code writes and reads.
    pub const CURRENT: Self = Self(1);
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        match u8::deserialize(d)? {
            1 => Ok(Self::CURRENT),
            other => Err(D::Error::custom(format!("unknown version {other} of a watch's state"))),
        }
    }
}

/// Where a watch stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Version of the stored form.
    pub v: Version,
    /// Only for practice: its messages say so, no brake delays it, nothing leaves at its release.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub drill: bool,
    /// Raised by every restore.
    pub epoch: u32,
    /// Raised by every confirmation.
    pub cycle: u32,
    /// The stage with its details.
    pub phase: Phase,
    /// When the stage was entered.
    pub entered: Clock,
    /// The last slot picked; the next ones are counted from it.
    pub slot_wall_ms: i64,
    /// Counter value of the owner's own last sign.
    pub last_sign_ms: i64,
    /// Counter value of the owner's last strong sign.
    pub last_strong_ms: i64,
    /// A pause was taken since the last check-in.
    pub pause_used: bool,
    /// Later than this counter value is overdue.
    pub deadline_ms: Option<i64>,
    /// Counter value of the last overdue alarm in this stage.
    pub overdue_ms: Option<i64>,
    /// What belongs to the running cycle.
    pub run: Run,
}

/// What belongs to the running cycle and is forgotten with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The next ordinal.
    pub next_ordinal: u32,
    /// Contacts to whom a notice that the owner's addresses are dead has left, or will.
    pub told: Vec<ContactId>,
    /// Contacts who last said that they cannot reach the owner.
    pub cannot_reach: Vec<ContactId>,
    /// Unreachable time counted so far.
    pub unreachable_ms: i64,
    /// It ran out: the gate is not asked again.
    pub unreachable_over: bool,
    /// How often the owner became reachable again.
    pub returns: u8,
    /// The one more final call was made.
    pub extra_final: bool,
    /// It wanted to go on beyond the owner, and was counted for the brake.
    #[serde(default)]
    pub wanted: bool,
    /// The brake delayed this cycle already.
    pub braked: bool,
    /// Contacts' addresses written to before a restore, who still wait for the all-clear.
    #[serde(default)]
    pub worried: Vec<(Channel, Addressee)>,
}

/// The stage with its details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Phase {
    /// Never armed.
    Draft,
    /// Waiting for [`State::slot_wall_ms`].
    Armed {
        /// Ends at this counter value whatever the wall clock says.
        until_witnessed_ms: i64,
    },
    /// Waiting for the end of a pause.
    Paused {
        /// Ends at this instant.
        until_wall_ms: i64,
        /// Ends at this counter value whatever the wall clock says.
        until_witnessed_ms: i64,
    },
    /// Question `n`, from 1.
    Asking {
        /// Which.
        n: u8,
        /// How it goes.
        visit: Visit,
    },
    /// Every address and the phone at once.
    FinalCall {
        /// How it goes.
        visit: Visit,
    },
    /// Trusted contact `n`, from 1.
    ContactCall {
        /// Which.
        n: u8,
        /// How it goes.
        visit: Visit,
    },
    /// The last wait.
    Cooling {
        /// How it goes.
        visit: Visit,
    },
    /// Every address of the owner is dead.
    Unreachable {
        /// How it goes.
        visit: Unreachable,
    },
    /// Held, because the owner chose so.
    Held,
    /// Released; handovers leave one by one.
    Released {
        /// What leaves when.
        parcels: Vec<Parcel>,
        /// The one hold was used.
        held: bool,
    },
}

/// One visit of `Unreachable`. Instants are counter values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreachable {
    /// Up to here the wait was counted.
    pub counted_until_ms: i64,
    /// The canary last seen.
    pub canary_ms: Option<i64>,
    /// The last daily try.
    pub tried_ms: Option<i64>,
    /// Later than this is overdue: the rest of the wait at entry and three days.
    pub deadline_ms: i64,
}

/// Counter value before which a pause does not end, whatever the wall clock shows: half of its
/// length, so that a night's sleep of the server every day does not lengthen it.
pub(super) const fn pause_least_ms(entered: Clock, until_wall_ms: i64) -> i64 {
    let length = until_wall_ms.saturating_sub(entered.wall_ms);
    entered.witnessed_ms.saturating_add(length / 2)
}

/// A handover on its way. Instants are counter values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// Which.
    pub handover: HandoverId,
    /// When it may be opened.
    pub due_ms: i64,
    /// When it left.
    pub left_ms: Option<i64>,
    /// Messages sent to its recipients so far.
    pub rounds: u16,
    /// It was reported that a recipient cannot be told.
    #[serde(default)]
    pub alarmed: bool,
}

impl State {
    /// A watch that was never armed.
    #[must_use]
    pub fn draft(clock: Clock) -> Self {
        Self {
            v: Version::CURRENT,
            drill: false,
            epoch: 1,
            cycle: 1,
            phase: Phase::Draft,
            entered: clock,
            slot_wall_ms: clock.wall_ms,
            last_sign_ms: clock.witnessed_ms,
            last_strong_ms: clock.witnessed_ms,
            pause_used: false,
            deadline_ms: None,
            overdue_ms: None,
            run: Run::default(),
        }
    }

    /// A drill that was never armed.
    #[must_use]
    pub fn drill(clock: Clock) -> Self {
        Self { drill: true, ..Self::draft(clock) }
    }

    /// Where the watch stands, without details.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        match self.phase {
            Phase::Draft => Stage::Draft,
            Phase::Armed { .. } => Stage::Armed,
            Phase::Paused { .. } => Stage::Paused,
            Phase::Asking { n, .. } => Stage::Asking(n),
            Phase::FinalCall { .. } => Stage::FinalCall,
            Phase::ContactCall { n, .. } => Stage::ContactCall(n),
            Phase::Cooling { .. } => Stage::Cooling,
            Phase::Unreachable { .. } => Stage::Unreachable,
            Phase::Held => Stage::Held,
            Phase::Released { .. } => Stage::Released,
        }
    }

    /// Whether a cycle is open: asked and neither confirmed nor released.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(
            self.phase,
            Phase::Draft | Phase::Armed { .. } | Phase::Paused { .. } | Phase::Released { .. }
        )
    }
}
