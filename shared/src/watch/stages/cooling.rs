//! Cooling: the last wait. Opens by itself; its messages to the owner and the contacts are best
//! effort, and wait for the end of quiet hours only where half of the cooling remains after them.

use super::{
    Next,
    contact_call::leave,
    round::{after_gap, after_unknown, is_open},
};
use crate::watch::{
    evidence::{Call, accepted_at, is_dead},
    key::Stage,
    machine::Machine,
    message::Kind,
    time::quiet_until,
    visit::Visit,
};

pub(super) fn run(m: &mut Machine<'_>, visit: &mut Visit) -> Next {
    visit.sent_ms.get_or_insert(visit.since_ms);
    let owner = m.owner_call(Kind::CoolingNotice);
    if m.facts.gaps > visit.gaps_seen && !visit.tried.contains(&0) {
        visit.tried.push(0); // the sending after the gap is the first one
    }
    tell(m, &owner, visit, 0);
    let resends = visit.resends.len();
    after_gap(m, &owner, visit);
    if visit.resends.len() > resends {
        visit.tried.retain(|number| *number == 0); // the contacts too believe that all is over
    }
    let contacts = m.policy.contacts.iter().filter_map(|id| m.facts.contact(*id));
    for (contact, number) in contacts.zip(1..=u8::MAX) {
        let call = m.contact_call(contact, Kind::CoolingNotice);
        tell(m, &call, visit, number);
    }
    after_unknown(m, &owner, visit);
    let wait_for_resend = !m.state.run.unreachable_over;
    let window = (visit.since_ms, m.policy.cooling_ms);
    if is_open(m, &owner, visit, window, wait_for_resend) {
        return Next::Stay;
    }
    if let Some(floor) = final_call_waited_for(m).filter(|floor| m.now() < *floor) {
        visit.floor_ms = Some(floor);
        return Next::Again;
    }
    leave(m, |m| m.released())
}

/// What carried the final call in the end may be another message than the one whose window was waited for: that
/// one's acceptance may have been taken back since. Nothing is released before one that stands had all its time.
fn final_call_waited_for(m: &Machine<'_>) -> Option<i64> {
    if m.state.run.unreachable_over {
        return None;
    }
    m.rows
        .iter()
        .filter(|row| row.stage == Stage::FinalCall && !is_dead(m.rows, row.addressee))
        .filter_map(|row| {
            let needed = m.policy.after_final_call_ms(row.channel);
            Some(accepted_at(row)?.saturating_add(needed))
        })
        .min()
}

/// Tells one person, once; `number` is 0 for the owner and counts the contacts.
fn tell(m: &mut Machine<'_>, call: &Call<'_>, visit: &mut Visit, number: u8) {
    if visit.tried.contains(&number) {
        return;
    }
    if let Some(end) = quiet_until(call.quiet, m.clock.wall_ms) {
        let rest = visit.since_ms.saturating_add(m.policy.cooling_ms).saturating_sub(m.now());
        let after_quiet = rest.saturating_sub(end.saturating_sub(m.clock.wall_ms));
        if after_quiet.saturating_mul(2) >= m.policy.cooling_ms {
            m.wake_at_wall(end);
            return;
        }
    }
    visit.tried.push(number);
    m.send(call.kind, &call.to);
}
