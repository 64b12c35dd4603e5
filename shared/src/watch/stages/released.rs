//! Released: every handover leaves once its extra delay has run out, and its message is repeated
//! ever more rarely, for two years, until every recipient has opened or declined it.

use super::Next;
use crate::ids::HandoverId;
use crate::watch::{
    event::EventKind,
    facts::Recipient,
    key::{Addressee, Channel},
    machine::Machine,
    message::Kind,
    rounds::round_at,
    state::Parcel,
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

/// Every address of the recipients who have neither opened nor declined.
fn waiting(m: &Machine<'_>, handover: HandoverId) -> Vec<(Channel, Addressee)> {
    let recipients =
        m.facts.handovers.iter().filter(|h| h.id == handover).flat_map(|h| &h.recipients);
    recipients.filter(|recipient| !recipient.done).flat_map(Recipient::addressees).collect()
}
