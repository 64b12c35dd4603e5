//! What the stages with a window share: quiet hours, sending again after gaps and unknown
//! outcomes, the floor under a window, the alarm about a missing acceptance.

use crate::watch::{
    event::{Again, EventKind},
    evidence::{Call, is_dead},
    facts::Outcome,
    machine::Machine,
    time::{DAY_MS, HOUR_MS, Interval, quiet_until},
    visit::{Resend, Visit},
};

/// A message must be accepted within this time.
pub(super) const ACCEPT_MS: i64 = 72 * HOUR_MS;
/// Quiet hours last at most half a day; a mad wall clock holds nothing back for longer.
const QUIET_MAX_MS: i64 = 13 * HOUR_MS;
const RESENDS_MAX: usize = 3;
const UNKNOWN_MAX: usize = 4;

/// Whether quiet hours hold something back that has been wanted since `since_ms`.
pub(super) fn is_quiet(m: &mut Machine<'_>, quiet: &[Interval], since_ms: i64) -> bool {
    let latest = since_ms.saturating_add(QUIET_MAX_MS);
    let Some(end) = quiet_until(quiet, m.clock.wall_ms) else {
        return false;
    };
    if m.now() >= latest {
        return false;
    }
    m.wake_at_wall(end);
    m.wake_at(latest);
    true
}

/// Sends the round that is waited for, once, outside quiet hours. Returns when it was sent.
pub(super) fn sent(m: &mut Machine<'_>, call: &Call<'_>, visit: &mut Visit) -> Option<i64> {
    if visit.sent_ms.is_none() {
        if is_quiet(m, call.quiet, visit.since_ms) {
            m.deadline(visit.since_ms.saturating_add(QUIET_MAX_MS + HOUR_MS));
            return None;
        }
        visit.first_ordinal = m.send(call.kind, &call.to);
        visit.sent_ms = Some(m.now());
        visit.gaps_seen = m.facts.gaps;
    }
    visit.sent_ms
}

/// Sends again after a gap, at most three times a visit.
pub(super) fn after_gap(m: &mut Machine<'_>, call: &Call<'_>, visit: &mut Visit) {
    if m.facts.gaps > visit.gaps_seen {
        visit.gaps_seen = m.facts.gaps;
        if visit.resends.len() < RESENDS_MAX {
            visit.gap_noticed_ms.get_or_insert(m.now());
        }
    }
    let Some(noticed) = visit.gap_noticed_ms else {
        return;
    };
    if is_quiet(m, call.quiet, noticed) {
        return;
    }
    let ordinal = m.send(call.kind, &call.to);
    visit.resends.push(Resend { ordinal, at_ms: m.now() });
    visit.gap_noticed_ms = None;
    m.again(Again::Gap);
}

/// Sends a message of unknown outcome again: after an hour, then daily, four times in all. An
/// address that has died since is no longer in doubt.
pub(super) fn after_unknown(m: &mut Machine<'_>, call: &Call<'_>, visit: &Visit) {
    for &(channel, to) in call.to.iter().filter(|(_, to)| !is_dead(m.rows, *to)) {
        let rows = || call.rows(m.rows, visit).filter(|row| row.addressee == to);
        let Some(last) = rows().max_by_key(|row| row.ordinal) else {
            continue;
        };
        let Outcome::Unknown { witnessed_ms } = last.outcome else {
            continue;
        };
        let times = rows().filter(|row| matches!(row.outcome, Outcome::Unknown { .. })).count();
        if times >= UNKNOWN_MAX {
            continue;
        }
        let due = witnessed_ms.saturating_add(if times == 1 { HOUR_MS } else { DAY_MS });
        if m.now() < due {
            m.wake_at(due);
        } else if !is_quiet(m, call.quiet, due) {
            m.send(call.kind, &[(channel, to)]);
            m.again(Again::Unknown);
        }
    }
}

/// Reports once that nothing was accepted for a day.
pub(super) fn alarm_unaccepted(m: &mut Machine<'_>, visit: &mut Visit, sent_ms: i64) {
    let due = sent_ms.saturating_add(DAY_MS);
    if visit.alarmed {
        return;
    }
    if m.now() < due {
        m.wake_at(due);
    } else {
        visit.alarmed = true;
        m.event(EventKind::NotAccepted { stage: m.state.stage() });
    }
}

/// Whether the window stays open at this instant; if not, the stage may end.
///
/// The window closes at `closes_ms`, not before the floor, not before a day (or its own length)
/// after the acceptance of every sending that followed a gap; such an acceptance is waited for
/// while `wait_for_resend` and an address lives, for as long as any other.
pub(super) fn is_open(
    m: &mut Machine<'_>,
    call: &Call<'_>,
    visit: &mut Visit,
    (opened_ms, length_ms): (i64, i64),
    wait_for_resend: bool,
) -> bool {
    let mut closes = opened_ms.saturating_add(length_ms).max(visit.floor_ms.unwrap_or(i64::MIN));
    for resend in &visit.resends {
        if let Some(at) = call.accepted_sending(m.rows, resend.ordinal) {
            closes = closes.max(at.saturating_add(length_ms.min(DAY_MS)));
        }
    }
    visit.opened_ms = Some(opened_ms);
    visit.closes_ms = Some(closes);
    let mut open = m.now() < closes;
    let mut until = closes;
    if open {
        m.wake_at(closes);
    }
    if let Some(last) = visit.resends.last().filter(|last| last.ordinal >= visit.first_ordinal) {
        let patience = last.at_ms.saturating_add(ACCEPT_MS);
        let missing = call.accepted_sending(m.rows, last.ordinal).is_none();
        let waits =
            wait_for_resend && missing && call.to.iter().any(|(_, to)| !is_dead(m.rows, *to));
        if waits && m.now() < patience {
            m.wake_at(patience);
            until = until.max(patience);
            open = true;
        }
    }
    if let Some(noticed) = visit.gap_noticed_ms {
        until = until.max(noticed.saturating_add(QUIET_MAX_MS));
        open = true;
    }
    m.deadline(until.saturating_add(HOUR_MS));
    open
}
