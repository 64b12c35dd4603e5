//! One file per stage: what it sends, what it waits for, where it goes.

mod armed;
mod asking;
mod contact_call;
mod cooling;
mod final_call;
mod held;
mod paused;
mod released;
mod round;
mod unreachable;

use super::{machine::Machine, state::Phase, time::HOUR_MS};

/// More moves at one instant than any policy has stages.
const MOVES_MAX: usize = 64;

/// What a stage decided.
pub(super) enum Next {
    /// Wait.
    Stay,
    /// Look again in the same stage.
    Again,
    /// Move.
    Go(Phase),
}

/// Runs stages until one waits.
pub(super) fn run(m: &mut Machine<'_>) {
    for _ in 0..MOVES_MAX {
        m.look_again();
        let mut phase = m.state.phase.clone();
        let next = match &mut phase {
            Phase::Draft => Next::Stay,
            Phase::Armed { until_witnessed_ms } => armed::run(m, *until_witnessed_ms),
            Phase::Paused { until_wall_ms, until_witnessed_ms } => {
                paused::run(m, *until_wall_ms, *until_witnessed_ms)
            }
            Phase::Asking { n, visit } => asking::run(m, *n, visit),
            Phase::FinalCall { visit } => final_call::run(m, visit),
            Phase::ContactCall { n, visit } => contact_call::run(m, *n, visit),
            Phase::Cooling { visit } => cooling::run(m, visit),
            Phase::Unreachable { visit } => unreachable::run(m, visit),
            Phase::Held => held::run(m),
            Phase::Released { parcels, .. } => released::run(m, parcels),
        };
        match next {
            Next::Stay => {
                m.state.phase = phase;
                return;
            }
            Next::Again => m.state.phase = phase,
            Next::Go(phase) => m.go(phase),
        }
    }
    m.wake_at(m.now().saturating_add(HOUR_MS));
}
