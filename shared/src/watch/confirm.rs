//! What people do to a watch: confirm, pause, edit, recall, hold.
//!
//! Refuses with a code and changes nothing, or returns a whole [`Step`]. To add an input: a
//! variant of [`Input`], one function here.

use super::{
    event::EventKind,
    facts::Facts,
    input::{ArmChecks, Input, Link, Refusal, Sign},
    key::Stage,
    machine::{Machine, Step},
    policy::{PAUSE_MAX_MS, Policy},
    stages,
    state::{Phase, Run, State},
    time::{Clock, DAY_MS},
};
use crate::ids::ContactId;

/// How long what has not left is held after the release.
const REST_HOLD_MS: i64 = 14 * DAY_MS;

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
        Input::Recall => recall(&mut m),
        Input::HoldRest { link } => hold_rest(&mut m, link),
        Input::LiftHold => lift_hold(&mut m),
        Input::Restore { epoch } => restore(&mut m, epoch),
    }?;
    stages::run(&mut m);
    Ok(m.finish())
}

fn arm(m: &mut Machine<'_>, checks: ArmChecks) -> Result<(), Refusal> {
    if m.state.phase != Phase::Draft {
        return Err(wrong_stage(m));
    }
    if !checks.probe_succeeded {
        return Err(Refusal::ProbeMissing);
    }
    if checks.sealed_recipients == 0 {
        return Err(Refusal::NobodySealedTo);
    }
    if !checks.two_ways_proven && !checks.warning_ticked {
        return Err(Refusal::OneWayOnly);
    }
    strong_sign(m);
    m.arm();
    m.event(EventKind::Armed { slot_wall_ms: m.state.slot_wall_ms });
    Ok(())
}

fn confirm(m: &mut Machine<'_>, by: Sign, link: Option<Link>) -> Result<(), Refusal> {
    in_running_cycle(m, link)?;
    let from = m.state.stage();
    match from {
        Stage::Draft => return Err(wrong_stage(m)),
        Stage::Released => return Err(Refusal::AlreadyReleased),
        _ => {}
    }
    match by {
        Sign::OwnerMail if from == Stage::Held || m.now() >= m.plain_until() => {
            return Err(Refusal::StrongSignNeeded);
        }
        Sign::OwnerMail => m.state.last_sign_ms = m.now(),
        Sign::OwnerStrong => strong_sign(m),
        Sign::Contact { contact } => contact_counts(m, contact, link)?,
    }
    if !matches!(by, Sign::Contact { .. }) {
        m.state.pause_used = false;
    }
    let cycle_ends = m.state.is_open();
    let leaves_pause = from == Stage::Paused && by == Sign::OwnerStrong;
    if cycle_ends {
        let ended = m.state.cycle;
        end_and_arm(m);
        return confirmed(m, by, from, Some(ended));
    }
    if leaves_pause || (from == Stage::Armed && m.answers_next_slot()) {
        m.arm();
    }
    confirmed(m, by, from, None)
}

fn confirmed(
    m: &mut Machine<'_>,
    by: Sign,
    from: Stage,
    ended: Option<u32>,
) -> Result<(), Refusal> {
    let kind = EventKind::Confirmed { by, from, slot_wall_ms: m.state.slot_wall_ms };
    m.event_in_cycle(ended.unwrap_or(m.state.cycle), kind);
    Ok(())
}

fn contact_counts(m: &Machine<'_>, contact: ContactId, link: Option<Link>) -> Result<(), Refusal> {
    if link.is_some() && !was_asked(m, contact) {
        return Err(Refusal::NotAsked);
    }
    let limit = m.policy.contact_limit_ms;
    let since = m.now().saturating_sub(m.state.last_sign_ms);
    if limit.is_some_and(|limit| since > limit) {
        return Err(Refusal::ContactLimitPassed);
    }
    Ok(())
}

fn was_asked(m: &Machine<'_>, contact: ContactId) -> bool {
    m.rows.iter().any(|row| {
        row.leased && row.stage != Stage::Armed && row.addressee.contact() == Some(contact)
    })
}

fn cannot_reach(m: &mut Machine<'_>, contact: ContactId, link: Link) -> Result<(), Refusal> {
    in_running_cycle(m, Some(link))?;
    if m.state.stage() == Stage::Released {
        return Err(Refusal::AlreadyReleased);
    }
    if !m.state.is_open() {
        return Err(wrong_stage(m));
    }
    if !was_asked(m, contact) {
        return Err(Refusal::NotAsked);
    }
    if !m.state.run.cannot_reach.contains(&contact) {
        m.state.run.cannot_reach.push(contact);
        m.event(EventKind::CannotReach { contact });
    }
    Ok(())
}

fn pause(m: &mut Machine<'_>, until_wall_ms: i64) -> Result<(), Refusal> {
    let from = m.state.stage();
    match from {
        Stage::Draft => return Err(wrong_stage(m)),
        Stage::Released => return Err(Refusal::AlreadyReleased),
        _ if m.state.pause_used => return Err(Refusal::PauseUsed),
        _ => {}
    }
    let length = until_wall_ms.saturating_sub(m.clock.wall_ms);
    if length <= 0 || length > PAUSE_MAX_MS {
        return Err(Refusal::PauseLength { max_ms: PAUSE_MAX_MS });
    }
    strong_sign(m);
    let ended = m.state.cycle;
    if m.state.is_open() {
        end_and_arm(m);
    }
    let until_witnessed_ms = m.now().saturating_add(length).saturating_add(DAY_MS);
    m.state.phase = Phase::Paused { until_wall_ms, until_witnessed_ms };
    m.state.entered = m.clock;
    m.state.pause_used = true;
    m.event_in_cycle(ended, EventKind::Paused { from, until_wall_ms });
    Ok(())
}

fn resume(m: &mut Machine<'_>) -> Result<(), Refusal> {
    if m.state.stage() != Stage::Paused {
        return Err(wrong_stage(m));
    }
    confirm(m, Sign::OwnerStrong, None)
}

/// A strong sign. A pause stays: changing a handover on holiday does not end the holiday.
fn edit(m: &mut Machine<'_>) -> Result<(), Refusal> {
    let from = m.state.stage();
    let ended = m.state.cycle;
    match from {
        Stage::Released => return Err(Refusal::AlreadyReleased),
        Stage::Draft => {}
        Stage::Paused => strong_sign(m),
        Stage::Armed => {
            strong_sign(m);
            m.arm();
        }
        _ => {
            strong_sign(m);
            end_and_arm(m);
        }
    }
    m.event_in_cycle(ended, EventKind::Edited { from });
    Ok(())
}

fn recall(m: &mut Machine<'_>) -> Result<(), Refusal> {
    if m.state.stage() != Stage::Released {
        return Err(wrong_stage(m));
    }
    strong_sign(m);
    let ended = m.state.cycle;
    end_and_arm(m);
    m.event_in_cycle(ended, EventKind::Recalled);
    Ok(())
}

fn hold_rest(m: &mut Machine<'_>, link: Link) -> Result<(), Refusal> {
    in_running_cycle(m, Some(link))?;
    let until = m.now().saturating_add(REST_HOLD_MS);
    let stage = m.state.stage();
    let Phase::Released { parcels, held } = &mut m.state.phase else {
        return Err(Refusal::WrongStage { stage });
    };
    if *held {
        return Err(Refusal::HoldUsed);
    }
    let mut waiting = parcels.iter_mut().filter(|parcel| parcel.left_ms.is_none()).peekable();
    if waiting.peek().is_none() {
        return Err(Refusal::NothingToHold);
    }
    waiting.for_each(|parcel| parcel.due_ms = parcel.due_ms.max(until));
    *held = true;
    m.event(EventKind::RestHeld { until_witnessed_ms: until });
    Ok(())
}

fn lift_hold(m: &mut Machine<'_>) -> Result<(), Refusal> {
    if m.state.phase != Phase::Held {
        return Err(wrong_stage(m));
    }
    m.place(m.contact_or_cooling(1));
    m.event(EventKind::HoldLifted { to: m.state.stage() });
    Ok(())
}

/// Everything known about this cycle may be older than what really happened: ask from the start.
fn restore(m: &mut Machine<'_>, epoch: u32) -> Result<(), Refusal> {
    if epoch <= m.state.epoch {
        return Err(Refusal::OldEpoch);
    }
    let from = m.state.stage();
    let open = m.state.is_open();
    if open {
        let worried = m.asked_contacts();
        m.take_back(u32::MAX);
        m.rows = &[];
        m.state.run = Run { worried, ..Run::default() };
    }
    m.state.epoch = epoch;
    strong_sign(m);
    if open {
        m.state.phase = m.asking(1);
        m.state.entered = m.clock;
        m.state.overdue_ms = None;
    }
    m.event(EventKind::Restored { from });
    Ok(())
}

fn strong_sign(m: &mut Machine<'_>) {
    m.state.last_sign_ms = m.now();
    m.state.last_strong_ms = m.now();
}

fn end_and_arm(m: &mut Machine<'_>) {
    m.end_cycle();
    m.arm();
}

fn in_running_cycle(m: &Machine<'_>, link: Option<Link>) -> Result<(), Refusal> {
    let running = Link { epoch: m.state.epoch, cycle: m.state.cycle };
    if link.is_some_and(|link| link != running) { Err(Refusal::CycleOver) } else { Ok(()) }
}

const fn wrong_stage(m: &Machine<'_>) -> Refusal {
    Refusal::WrongStage { stage: m.state.stage() }
}
