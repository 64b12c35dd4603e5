//! Outages: nothing closes in them, and who was asked before is asked again.

use crate::bench::{Bench, MAIL, OURS, SMS, is_final, policy};
use stafeta_shared::watch::{Addressee, DAY_MS, HOUR_MS, Interval, Kind, Message, Stage};

#[test]
fn nothing_closes_while_nothing_is_witnessed() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.until(Stage::Asking(2));
    for _ in 0..100 {
        bench.clock.wall_ms += DAY_MS;
        bench.look();
    }
    assert_eq!(bench.stage(), Stage::Asking(2));
}

#[test]
fn after_a_gap_three_more_calls_with_a_day_each_and_no_restart() {
    let mut policy = policy(0);
    policy.final_wait_ms = 3 * DAY_MS;
    let mut bench = Bench::new(policy, &[MAIL, SMS]);
    bench.until(Stage::FinalCall);
    let begun = bench.clock.witnessed_ms;
    bench.run(DAY_MS);
    bench.outage(9 * DAY_MS);
    assert_eq!(bench.times(is_final).len(), 2, "asked again");
    bench.run(2 * DAY_MS - HOUR_MS);
    assert_eq!(bench.stage(), Stage::FinalCall);
    bench.outage(9 * DAY_MS);
    assert_eq!(bench.until(Stage::Cooling), DAY_MS, "a day from the new acceptance");
    assert_eq!(bench.clock.witnessed_ms - begun, 4 * DAY_MS - HOUR_MS);
    for _ in 0..6 {
        bench.outage(DAY_MS);
    }
    let notices = bench.sent.iter().filter(|(_, m)| {
        m.kind == Kind::CoolingNotice && m.addressee == Addressee::Owner { address: 1 }
    });
    assert_eq!(notices.count(), 4, "one and three more");
}

#[test]
fn after_a_gap_the_only_address_suffices() {
    let mut bench = Bench::new(policy(0), &[SMS]);
    bench.until(Stage::FinalCall);
    bench.run(47 * HOUR_MS);
    bench.outage(8 * HOUR_MS);
    assert_eq!(bench.until(Stage::Cooling), DAY_MS, "a day from the new acceptance");
}

#[test]
fn a_resend_that_is_not_accepted_holds_the_window_for_72_h_at_most() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.until(Stage::FinalCall);
    bench.run(47 * HOUR_MS);
    bench.answer = |_, _| OURS;
    bench.outage(8 * HOUR_MS);
    assert_eq!(bench.until(Stage::Cooling), 72 * HOUR_MS);
}

#[test]
fn the_cooling_too_waits_72_h_for_what_it_sent_after_a_gap() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.until(Stage::Cooling);
    bench.run(23 * HOUR_MS);
    bench.answer = |_, _| OURS;
    bench.outage(8 * HOUR_MS);
    assert_eq!(bench.until(Stage::Released), 72 * HOUR_MS);
}

#[test]
fn a_gap_before_the_first_word_of_the_cooling_makes_one_message_not_two() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.policy.cooling_ms = 3 * DAY_MS;
    bench.until(Stage::FinalCall);
    let end = bench.clock.wall_ms + 2 * DAY_MS;
    bench.facts.owner.quiet = vec![Interval { from_ms: end - HOUR_MS, to_ms: end + 8 * HOUR_MS }];
    bench.until(Stage::Cooling);
    bench.outage(DAY_MS);
    assert_eq!(bench.sent.iter().filter(|(_, m)| m.kind == Kind::CoolingNotice).count(), 2);
    assert_eq!(bench.until(Stage::Released), 3 * DAY_MS);
}

/// They were told a day of release that the outage has moved.
#[test]
fn after_a_gap_in_the_cooling_the_contacts_are_told_again_too() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.until(Stage::Cooling);
    bench.run(HOUR_MS);
    let told = |bench: &Bench| {
        let to_contact = |m: &Message| matches!(m.addressee, Addressee::Contact { .. });
        let notice = |m: &Message| m.kind == Kind::CoolingNotice && to_contact(m);
        bench.sent.iter().filter(|(_, m)| notice(m)).count()
    };
    assert_eq!(told(&bench), 2, "by mail and by SMS");
    bench.outage(10 * DAY_MS);
    assert_eq!(told(&bench), 4);
    bench.until(Stage::Released);
    assert_eq!(told(&bench), 4);
}
