//! An owner whom nobody can reach: counted only while a relay is proven to work.

use crate::bench::{Bench, FULL, MAIL, SMS, accepted, policy};
use stafeta_shared::watch::{
    About, Addressee, Clock, DAY_MS, EventKind, HOUR_MS, Interval, Kind, Message, Outcome, Stage,
    Then,
};

#[test]
fn all_refused_goes_on_at_once_and_the_contacts_are_told() {
    let mut bench = Bench::new(policy(2), &[MAIL, SMS]);
    bench.answer = |m, at| match m.addressee {
        Addressee::Owner { .. } => Outcome::Refused,
        _ => accepted(m, at),
    };
    assert_eq!(bench.until(Stage::Unreachable), 7 * DAY_MS);
    let told = bench.sent.iter().filter(|(_, m)| m.kind == Kind::UnreachableNotice).count();
    assert_eq!(told, 4, "two contacts, mail and phone each");
    assert_eq!(bench.until(Stage::ContactCall(1)), 30 * DAY_MS);
    assert_eq!(bench.until(Stage::Released), 7 * DAY_MS);
}

/// They lead back to the last question; nothing else arrives.
pub(crate) fn only_daily_tries(m: &Message, at: Clock) -> Outcome {
    if m.stage == Stage::Unreachable { accepted(m, at) } else { FULL }
}

pub(crate) fn only_daily_tries_to_the_owner(m: &Message, at: Clock) -> Outcome {
    match m.addressee {
        Addressee::Owner { .. } => only_daily_tries(m, at),
        _ => Outcome::Temporary { about: About::Us },
    }
}

#[test]
fn unreachable_counts_only_while_a_canary_flies_and_else_raises_the_alarm() {
    let mut bench = Bench::new(policy(0), &[MAIL]);
    bench.answer = |_, _| Outcome::Refused;
    bench.until(Stage::Unreachable);
    bench.run(10 * DAY_MS);
    bench.canary = false;
    bench.run(100 * DAY_MS);
    assert_eq!(bench.stage(), Stage::Unreachable);
    let counted = bench.state.run.unreachable_ms;
    assert!((10 * DAY_MS..=10 * DAY_MS + 26 * HOUR_MS).contains(&counted), "{counted}");
    let overdue = bench.events.iter().filter(|e| matches!(e, EventKind::Overdue { .. })).count();
    assert_eq!(overdue, 110 - 93 + 1 - 1, "daily from three days after the end");
    bench.canary = true;
    assert!(bench.until(Stage::Cooling) >= 78 * DAY_MS);
}

#[test]
fn the_wait_for_the_unreachable_counts_from_its_beginning_however_old_the_canary() {
    let mut bench = Bench::new(policy(0), &[MAIL]);
    bench.answer = |_, _| Outcome::Refused;
    bench.run(7 * DAY_MS - 20 * HOUR_MS);
    bench.canary = false;
    bench.until(Stage::Unreachable);
    assert_eq!(bench.state.run.unreachable_ms, 0);
    bench.run(DAY_MS);
    assert_eq!(bench.state.run.unreachable_ms, 6 * HOUR_MS, "26 h after the canary it proves less");
}

#[test]
fn the_wait_for_the_unreachable_ends_by_itself_between_two_daily_tries() {
    let mut bench = Bench::new(policy(0), &[MAIL]);
    bench.policy.unreachable_wait_ms = 14 * DAY_MS + 5 * HOUR_MS;
    bench.answer = |_, _| Outcome::Refused;
    bench.until(Stage::Unreachable);
    assert_eq!(bench.until(Stage::Cooling), 14 * DAY_MS + 5 * HOUR_MS);
}

#[test]
fn a_daily_try_that_the_sender_still_repeats_is_not_put_beside_it() {
    let mut bench = Bench::new(policy(0), &[MAIL, MAIL]);
    bench.answer = |m, _| match m.addressee {
        Addressee::Owner { address: 1 } => Outcome::Refused,
        _ => FULL,
    };
    bench.until(Stage::Unreachable);
    bench.run(5 * DAY_MS);
    let tries = |address| {
        let to = Addressee::Owner { address };
        let sent = bench.sent.iter().filter(|(_, m)| m.stage == Stage::Unreachable);
        sent.filter(|(_, m)| m.addressee == to).count()
    };
    assert_eq!((tries(1), tries(2)), (6, 1), "the refused one daily, the other one once");
}

#[test]
fn an_acceptance_leads_back_to_the_last_question_four_times_at_most() {
    let mut bench = Bench::new(policy(0), &[MAIL]);
    // Only the daily tries arrive; the final call never does.
    bench.answer = |m, at| if m.stage == Stage::Unreachable { accepted(m, at) } else { FULL };
    bench.until(Stage::Cooling);
    let unreachable = |e: &&EventKind| matches!(e, EventKind::Moved { to: Stage::Unreachable, .. });
    assert_eq!(bench.events.iter().filter(unreachable).count(), 5);
    assert_eq!(bench.state.run.returns, 4);
    assert_eq!(bench.state.run.unreachable_ms, 90 * DAY_MS);
}

#[test]
fn a_chosen_hold_waits_for_a_person() {
    let mut bench = Bench::new(policy(1), &[MAIL]);
    bench.policy.unreachable_then = Then::Hold;
    bench.answer = |_, _| Outcome::Refused;
    bench.until(Stage::Unreachable);
    assert_eq!(bench.until(Stage::Held), 30 * DAY_MS);
    assert!(bench.events.last().unwrap().is_alarm(), "{:?}", bench.events.last());
    bench.events.clear();
    bench.run(400 * DAY_MS);
    assert_eq!(bench.stage(), Stage::Held);
    assert!(bench.events.iter().all(|event| matches!(event, EventKind::Overdue { .. })));
    assert!((398..=400).contains(&bench.events.len()), "daily: {}", bench.events.len());
    bench.input(stafeta_shared::watch::Input::LiftHold).unwrap();
    assert_eq!(bench.stage(), Stage::ContactCall(1));
    assert_eq!(bench.until(Stage::Released), 4 * DAY_MS);
}

#[test]
fn a_contact_is_not_taken_for_told_in_the_look_that_leaves() {
    let mut bench = Bench::new(policy(1), &[MAIL]);
    bench.answer = |_, _| Outcome::Refused;
    let slot = bench.state.slot_wall_ms;
    bench.facts.contacts[0].party.quiet =
        vec![Interval { from_ms: slot - HOUR_MS, to_ms: slot + 6 * HOUR_MS }];
    bench.until(Stage::Unreachable);
    bench.run(5 * HOUR_MS);
    // The owner's next try is taken, and seen only when the contact's night is over.
    bench.answer = accepted;
    bench.facts.rows.retain(|row| row.stage == Stage::Unreachable);
    for row in &mut bench.facts.rows {
        row.outcome = Outcome::Accepted { at: bench.clock };
    }
    bench.clock = bench.clock.plus(2 * HOUR_MS);
    bench.look();
    assert!(matches!(bench.stage(), Stage::Asking(_)), "{:?}", bench.stage());
    assert!(bench.state.run.told.is_empty());
}
