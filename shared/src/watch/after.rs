//! After a release, a hold or a restore.

use super::{
    confirm::in_running_cycle,
    event::EventKind,
    input::{Link, Marker, Refusal},
    key::Stage,
    machine::Machine,
    owner::{end_and_arm, strong_sign, wrong_stage},
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

/// Everything known about this cycle may be older than what really happened: ask from the start,
/// unless a marker says that it was released, or that a release was taken back, since.
pub(super) fn restore(
    m: &mut Machine<'_>,
    epoch: u32,
    marker: Option<Marker>,
) -> Result<(), Refusal> {
    if epoch <= m.state.epoch || marker.is_some_and(|marker| epoch <= marker.of.epoch) {
        return Err(Refusal::OldEpoch);
    }
    let from = m.state.stage();
    let known = Link { epoch: m.state.epoch, cycle: m.state.cycle };
    let newer = marker.filter(|marker| marker.of >= known);
    match newer {
        Some(Marker { recalled: false, of }) if from != Stage::Released || of > known => {
            forget_cycle(m, epoch);
            m.place(m.released());
        }
        Some(Marker { recalled: true, .. }) if from == Stage::Released => {
            m.take_back(u32::MAX);
            m.state.epoch = epoch;
            end_and_arm(m);
        }
        _ if m.state.is_open() => {
            forget_cycle(m, epoch);
            m.place(m.asking(1));
        }
        _ => {
            m.state.run.worried = m.asked_contacts();
            // A recall takes back what is unsent of its own epoch alone: nothing of the old one stays.
            m.take_back(u32::MAX);
            m.rows = &[];
            tell_anew(m);
            m.state.epoch = epoch;
        }
    }
    strong_sign(m);
    m.event(EventKind::Restored { from, to: m.state.stage() });
    Ok(())
}

/// A release that goes on is told once more at once: what was unsent of it has been taken back.
fn tell_anew(m: &mut Machine<'_>) {
    if let Phase::Released { parcels, .. } = &mut m.state.phase {
        parcels.iter_mut().for_each(|parcel| parcel.rounds = parcel.rounds.saturating_sub(1));
    }
}

/// Takes back what is unsent; whoever was asked still waits for the all-clear.
fn forget_cycle(m: &mut Machine<'_>, epoch: u32) {
    let worried = m.asked_contacts();
    m.take_back(u32::MAX);
    m.rows = &[];
    m.state.run = Run { worried, ..Run::default() };
    m.state.epoch = epoch;
}
