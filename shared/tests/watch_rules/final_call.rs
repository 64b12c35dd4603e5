//! The final call: on every address at once, and the gate that asks whether it was enough.

use crate::bench::{Bench, FULL, MAIL, OURS, SMS, accepted, is_final, policy, to_owner};
use stafeta_shared::watch::{DAY_MS, EventKind, HOUR_MS, Interval, Kind, Outcome, Stage};

#[test]
fn the_final_call_waits_72_h_for_the_phone_and_then_takes_mail() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.answer = |m, at| if m.channel == SMS { FULL } else { accepted(m, at) };
    bench.until(Stage::FinalCall);
    assert_eq!(bench.until(Stage::ContactCall(1)), 72 * HOUR_MS);
}

#[test]
fn a_refused_phone_counts_as_none() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.answer = |m, at| if m.channel == SMS { Outcome::Refused } else { accepted(m, at) };
    bench.until(Stage::FinalCall);
    assert_eq!(bench.until(Stage::ContactCall(1)), 2 * DAY_MS);
}

#[test]
fn a_final_call_by_mail_alone_outlasts_the_queue_of_a_relay() {
    let mut bench = Bench::new(policy(0), &[MAIL]);
    bench.until(Stage::FinalCall);
    assert_eq!(bench.until(Stage::Cooling), 5 * DAY_MS);
    let mut bench = Bench::new(policy(1), &[MAIL]);
    bench.policy.contact_wait_ms = DAY_MS;
    bench.until(Stage::FinalCall);
    assert_eq!(bench.until(Stage::ContactCall(1)), 4 * DAY_MS);
}

#[test]
fn a_phone_that_bounces_after_its_window_does_not_shorten_mails_way() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.until(Stage::Cooling);
    bench.now(|row| row.channel == SMS, Outcome::Bounced);
    assert_eq!(bench.until(Stage::Released), 6 * DAY_MS - 2 * DAY_MS);
}

/// Found in 279,068 simulated watch-years: mail's window had closed, the phone took its message late, and then mail
/// came back. Whoever got the call by phone has all the time that the phone's call gives.
#[test]
fn mail_that_bounces_after_its_window_does_not_shorten_the_phones_way() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.answer = |m, at| if m.channel == SMS { FULL } else { accepted(m, at) };
    bench.until(Stage::FinalCall);
    bench.run(4 * DAY_MS);
    let at = bench.clock;
    bench.now(|row| row.channel == SMS, Outcome::Accepted { at });
    bench.until(Stage::Cooling);
    assert!(bench.clock.witnessed_ms < at.witnessed_ms + 2 * DAY_MS, "by mail's window");
    bench.now(|row| row.channel == MAIL && row.stage == Stage::FinalCall, Outcome::Bounced);
    bench.until(Stage::Released);
    assert_eq!(bench.state.entered.witnessed_ms, at.witnessed_ms + (2 + 1) * DAY_MS);
}

#[test]
fn two_proven_messages_too_close_need_one_more_final_call() {
    let mut policy = policy(0);
    (policy.reminders, policy.spacing_ms, policy.final_wait_ms) = (0, 12 * HOUR_MS, DAY_MS);
    let mut bench = Bench::new(policy, &[MAIL, SMS]);
    bench.until(Stage::FinalCall);
    assert_eq!(bench.until(Stage::Cooling), 2 * DAY_MS);
    assert_eq!(bench.times(is_final).len(), 2);
}

#[test]
fn one_more_final_call_is_made_once_only() {
    let mut policy = policy(0);
    (policy.reminders, policy.spacing_ms, policy.final_wait_ms) = (0, 12 * HOUR_MS, DAY_MS);
    let mut bench = Bench::new(policy, &[MAIL, SMS]);
    bench.until(Stage::FinalCall);
    bench.state.run.extra_final = true;
    bench.run(2 * DAY_MS);
    let moved = EventKind::Moved { from: Stage::FinalCall, to: Stage::Unreachable };
    assert!(bench.events.contains(&moved));
}

#[test]
fn a_single_proven_channel_needs_two_final_calls() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.answer = |m, at| if m.channel == MAIL { FULL } else { accepted(m, at) };
    bench.policy.reminders = 0;
    bench.until(Stage::Cooling);
    // The question went to the phone after 72 h, so the final call had a partner.
    assert_eq!(bench.times(is_final).len(), 1);
    bench.answer =
        |m, at| if m.kind == Kind::FinalCall && m.channel == SMS { accepted(m, at) } else { FULL };
    bench.input(stafeta_shared::watch::Input::Edit).unwrap();
    bench.sent.clear();
    bench.until(Stage::Cooling);
    assert_eq!(bench.times(is_final).len(), 2);
}

#[test]
fn a_partner_lost_after_the_final_call_costs_one_more_of_it_and_no_third() {
    for (made, to) in [(false, Stage::FinalCall), (true, Stage::Unreachable)] {
        let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
        bench.until(Stage::ContactCall(1));
        bench.state.run.extra_final = made;
        bench.now(|row| row.channel == MAIL && to_owner(row), Outcome::Bounced);
        bench.run(3 * DAY_MS);
        let moved = EventKind::Moved { from: Stage::ContactCall(1), to };
        assert!(bench.events.contains(&moved), "one more was made: {made}");
    }
}

#[test]
fn the_gate_is_asked_again_at_the_end_of_the_cooling() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.until(Stage::Cooling);
    bench.now(|row| row.stage == Stage::FinalCall, Outcome::Bounced);
    bench.run(DAY_MS);
    assert_eq!(bench.stage(), Stage::Unreachable);
}

#[test]
fn mail_carries_a_final_call_whose_phone_took_it_after_72_h() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.answer = |m, at| if m.channel == SMS { FULL } else { accepted(m, at) };
    bench.until(Stage::FinalCall);
    bench.run(80 * HOUR_MS);
    let at = bench.clock;
    let phone = |row: &stafeta_shared::watch::Row| row.channel == SMS;
    bench.now(phone, Outcome::Accepted { at });
    assert_eq!(bench.until(Stage::Cooling), 5 * DAY_MS - 80 * HOUR_MS, "mail's own window");
}

#[test]
fn a_final_call_held_back_by_a_mad_clock_is_late_only_after_the_longest_night() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.until(Stage::Asking(4));
    bench.run(DAY_MS - HOUR_MS);
    bench.facts.owner.quiet = vec![Interval { from_ms: 0, to_ms: i64::MAX }];
    bench.until(Stage::FinalCall);
    let begun = bench.clock.witnessed_ms;
    assert_eq!(bench.state.deadline_ms, Some(begun + 14 * HOUR_MS), "13 h of night, and one more");
    bench.run(13 * HOUR_MS);
    assert_eq!(bench.times(is_final), [begun + 13 * HOUR_MS]);
}

#[test]
fn a_final_call_that_nobody_takes_ends_unreachable() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.answer = |_, _| OURS;
    bench.until(Stage::FinalCall);
    assert_eq!(bench.until(Stage::Unreachable), 72 * HOUR_MS);
}

#[test]
fn a_final_call_on_an_address_that_died_since_opens_no_gate() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.until(Stage::Cooling);
    bench.now(|row| row.channel == SMS, Outcome::Bounced);
    bench.now(|row| row.channel == MAIL && row.stage == Stage::Asking(4), Outcome::Bounced);
    bench.run(6 * DAY_MS);
    assert_eq!(bench.stage(), Stage::Unreachable, "both addresses are known to be dead");
}
