//! What the owner does while logged in; every one of these is a strong sign.

use super::{
    confirm::confirm,
    event::EventKind,
    input::{ArmChecks, Refusal, Sign},
    key::Stage,
    machine::Machine,
    policy::PAUSE_MAX_MS,
    state::Phase,
    time::DAY_MS,
};

pub(super) fn arm(m: &mut Machine<'_>, checks: ArmChecks) -> Result<(), Refusal> {
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

pub(super) fn pause(m: &mut Machine<'_>, until_wall_ms: i64) -> Result<(), Refusal> {
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

pub(super) fn resume(m: &mut Machine<'_>) -> Result<(), Refusal> {
    if m.state.stage() != Stage::Paused {
        return Err(wrong_stage(m));
    }
    confirm(m, Sign::OwnerStrong, None)
}

/// A strong sign. A pause stays: changing a handover on holiday does not end the holiday.
pub(super) fn edit(m: &mut Machine<'_>) -> Result<(), Refusal> {
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

/// Back to a draft; an open cycle ends first, with its all-clear.
pub(super) fn disarm(m: &mut Machine<'_>) -> Result<(), Refusal> {
    let from = m.state.stage();
    let ended = m.state.cycle;
    match from {
        Stage::Draft => return Err(wrong_stage(m)),
        Stage::Released => return Err(Refusal::AlreadyReleased),
        _ => strong_sign(m),
    }
    if m.state.is_open() {
        end_and_arm(m);
    }
    m.state.phase = Phase::Draft;
    m.state.entered = m.clock;
    m.state.pause_used = false;
    m.event_in_cycle(ended, EventKind::Disarmed { from });
    Ok(())
}

pub(super) fn recall(m: &mut Machine<'_>) -> Result<(), Refusal> {
    if m.state.stage() != Stage::Released {
        return Err(wrong_stage(m));
    }
    strong_sign(m);
    let ended = m.state.cycle;
    end_and_arm(m);
    m.event_in_cycle(ended, EventKind::Recalled);
    Ok(())
}

pub(super) fn strong_sign(m: &mut Machine<'_>) {
    m.state.last_sign_ms = m.now();
    m.state.last_strong_ms = m.now();
}

pub(super) fn end_and_arm(m: &mut Machine<'_>) {
    m.end_cycle();
    m.arm();
}

pub(super) const fn wrong_stage(m: &Machine<'_>) -> Refusal {
    Refusal::WrongStage { stage: m.state.stage() }
}
