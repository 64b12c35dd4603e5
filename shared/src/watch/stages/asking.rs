//! Asking: one question to the first address that lives, with a window after its acceptance.
//!
//! Addresses that are dead in this cycle are written to as well; they open no window. An address
//! that does not take the question in 72 h is followed by the next one, once; then it goes on.

use super::{
    Next,
    round::{ACCEPT_MS, after_unknown, alarm_unaccepted, is_open, is_quiet},
};
use crate::watch::{
    event::Again,
    evidence::{Call, is_dead},
    key::{Addressee, Channel},
    machine::Machine,
    message::Kind,
    state::Phase,
    time::DAY_MS,
    visit::Visit,
};

pub(super) fn run(m: &mut Machine<'_>, n: u8, visit: &mut Visit) -> Next {
    let call = m.owner_call(Kind::Ask { n });
    if !call.any_live(m.rows) {
        return Next::Go(m.final_call());
    }
    let since = visit.since_ms;
    if visit.sent_ms.is_none() && !ask(m, &call, visit, (None, since)) {
        m.deadline(visit.since_ms.saturating_add(DAY_MS));
        return Next::Stay;
    }
    let sent = visit.sent_ms.unwrap_or(visit.since_ms);
    after_unknown(m, &only_tried(&call, visit), visit);
    if let Some(at) = call.accepted(m.rows, visit, None) {
        let window = (at, m.policy.spacing_ms);
        return if is_open(m, &call, visit, window, false) {
            Next::Stay
        } else {
            Next::Go(after(m, n))
        };
    }
    if visit.opened_ms.is_some() {
        m.restart(visit);
        m.again(Again::Bounce);
        return Next::Again;
    }
    unaccepted(m, n, &call, visit, sent)
}

fn unaccepted(m: &mut Machine<'_>, n: u8, call: &Call<'_>, visit: &mut Visit, sent: i64) -> Next {
    let refused = current(call, visit).is_none_or(|(_, to)| is_dead(m.rows, to));
    let late = m.now() >= sent.saturating_add(ACCEPT_MS);
    if m.now() >= visit.since_ms.saturating_add(2 * ACCEPT_MS) || (late && visit.timeouts >= 1) {
        return Next::Go(after(m, n));
    }
    if refused || late {
        if next_address(m, call, visit).is_none() {
            return Next::Go(after(m, n));
        }
        let now = m.now();
        if ask(m, call, visit, (Some(Again::NextAddress), now)) {
            visit.timeouts = visit.timeouts.saturating_add(u8::from(!refused));
            return Next::Again;
        }
    }
    alarm_unaccepted(m, visit, visit.since_ms);
    let sent = visit.sent_ms.unwrap_or(sent);
    let limit = sent.saturating_add(ACCEPT_MS).min(visit.since_ms.saturating_add(2 * ACCEPT_MS));
    let last = visit.since_ms.saturating_add(2 * ACCEPT_MS);
    m.wake_at(if m.now() < limit { limit } else { last });
    m.deadline(visit.since_ms.saturating_add(2 * ACCEPT_MS + DAY_MS));
    Next::Stay
}

/// Asks on the next live address, and writes to the dead mailboxes too.
fn ask(
    m: &mut Machine<'_>,
    call: &Call<'_>,
    visit: &mut Visit,
    (why, since_ms): (Option<Again>, i64),
) -> bool {
    let Some(next) = next_address(m, call, visit) else {
        return false;
    };
    if is_quiet(m, call.quiet, since_ms) {
        return false;
    }
    let dead =
        |(channel, to): &(Channel, Addressee)| *channel == Channel::Mail && is_dead(m.rows, *to);
    let mut to: Vec<_> = call.to.iter().copied().filter(dead).collect();
    to.push(next);
    let ordinal = m.send(call.kind, &to);
    if visit.tried.is_empty() {
        visit.first_ordinal = ordinal;
    }
    visit.tried.extend(number(next.1));
    visit.sent_ms = Some(m.now());
    if let Some(why) = why {
        m.again(why);
    }
    true
}

fn next_address(m: &Machine<'_>, call: &Call<'_>, visit: &Visit) -> Option<(Channel, Addressee)> {
    call.live(m.rows).find(|(_, to)| number(*to).is_none_or(|n| !visit.tried.contains(&n)))
}

fn current(call: &Call<'_>, visit: &Visit) -> Option<(Channel, Addressee)> {
    let last = visit.tried.last()?;
    call.to.iter().copied().find(|(_, to)| number(*to) == Some(*last))
}

/// The same call, but only to the addresses tried in this visit.
fn only_tried<'a>(call: &Call<'a>, visit: &Visit) -> Call<'a> {
    let tried = |to: Addressee| number(to).is_some_and(|n| visit.tried.contains(&n));
    let to = call.to.iter().copied().filter(|(_, to)| tried(*to)).collect();
    Call { stage: call.stage, kind: call.kind, to, quiet: call.quiet }
}

const fn number(to: Addressee) -> Option<u8> {
    match to {
        Addressee::Owner { address } => Some(address),
        Addressee::Contact { .. } | Addressee::Recipient { .. } => None,
    }
}

fn after(m: &Machine<'_>, n: u8) -> Phase {
    if n < m.policy.last_asking() { m.asking(n.saturating_add(1)) } else { m.final_call() }
}
