//! Applying what people do: every input to its function.
//!
//! Refuses with a code and changes nothing, or returns a whole [`Step`]. To add an input: a
//! variant of [`Input`], a line here, a function in `confirm`, `owner` or `after`.

use super::{
    after::{hold_rest, lift_hold, restore},
    confirm::{cannot_reach, confirm},
    facts::Facts,
    input::{Input, Refusal},
    machine::Machine,
    owner::{arm, disarm, edit, pause, recall, resume},
    policy::Policy,
    stages,
    state::State,
    step::Step,
    time::Clock,
};

/// Applies what a person did.
///
/// # Errors
/// A [`Refusal`] if it counts for nothing; the watch is as before.
pub fn apply(
    state: &State,
    policy: &Policy,
    facts: &Facts,
    clock: Clock,
    input: Input,
) -> Result<Step, Refusal> {
    let mut m = Machine::new(state, policy, facts, clock);
    match input {
        Input::Arm(checks) => arm(&mut m, checks),
        Input::Confirm { sign, link } => confirm(&mut m, sign, link),
        Input::ContactCannotReach { contact, link } => cannot_reach(&mut m, contact, link),
        Input::Pause { until_wall_ms } => pause(&mut m, until_wall_ms),
        Input::Resume => resume(&mut m),
        Input::Edit => edit(&mut m),
        Input::Disarm => disarm(&mut m),
        Input::Recall => recall(&mut m),
        Input::HoldRest { link } => hold_rest(&mut m, link),
        Input::LiftHold => lift_hold(&mut m),
        Input::Restore { epoch, marker } => restore(&mut m, epoch, marker),
    }?;
    stages::run(&mut m);
    Ok(m.finish())
}
