//! What the owner's page shows about a watch; a pure function of the state and the clock.

use super::{
    key::Stage,
    state::{Phase, State, pause_least_ms},
    time::Clock,
};
use serde::{Deserialize, Serialize};

/// Where a watch stands, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The stage.
    pub stage: Stage,
    /// Raised by every confirmation.
    pub cycle: u32,
    /// A cycle is open: an answer is wanted.
    pub open: bool,
    /// When the stage was entered.
    pub since_wall_ms: i64,
    /// When it is expected to move on without an answer; `None` where that hangs on evidence.
    pub next_wall_ms: Option<i64>,
    /// Later than its deadline.
    pub overdue: bool,
}

/// What to show. Instants that hang on the counter are estimates: an outage moves them on.
#[must_use]
pub fn status_for_display(state: &State, clock: Clock) -> Status {
    let window = match &state.phase {
        Phase::Asking { visit, .. }
        | Phase::FinalCall { visit }
        | Phase::ContactCall { visit, .. }
        | Phase::Cooling { visit } => visit.closes_ms,
        _ => None,
    };
    let next_wall_ms = match &state.phase {
        Phase::Armed { until_witnessed_ms } => {
            Some(state.slot_wall_ms.min(clock.wall_at(*until_witnessed_ms)))
        }
        Phase::Paused { until_wall_ms, until_witnessed_ms } => {
            let least = pause_least_ms(state.entered, *until_wall_ms);
            let earliest = (*until_wall_ms).max(clock.wall_at(least));
            Some(earliest.min(clock.wall_at(*until_witnessed_ms)))
        }
        Phase::Released { parcels, .. } => {
            let waiting = parcels.iter().filter(|parcel| parcel.left_ms.is_none());
            waiting.map(|parcel| clock.wall_at(parcel.due_ms)).min()
        }
        _ => window.map(|closes| clock.wall_at(closes)),
    };
    Status {
        stage: state.stage(),
        cycle: state.cycle,
        open: state.is_open(),
        since_wall_ms: state.entered.wall_ms,
        next_wall_ms,
        overdue: state.deadline_ms.is_some_and(|deadline| clock.witnessed_ms > deadline),
    }
}
