//! Unreachable: every address of the owner is dead, or proves nothing.
//!
//! The contacts are told, every address is tried daily; the first acceptance on an address that
//! lives leads back to the last question, at most four times a cycle. The wait counts only while
//! the canary proves that a relay works.

use super::{Next, round::is_quiet};
use crate::watch::{
    brake::BRAKE_MS,
    event::Again,
    evidence::{accepted_at, is_dead},
    facts::{Outcome, Row},
    key::{Addressee, Channel, Stage},
    machine::Machine,
    message::Kind,
    policy::Then,
    state::{Phase, Unreachable},
    time::{DAY_MS, HOUR_MS},
};

/// A daily canary proves a relay for this long.
const CANARY_MS: i64 = 26 * HOUR_MS;
const RETURNS_MAX: u8 = 4;

pub(super) fn run(m: &mut Machine<'_>, visit: &mut Unreachable) -> Next {
    // Before anything is sent: what is sent in the look that leaves is taken back, and a contact
    // would count as told.
    if m.state.run.returns < RETURNS_MAX && reachable(m) {
        m.state.run.returns += 1;
        m.state.run.extra_final = false;
        return Next::Go(m.asking(m.policy.last_asking()));
    }
    tell_contacts(m);
    try_daily(m, visit);
    count(m, visit);
    let rest = m.policy.unreachable_wait_ms.saturating_sub(m.state.run.unreachable_ms);
    if rest <= 0 && m.policy.unreachable_then == Then::Release {
        m.want_contacts();
        if m.brakes() {
            return brake(m, visit);
        }
    }
    if rest <= 0 {
        m.state.run.unreachable_over = true;
        return Next::Go(match m.policy.unreachable_then {
            Then::Hold => Phase::Held,
            Then::Release => m.contact_or_cooling(1),
        });
    }
    if visit.canary_ms.is_some_and(|canary| m.now() < canary.saturating_add(CANARY_MS)) {
        m.wake_at(m.now().saturating_add(rest));
    }
    m.deadline(visit.deadline_ms);
    Next::Stay
}

/// Too many owners want the next stage at once: the wait lasts longer, with its daily tries, the
/// next one at once.
fn brake(m: &mut Machine<'_>, visit: &mut Unreachable) -> Next {
    m.state.run.braked = true;
    m.state.run.unreachable_ms = m.state.run.unreachable_ms.saturating_sub(BRAKE_MS);
    visit.deadline_ms = visit.deadline_ms.saturating_add(BRAKE_MS);
    visit.tried_ms = Some(m.now().saturating_sub(DAY_MS));
    m.again(Again::Brake);
    Next::Again
}

fn tell_contacts(m: &mut Machine<'_>) {
    forget_untold(m);
    for id in m.policy.contacts.clone() {
        let Some(contact) = m.facts.contact(id).filter(|_| !m.state.run.told.contains(&id)) else {
            continue;
        };
        let call = m.contact_call(contact, Kind::UnreachableNotice);
        if is_quiet(m, call.quiet, m.state.entered.witnessed_ms) {
            continue;
        }
        m.send(call.kind, &call.to);
        m.state.run.told.push(id);
    }
}

/// A notice that was taken back before any relay took it (the owner was reachable in between) has
/// told nobody. One that is still on its way is repeated by the sender.
fn forget_untold(m: &mut Machine<'_>) {
    let rows = m.rows;
    m.state.run.told.retain(|id| {
        let to_them = |row: &&Row| row.addressee.contact() == Some(*id);
        let mut notices =
            rows.iter().filter(|row| row.stage == Stage::Unreachable).filter(to_them).peekable();
        notices.peek().is_none() || notices.any(|row| row.outcome != Outcome::Cancelled)
    });
}

fn try_daily(m: &mut Machine<'_>, visit: &mut Unreachable) {
    let due = visit.tried_ms.map_or(m.state.entered.witnessed_ms, |at| at.saturating_add(DAY_MS));
    if m.now() < due {
        m.wake_at(due);
        return;
    }
    let call = m.owner_call(Kind::Ask { n: m.policy.last_asking() });
    if is_quiet(m, call.quiet, due) {
        return;
    }
    let to: Vec<(Channel, Addressee)> =
        call.to.iter().copied().filter(|(_, to)| !in_flight(m, *to)).collect();
    if !to.is_empty() {
        m.send(call.kind, &to);
        m.again(Again::Daily);
    }
    visit.tried_ms = Some(m.now());
    m.wake_at(m.now().saturating_add(DAY_MS));
}

/// A try that the sender still repeats by itself.
fn in_flight(m: &Machine<'_>, to: Addressee) -> bool {
    let last = m.rows.iter().filter(|row| row.stage == Stage::Unreachable && row.addressee == to);
    last.max_by_key(|row| row.ordinal)
        .is_some_and(|row| matches!(row.outcome, Outcome::Waiting | Outcome::Temporary { .. }))
}

fn reachable(m: &Machine<'_>) -> bool {
    m.rows.iter().any(|row| {
        matches!(row.addressee, Addressee::Owner { .. })
            && !is_dead(m.rows, row.addressee)
            && accepted_at(row).is_some_and(|at| at >= m.state.entered.witnessed_ms)
    })
}

/// Counts the part of the time since the last look that a canary covers.
fn count(m: &mut Machine<'_>, visit: &mut Unreachable) {
    let (from, to) = (visit.counted_until_ms, m.now());
    let latest = m.facts.canary_witnessed_ms.map(|at| at.min(to));
    let covered = |canary: i64, from: i64| {
        let start = canary.max(from);
        (start, canary.saturating_add(CANARY_MS).min(to).max(start))
    };
    let mut counted = 0;
    let mut reached = from;
    for canary in [visit.canary_ms, latest].into_iter().flatten() {
        let (start, end) = covered(canary, reached);
        counted += end.saturating_sub(start);
        reached = reached.max(end);
    }
    m.state.run.unreachable_ms = m.state.run.unreachable_ms.saturating_add(counted);
    visit.counted_until_ms = to.max(from);
    visit.canary_ms = latest.max(visit.canary_ms);
}
