//! Contact call: one trusted contact after the other, on every address at once.
//!
//! A contact who cannot be reached is waited for all the same. If the trouble is ours (no answer
//! about an address at all), the wait begins when it works, at the latest after 30 days.

use super::{
    Next,
    round::{ACCEPT_MS, after_gap, after_unknown, alarm_unaccepted, is_open, sent},
};
use crate::watch::{
    event::Again,
    evidence::{Call, Gate, gate},
    machine::Machine,
    message::Kind,
    state::Phase,
    time::{DAY_MS, HOUR_MS},
    visit::Visit,
};

/// How long our own relay's failure may hold a contact's wait back.
const OURS_MAX_MS: i64 = 30 * DAY_MS;

pub(super) fn run(m: &mut Machine<'_>, n: u8, visit: &mut Visit) -> Next {
    let id = m.policy.contacts.get(usize::from(n).saturating_sub(1)).copied();
    let call = match id.and_then(|id| m.facts.contact(id)) {
        Some(contact) => m.contact_call(contact, Kind::ContactAsk),
        // Gone since the policy was made: nobody to ask, but the owner's time stays.
        None => Call { stage: m.state.stage(), kind: Kind::ContactAsk, to: Vec::new(), quiet: &[] },
    };
    let Some(sent_ms) = sent(m, &call, visit) else {
        return Next::Stay;
    };
    after_gap(m, &call, visit);
    after_unknown(m, &call, visit);
    let accepted = call.accepted(m.rows, visit, None);
    if accepted.is_none() && visit.gave_up_ms.is_none() {
        if visit.opened_ms.is_some() && call.any_live(m.rows) {
            m.restart(visit);
            m.again(Again::Bounce);
            return Next::Again;
        }
        if !gives_up(m, &call, visit, sent_ms) {
            return wait_for_acceptance(m, visit, sent_ms);
        }
        visit.gave_up_ms = Some(m.now());
    }
    let opened = accepted.or(visit.gave_up_ms).unwrap_or(m.now());
    if is_open(m, &call, visit, (opened, m.policy.contact_wait_ms), true) {
        Next::Stay
    } else {
        end(m, n)
    }
}

fn gives_up(m: &Machine<'_>, call: &Call<'_>, visit: &Visit, sent_ms: i64) -> bool {
    let waited = m.now().saturating_sub(sent_ms);
    !call.any_live(m.rows)
        || waited >= OURS_MAX_MS
        || (waited >= ACCEPT_MS && call.answered_about_address(m.rows, visit))
}

fn wait_for_acceptance(m: &mut Machine<'_>, visit: &mut Visit, sent_ms: i64) -> Next {
    alarm_unaccepted(m, visit, sent_ms);
    let patience = sent_ms.saturating_add(ACCEPT_MS);
    let last = sent_ms.saturating_add(OURS_MAX_MS);
    m.wake_at(if m.now() < patience { patience } else { last });
    m.deadline(patience.saturating_add(HOUR_MS));
    Next::Stay
}

fn end(m: &mut Machine<'_>, n: u8) -> Next {
    leave(m, |m| m.contact_or_cooling(n.saturating_add(1)))
}

/// Leaves a stage after the final call through the gate.
pub(super) fn leave(m: &mut Machine<'_>, next: impl Fn(&Machine<'_>) -> Phase) -> Next {
    if m.state.run.unreachable_over {
        return Next::Go(next(m));
    }
    match gate(m.rows, m.policy.gate_distance_ms()) {
        Gate::Open => Next::Go(next(m)),
        Gate::TooClose if !m.state.run.extra_final => {
            m.state.run.extra_final = true;
            Next::Go(m.final_call())
        }
        Gate::TooClose | Gate::Shut => Next::Go(m.unreachable()),
    }
}
