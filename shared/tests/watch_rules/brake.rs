//! The brake: many fall silent at once.

use crate::bench::{Bench, MAIL, SMS, accepted, is_final, policy, to_owner};
use stafeta_shared::watch::{
    Addressee, Again, DAY_MS, EventKind, HOUR_MS, Interval, Kind, Outcome, Stage, Then,
};

#[test]
fn the_brake_delays_once_by_three_days_and_asks_again() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.until(Stage::FinalCall);
    bench.facts.brake = true;
    assert_eq!(bench.until(Stage::ContactCall(1)), 2 * DAY_MS + 72 * HOUR_MS);
    assert_eq!(bench.times(is_final).len(), 2);
}

#[test]
fn the_brake_delays_those_who_cannot_be_reached_once_by_three_days_too() {
    let mut bench = Bench::new(policy(1), &[MAIL]);
    bench.answer = |m, at| match m.addressee {
        Addressee::Owner { .. } => Outcome::Refused,
        _ => accepted(m, at),
    };
    bench.until(Stage::Unreachable);
    bench.facts.brake = true;
    bench.run(30 * DAY_MS - HOUR_MS);
    let before = bench.times(|kind| matches!(kind, Kind::Ask { .. })).len();
    let braked = EventKind::AskedAgain { stage: Stage::Unreachable, why: Again::Brake };
    assert!(!bench.events.contains(&braked), "nobody wants to go on yet");
    bench.run(HOUR_MS);
    assert_eq!(bench.events.iter().filter(|event| **event == braked).count(), 1);
    let asked = bench.times(|kind| matches!(kind, Kind::Ask { .. })).len();
    assert!(asked > before, "asked again at once");
    assert_eq!(bench.until(Stage::ContactCall(1)), 72 * HOUR_MS);
    assert!(!bench.events.iter().any(|event| matches!(event, EventKind::Overdue { .. })));
}

#[test]
fn the_brake_waits_for_the_end_of_every_night_it_meets() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.facts.brake = true;
    bench.until(Stage::FinalCall);
    let night = |closes: i64| Interval { from_ms: closes - HOUR_MS, to_ms: closes + 6 * HOUR_MS };
    let first = bench.clock.wall_ms + 2 * DAY_MS;
    let second = first + 6 * HOUR_MS + 2 * DAY_MS;
    bench.facts.owner.quiet = vec![night(first), night(second)];
    bench.run(2 * DAY_MS + HOUR_MS);
    // In the first night the questions come back: too close, one more final call in the morning.
    bench.now(|row| row.channel == MAIL && to_owner(row), Outcome::Bounced);
    bench.run(3 * DAY_MS);
    let offset = bench.clock.wall_ms - bench.clock.witnessed_ms;
    let sent: Vec<i64> = bench.times(is_final).iter().map(|t| t + offset - first).collect();
    assert_eq!(sent, [-2 * DAY_MS, 6 * HOUR_MS, 6 * HOUR_MS + 2 * DAY_MS + 6 * HOUR_MS]);
}

#[test]
fn the_brake_waits_for_the_end_of_the_night_of_mails_window_where_the_phone_died() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.facts.brake = true;
    bench.until(Stage::FinalCall);
    let night = |closes: i64| Interval { from_ms: closes - HOUR_MS, to_ms: closes + 6 * HOUR_MS };
    let by_phone = bench.clock.wall_ms + 2 * DAY_MS;
    let by_mail = bench.clock.wall_ms + 5 * DAY_MS;
    bench.facts.owner.quiet = vec![night(by_phone), night(by_mail)];
    bench.run(2 * DAY_MS + HOUR_MS);
    // In the night after the phone's window its message comes back.
    bench.now(|row| row.channel == SMS && to_owner(row), Outcome::Bounced);
    bench.run(4 * DAY_MS);
    let offset = bench.clock.wall_ms - bench.clock.witnessed_ms;
    let sent: Vec<i64> = bench.times(is_final).iter().map(|t| t + offset - by_mail).collect();
    assert_eq!(sent, [-5 * DAY_MS, 6 * HOUR_MS], "in the morning after mail's window");
}

#[test]
fn whoever_wants_to_go_on_beyond_the_owner_is_counted_once_a_cycle() {
    let wanted = |bench: &Bench| {
        bench.events.iter().filter(|event| **event == EventKind::ContactsWanted).count()
    };
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.until(Stage::FinalCall);
    bench.facts.brake = true;
    assert_eq!(wanted(&bench), 0);
    bench.run(2 * DAY_MS);
    assert_eq!((bench.stage(), wanted(&bench)), (Stage::FinalCall, 1), "counted, and held");
    bench.until(Stage::Released);
    assert_eq!(wanted(&bench), 1);
    // A chosen hold asks nobody else.
    for (then, expected) in [(Then::Release, 1), (Then::Hold, 0)] {
        let mut bench = Bench::new(policy(1), &[MAIL]);
        bench.policy.unreachable_then = then;
        bench.facts.brake = true;
        bench.answer = |_, _| Outcome::Refused;
        bench.until(Stage::Unreachable);
        bench.run(31 * DAY_MS);
        assert_eq!(wanted(&bench), expected, "{then:?}");
        assert_eq!(bench.stage() == Stage::Held, then == Then::Hold, "a hold is not delayed");
    }
}

#[test]
fn the_brake_asks_again_outside_quiet_hours() {
    let mut bench = Bench::new(policy(1), &[MAIL]);
    bench.answer = |m, at| match m.addressee {
        Addressee::Owner { .. } => Outcome::Refused,
        _ => accepted(m, at),
    };
    bench.until(Stage::Unreachable);
    bench.run(30 * DAY_MS - HOUR_MS);
    bench.facts.brake = true;
    let now = bench.clock.wall_ms;
    bench.facts.owner.quiet = vec![Interval { from_ms: now, to_ms: now + 6 * HOUR_MS }];
    let before = bench.times(|kind| matches!(kind, Kind::Ask { .. })).len();
    bench.run(5 * HOUR_MS);
    assert_eq!(bench.times(|kind| matches!(kind, Kind::Ask { .. })).len(), before);
    bench.run(2 * HOUR_MS);
    assert_eq!(bench.times(|kind| matches!(kind, Kind::Ask { .. })).len(), before + 1);
}
