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
    let is_due = |round: u16| offset(round).is_some_and(|at| m.now() >= left.saturating_add(at));
    if is_due(parcel.rounds) {
        while is_due(parcel.rounds) {
            parcel.rounds += 1;
        }
        m.send(Kind::Release { handover: parcel.handover }, &to);
    }
    if let Some(next) = offset(parcel.rounds) {
        m.wake_at(left.saturating_add(next));
    }
}

/// Every address of the recipients who have neither opened nor declined.
fn waiting(m: &Machine<'_>, handover: HandoverId) -> Vec<(Channel, Addressee)> {
    let recipients =
        m.facts.handovers.iter().filter(|h| h.id == handover).flat_map(|h| &h.recipients);
    recipients.filter(|recipient| !recipient.done).flat_map(Recipient::addressees).collect()
}

/// When a round leaves after the first: daily for a week, weekly for a month, monthly for two years.
const fn offset(round: u16) -> Option<i64> {
    let round = round as i64;
    match round {
        0..=7 => Some(round * DAY_MS),
        8..=11 => Some((7 + 7 * (round - 7)) * DAY_MS),
        12..=35 => Some((35 + 30 * (round - 11)) * DAY_MS),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_ever_more_rarely_for_two_years() {
        let days: Vec<i64> = (0..).map_while(offset).map(|at| at / DAY_MS).collect();
        assert_eq!(days[..9], [0, 1, 2, 3, 4, 5, 6, 7, 14]);
        assert_eq!(days[11], 35);
        assert_eq!(days[12], 65);
        assert_eq!(days.last(), Some(&755));
    }
}
