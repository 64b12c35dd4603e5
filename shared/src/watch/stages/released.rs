//! Released: every handover leaves once its extra delay has run out, and its message is repeated
//! ever more rarely, for two years, until every recipient has opened or declined it.

use super::Next;
use crate::ids::HandoverId;
use crate::watch::{
    event::EventKind,
    evidence::accepted_at,
    facts::Recipient,
    key::{Addressee, Channel},
    machine::Machine,
    message::Kind,
    rounds::round_at,
    state::Parcel,
    time::DAY_MS,
};

pub(super) fn run(m: &mut Machine<'_>, parcels: &mut [Parcel]) -> Next {
    for parcel in parcels {
        if m.now() < parcel.due_ms {
            m.wake_at(parcel.due_ms);
            continue;
        }
        if parcel.left_ms.is_none() {
            parcel.left_ms = Some(m.now());
            m.event(EventKind::HandoverLeft { handover: parcel.handover });
        }
        let left = parcel.left_ms.unwrap_or(parcel.due_ms);
        repeat(m, parcel, left);
    }
    Next::Stay
}

fn repeat(m: &mut Machine<'_>, parcel: &mut Parcel, left: i64) {
    let to = waiting(m, parcel.handover);
    if to.is_empty() {
        return;
    }
    alarm_untold(m, parcel, left);
    let is_due = |round: u16| round_at(round).is_some_and(|at| m.now() >= left.saturating_add(at));
    if is_due(parcel.rounds) {
        while is_due(parcel.rounds) {
            parcel.rounds += 1;
        }
        m.send(Kind::Release { handover: parcel.handover }, &to);
    }
    if let Some(next) = round_at(parcel.rounds) {
        m.wake_at(left.saturating_add(next));
    }
}

/// Reports once that nothing to one of the recipients was accepted for a day: nobody else would
/// ever notice that they do not know.
fn alarm_untold(m: &mut Machine<'_>, parcel: &mut Parcel, left: i64) {
    if parcel.alarmed {
        return;
    }
    let due = left.saturating_add(DAY_MS);
    if m.now() < due {
        m.wake_at(due);
    } else if recipients(m, parcel.handover).any(|recipient| !is_told(m, recipient, left)) {
        parcel.alarmed = true;
        m.event(EventKind::NotAccepted { stage: m.state.stage() });
    }
}

fn is_told(m: &Machine<'_>, recipient: &Recipient, left: i64) -> bool {
    m.rows.iter().any(|row| {
        matches!(row.addressee, Addressee::Recipient { account, .. } if account == recipient.account)
            && accepted_at(row).is_some_and(|at| at >= left)
    })
}

/// Every address of the recipients who have neither opened nor declined.
fn waiting(m: &Machine<'_>, handover: HandoverId) -> Vec<(Channel, Addressee)> {
    recipients(m, handover).flat_map(Recipient::addressees).collect()
}

fn recipients<'a>(m: &Machine<'a>, handover: HandoverId) -> impl Iterator<Item = &'a Recipient> {
    let handovers = m.facts.handovers.iter().filter(move |h| h.id == handover);
    handovers.flat_map(|h| &h.recipients).filter(|recipient| !recipient.done)
}
