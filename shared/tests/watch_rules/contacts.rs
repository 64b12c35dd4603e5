//! Contacts: asked, waited for, given up.

use crate::bench::{Answer, Bench, FULL, MAIL, OURS, SMS, policy};
use crate::unreachable::{only_daily_tries, only_daily_tries_to_the_owner};
use stafeta_shared::watch::{
    Addressee, Clock, DAY_MS, EventKind, HOUR_MS, Kind, Message, Outcome, Stage,
};

#[test]
fn a_contact_whose_notice_was_taken_back_is_told_at_the_next_visit() {
    let told = |contact: Answer| {
        let mut bench = Bench::new(policy(1), &[MAIL]);
        bench.answer = contact;
        bench.until(Stage::ContactCall(1));
        assert_eq!(bench.state.run.returns, 4, "five visits");
        bench.times(|kind| *kind == Kind::UnreachableNotice).len()
    };
    assert_eq!(told(only_daily_tries), 1, "the relay took the notice");
    assert_eq!(
        told(only_daily_tries_to_the_owner),
        5,
        "the relay took none before the owner was back"
    );
}

fn contact_says(outcome: fn(&Message, Clock) -> Outcome) -> Bench {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.until(Stage::FinalCall);
    bench.answer = outcome;
    bench.until(Stage::ContactCall(1));
    bench
}

#[test]
fn an_unreachable_contact_is_waited_for_all_the_same() {
    let mut bench = contact_says(|_, _| Outcome::Refused);
    assert_eq!(bench.until(Stage::Cooling), 3 * DAY_MS, "refused");
    let mut bench = contact_says(|_, _| FULL);
    assert_eq!(bench.until(Stage::Cooling), 6 * DAY_MS, "full mailbox");
}

#[test]
fn a_gap_makes_nobody_wait_for_a_contact_who_is_dead() {
    let mut bench = contact_says(|_, _| Outcome::Refused);
    bench.run(71 * HOUR_MS);
    bench.outage(7 * HOUR_MS);
    assert_eq!(bench.until(Stage::Cooling), HOUR_MS);
}

#[test]
fn our_own_trouble_with_a_contact_is_waited_out_for_thirty_days() {
    let mut bench = contact_says(|_, _| OURS);
    bench.run(10 * DAY_MS);
    let at = bench.clock;
    bench.now(|row| row.stage == Stage::ContactCall(1), Outcome::Accepted { at });
    assert_eq!(bench.until(Stage::Cooling), 3 * DAY_MS, "from the day it worked");
    let mut bench = contact_says(|_, _| OURS);
    assert_eq!(bench.until(Stage::Cooling), 33 * DAY_MS);
    let overdue = bench.events.iter().filter(|e| matches!(e, EventKind::Overdue { .. })).count();
    assert!((26..=28).contains(&overdue), "the operator hears of it daily: {overdue}");
}

#[test]
fn contacts_are_asked_one_after_the_other_and_recipients_not_before_the_release() {
    let mut bench = Bench::new(policy(3), &[MAIL, SMS]);
    bench.until(Stage::ContactCall(1));
    for n in 2..=3 {
        assert_eq!(bench.until(Stage::ContactCall(n)), 3 * DAY_MS);
    }
    assert_eq!(bench.until(Stage::Cooling), 3 * DAY_MS);
    let recipient = |(_, m): &(i64, Message)| matches!(m.addressee, Addressee::Recipient { .. });
    assert!(!bench.sent.iter().any(recipient));
    let cooling: Vec<Addressee> = bench
        .sent
        .iter()
        .filter(|(_, m)| m.kind == Kind::CoolingNotice)
        .map(|(_, m)| m.addressee)
        .collect();
    assert_eq!(cooling.len(), 2 + 6, "owner and three contacts, mail and phone each");
    bench.until(Stage::Released);
    assert!(bench.sent.iter().any(recipient));
}

#[test]
fn a_contact_who_is_gone_shortens_nothing() {
    let mut bench = Bench::new(policy(2), &[MAIL, SMS]);
    bench.facts.contacts.remove(0);
    bench.until(Stage::ContactCall(1));
    assert_eq!(bench.until(Stage::ContactCall(2)), 3 * DAY_MS);
    assert!(!bench.sent.iter().any(|(_, m)| m.stage == Stage::ContactCall(1)));
}
