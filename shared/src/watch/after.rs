//! After a release, a hold or a restore.

use super::{
    confirm::in_running_cycle,
    event::EventKind,
    input::{Link, Refusal},
    machine::Machine,
    owner::{strong_sign, wrong_stage},
    state::{Phase, Run},
    time::DAY_MS,
};

/// How long what has not left is held after the release.
const REST_HOLD_MS: i64 = 14 * DAY_MS;

pub(super) fn hold_rest(m: &mut Machine<'_>, link: Link) -> Result<(), Refusal> {
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

pub(super) fn lift_hold(m: &mut Machine<'_>) -> Result<(), Refusal> {
    if m.state.phase != Phase::Held {
        return Err(wrong_stage(m));
    }
    m.place(m.contact_or_cooling(1));
    m.event(EventKind::HoldLifted { to: m.state.stage() });
    Ok(())
}

/// Everything known about this cycle may be older than what really happened: ask from the start.
pub(super) fn restore(m: &mut Machine<'_>, epoch: u32) -> Result<(), Refusal> {
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
