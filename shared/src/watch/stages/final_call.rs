//! Final call: every address and the phone at once. The window opens with the phone's acceptance;
//! with mail's where there is no phone or it did not take the message in 72 h.

use super::{
    Next,
    round::{ACCEPT_MS, after_gap, after_unknown, alarm_unaccepted, is_open, is_quiet, sent},
};
use crate::watch::{
    brake::BRAKE_MS,
    event::Again,
    evidence::{Call, Gate, gate},
    key::Channel,
    machine::Machine,
    message::Kind,
    time::{DAY_MS, HOUR_MS},
    visit::Visit,
};

pub(super) fn run(m: &mut Machine<'_>, visit: &mut Visit) -> Next {
    let call = m.owner_call(Kind::FinalCall);
    if !call.any_live(m.rows) {
        return Next::Go(m.unreachable());
    }
    let Some(sent_ms) = sent(m, &call, visit) else {
        return Next::Stay;
    };
    after_gap(m, &call, visit);
    after_unknown(m, &call, visit);
    let Some(window) = window(m, &call, visit, sent_ms) else {
        return without_window(m, &call, visit, sent_ms);
    };
    if is_open(m, &call, visit, window, true) {
        return Next::Stay;
    }
    let gate = gate(m.rows, m.policy.gate_distance_ms());
    if gate == Gate::Open {
        m.want_contacts();
    }
    match gate {
        Gate::Open if m.brakes() => {
            // Noted in an earlier look after this very window, or now; never taken from an older
            // one, nor from the phone's where the phone has died since and mail's is longer.
            let closes = window.0.saturating_add(window.1);
            let closed = visit.floor_ms.filter(|noted| *noted >= closes).unwrap_or(m.now());
            visit.floor_ms = Some(closed);
            visit.closes_ms = visit.closes_ms.max(Some(closed));
            if is_quiet(m, call.quiet, closed) {
                m.deadline(closed.saturating_add(DAY_MS));
                return Next::Stay;
            }
            m.state.run.braked = true;
            visit.floor_ms = Some(m.now().saturating_add(BRAKE_MS));
            m.send(call.kind, &call.to);
            m.again(Again::Brake);
            Next::Again
        }
        Gate::Open => Next::Go(m.contact_or_cooling(1)),
        Gate::TooClose if !m.state.run.extra_final => {
            m.state.run.extra_final = true;
            m.restart(visit);
            m.again(Again::TooClose);
            Next::Again
        }
        Gate::TooClose | Gate::Shut => Next::Go(m.unreachable()),
    }
}

/// When the window opened and how long it lasts: the earlier end of the two ways to open it.
fn window(m: &Machine<'_>, call: &Call<'_>, visit: &Visit, sent_ms: i64) -> Option<(i64, i64)> {
    let limit = sent_ms.saturating_add(ACCEPT_MS);
    let phone_lives = call.live(m.rows).any(|(channel, _)| channel == Channel::Sms);
    let phone = call.accepted(m.rows, visit, Some(Channel::Sms));
    let phone_late = m.now() >= limit && phone.is_none_or(|at| at > limit);
    let mail = call
        .accepted(m.rows, visit, Some(Channel::Mail))
        .filter(|_| !phone_lives || phone_late)
        .map(|at| (at, m.policy.mail_only_final_ms()));
    let phone = phone.map(|at| (at, m.policy.final_wait_ms));
    [phone, mail].into_iter().flatten().min_by_key(|(at, length)| at.saturating_add(*length))
}

fn without_window(m: &mut Machine<'_>, call: &Call<'_>, visit: &mut Visit, sent_ms: i64) -> Next {
    if visit.opened_ms.is_some() && call.accepted(m.rows, visit, None).is_none() {
        m.restart(visit);
        m.again(Again::Bounce);
        return Next::Again;
    }
    let limit = sent_ms.saturating_add(ACCEPT_MS);
    if m.now() >= limit {
        return Next::Go(m.unreachable());
    }
    alarm_unaccepted(m, visit, sent_ms);
    m.wake_at(limit);
    m.deadline(limit.saturating_add(HOUR_MS));
    Next::Stay
}
