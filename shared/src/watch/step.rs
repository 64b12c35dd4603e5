//! The step: what comes out of a look at a watch.

use super::{
    event::Event,
    facts::Facts,
    machine::Machine,
    message::{Kind, Message},
    policy::Policy,
    stages,
    state::State,
    time::Clock,
};
use serde::{Deserialize, Serialize};

/// When `step` wants to be called again, if no fact changes before. Whichever comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wake {
    /// By the wall clock.
    pub due_wall_ms: Option<i64>,
    /// By the counter.
    pub due_witnessed_ms: Option<i64>,
}

/// Rows to take back: those of this epoch and cycle with a smaller ordinal that are neither
/// leased nor terminal, except the kinds that [`Cancel::keeps`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancel {
    /// Epoch of the rows.
    pub epoch: u32,
    /// Cycle of the rows.
    pub cycle: u32,
    /// Rows from this ordinal on stay.
    pub below_ordinal: u32,
}

impl Cancel {
    /// The cycle is over, not only a stage.
    #[must_use]
    pub const fn ends_cycle(&self) -> bool {
        self.below_ordinal == u32::MAX
    }

    /// Whether rows of this kind stay: releases outlive their stage, but not their cycle (a
    /// recall); what reassures outlives both.
    #[must_use]
    pub const fn keeps(&self, kind: Kind) -> bool {
        match kind {
            Kind::AllClear | Kind::Recalled { .. } => true,
            Kind::Release { .. } => !self.ends_cycle(),
            _ => false,
        }
    }
}

/// What came out; to be stored in one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Where the watch stands now.
    pub state: State,
    /// Links for the chain, in order.
    pub events: Vec<Event>,
    /// Rows for the outbox.
    pub messages: Vec<Message>,
    /// Rows to take back, before the new ones are put in.
    pub cancel: Option<Cancel>,
    /// When to call again.
    pub wake: Wake,
}

/// Moves a watch by time and evidence. Calling it again at the same instant with the resulting
/// rows changes nothing.
#[must_use]
pub fn step(state: &State, policy: &Policy, facts: &Facts, clock: Clock) -> Step {
    let mut machine = Machine::new(state, policy, facts, clock);
    stages::run(&mut machine);
    machine.finish()
}
