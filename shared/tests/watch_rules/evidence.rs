//! The rules of time and evidence, one by one.

use crate::bench::{Answer, Bench, FULL, MAIL, OURS, SMS, accepted, policy, to_owner};
use stafeta_shared::watch::{
    Addressee, Again, Channel, Clock, DAY_MS, EventKind, HOUR_MS, Interval, Kind, Message, Outcome,
    Phase, Stage, Then, What, project,
};

#[test]
fn defaults_release_ten_days_after_the_first_question_as_projected() {
    for phone in [true, false] {
        let mut bench = Bench::new(policy(1), if phone { &[MAIL, SMS] } else { &[MAIL] });
        let seen = project(&bench.state, &bench.policy, &bench.facts, bench.clock);
        assert_eq!(bench.until(Stage::Asking(1)), 7 * DAY_MS);
        assert_eq!(bench.until(Stage::Released), 10 * DAY_MS);
        assert_eq!(seen.released_ms, Some(bench.clock.wall_ms), "projection");
        assert_eq!(seen.first_question_ms, Some(bench.clock.wall_ms - 10 * DAY_MS));
        let stages: Vec<Stage> =
            seen.entries.iter().filter(|e| e.what == What::Stage).map(|e| e.stage).collect();
        let expected = [
            Stage::Armed,
            Stage::Asking(1),
            Stage::Asking(2),
            Stage::Asking(3),
            Stage::Asking(4),
            Stage::FinalCall,
            Stage::ContactCall(1),
            Stage::Cooling,
            Stage::Released,
        ];
        assert_eq!(stages, expected);
    }
}

#[test]
fn a_draft_is_projected_as_if_armed_now() {
    let bench = Bench::new(policy(0), &[MAIL, SMS]);
    let draft = stafeta_shared::watch::State::draft(bench.clock);
    let seen = project(&draft, &bench.policy, &bench.facts, bench.clock);
    assert_eq!(seen.released_ms, Some(bench.clock.wall_ms + (7 + 7) * DAY_MS));
}

#[test]
fn a_mad_wall_clock_postpones_no_question_beyond_the_counter() {
    let mut bench = Bench::new(policy(0), &[MAIL]);
    bench.clock.wall_ms -= 3_000 * DAY_MS;
    assert_eq!(bench.until(Stage::Asking(1)), 7 * DAY_MS * 3 / 2 + DAY_MS);
}

#[test]
fn a_bounce_takes_the_window_back_and_asks_the_rest() {
    let mut bench = Bench::new(policy(0), &[MAIL, MAIL]);
    bench.until(Stage::Asking(1));
    bench.run(23 * HOUR_MS);
    bench.now(|row| row.addressee == Addressee::Owner { address: 1 }, Outcome::Bounced);
    assert_eq!(bench.stage(), Stage::Asking(1));
    assert!(
        bench
            .events
            .contains(&EventKind::AskedAgain { stage: Stage::Asking(1), why: Again::Bounce })
    );
    assert_eq!(bench.until(Stage::Asking(2)), DAY_MS);
    let to: Vec<Addressee> = bench
        .sent
        .iter()
        .filter(|(_, m)| m.stage == Stage::Asking(2))
        .map(|(_, m)| m.addressee)
        .collect();
    assert_eq!(to.len(), 2, "the dead address is still written to");
}

#[test]
fn an_unknown_outcome_is_tried_after_an_hour_then_daily_four_times_in_all() {
    let mut bench = Bench::new(policy(0), &[MAIL]);
    bench.policy.spacing_ms = 30 * DAY_MS;
    bench.answer = |_, at| Outcome::Unknown { witnessed_ms: at.witnessed_ms };
    bench.until(Stage::Asking(1));
    let begun = bench.clock.witnessed_ms;
    bench.run(60 * HOUR_MS);
    let times: Vec<i64> = bench.times(|_| true).iter().map(|t| (t - begun) / HOUR_MS).collect();
    assert_eq!(times, [0, 1, 25, 49]);
}

#[test]
fn a_second_cooling_counts_its_own_tries_only() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.policy.cooling_ms = 4 * DAY_MS;
    bench.until(Stage::FinalCall);
    bench.answer = |m, at| match m.kind {
        Kind::CoolingNotice => Outcome::Unknown { witnessed_ms: at.witnessed_ms },
        _ => accepted(m, at),
    };
    let tries = |bench: &Bench, begun: i64| -> Vec<i64> {
        let times = bench.times(|kind| *kind == Kind::CoolingNotice).into_iter();
        times.filter(|t| *t > begun).map(|t| (t - begun) / HOUR_MS).collect()
    };
    // The questions come back: the gate asks for one more final call, and a cooling after it.
    bench.until(Stage::Cooling);
    bench.run(80 * HOUR_MS);
    bench.now(|row| row.channel == MAIL && to_owner(row), Outcome::Bounced);
    bench.until(Stage::FinalCall);
    bench.until(Stage::Cooling);
    let begun = bench.clock.witnessed_ms;
    bench.run(80 * HOUR_MS);
    assert_eq!(tries(&bench, begun), [1, 25, 49], "after the one at its start");
}

#[test]
fn asking_tries_the_next_address_after_72_h_and_then_goes_on() {
    let mut bench = Bench::new(policy(0), &[MAIL, MAIL, SMS]);
    bench.answer = |_, _| FULL;
    bench.until(Stage::Asking(1));
    assert_eq!(bench.until(Stage::Asking(2)), 144 * HOUR_MS);
    assert_eq!(bench.times(|_| true).len(), 3, "first, next, and the second question");
    assert!(bench.events.contains(&EventKind::NotAccepted { stage: Stage::Asking(1) }));
}

fn hours_of_asking(bench: &Bench, begun: i64) -> Vec<i64> {
    bench.times(|kind| *kind == Kind::Ask { n: 1 }).iter().map(|t| (t - begun) / HOUR_MS).collect()
}

#[test]
fn a_refused_address_is_followed_at_once_and_uses_up_no_other_try() {
    let mut bench = Bench::new(policy(0), &[SMS, MAIL, MAIL]);
    bench.answer = |m, _| if m.channel == SMS { Outcome::Refused } else { FULL };
    bench.until(Stage::Asking(1));
    let begun = bench.clock.witnessed_ms;
    let to: Vec<Addressee> = bench.sent.iter().map(|(_, m)| m.addressee).collect();
    assert_eq!(to, [1, 2].map(|address| Addressee::Owner { address }));
    assert_eq!(bench.until(Stage::Asking(2)), 144 * HOUR_MS);
    assert_eq!(hours_of_asking(&bench, begun), [0, 72], "the third address has its 72 h too");
}

#[test]
fn asking_moves_on_after_144_h_however_the_nights_lie_and_raises_no_alarm_before() {
    let mut bench = Bench::new(policy(0), &[MAIL, MAIL, MAIL]);
    bench.answer = |_, _| FULL;
    let slot = bench.state.slot_wall_ms;
    let night = |at: i64| Interval { from_ms: at - HOUR_MS, to_ms: at + 8 * HOUR_MS };
    bench.facts.owner.quiet = vec![night(slot), night(slot + 80 * HOUR_MS)];
    bench.until(Stage::Asking(1));
    let begun = bench.clock.witnessed_ms;
    assert_eq!(bench.state.deadline_ms, Some(begun + DAY_MS), "to be asked by then");
    bench.run(9 * HOUR_MS);
    assert_eq!(bench.state.deadline_ms, Some(begun + 144 * HOUR_MS + DAY_MS));
    bench.run(135 * HOUR_MS);
    assert_eq!(bench.state.entered.witnessed_ms - begun, 144 * HOUR_MS);
    assert_eq!(bench.stage(), Stage::Asking(2));
    assert_eq!(hours_of_asking(&bench, begun), [8, 88]);
    assert!(!bench.events.iter().any(|event| matches!(event, EventKind::Overdue { .. })));
}

#[test]
fn quiet_hours_hold_a_question_back_but_no_mad_clock_holds_it_for_ever() {
    let mut bench = Bench::new(policy(0), &[MAIL]);
    let slot = bench.state.slot_wall_ms;
    bench.facts.owner.quiet = vec![Interval { from_ms: slot - HOUR_MS, to_ms: slot + 8 * HOUR_MS }];
    bench.until(Stage::Asking(1));
    assert!(bench.sent.is_empty());
    assert_eq!(bench.until(Stage::Asking(2)), 8 * HOUR_MS + DAY_MS);
    let mut bench = Bench::new(policy(0), &[MAIL]);
    bench.facts.owner.quiet = vec![Interval { from_ms: 0, to_ms: i64::MAX }];
    bench.until(Stage::Asking(1));
    assert_eq!(bench.until(Stage::Asking(2)), 13 * HOUR_MS + DAY_MS);
}

#[test]
fn cooling_speaks_up_at_night_rather_than_too_late() {
    for (hours, at_once) in [(48, false), (12, true)] {
        let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
        bench.policy.cooling_ms = hours * HOUR_MS;
        bench.until(Stage::FinalCall);
        bench.run(DAY_MS);
        let end = bench.clock.wall_ms + DAY_MS;
        bench.facts.owner.quiet =
            vec![Interval { from_ms: end - HOUR_MS, to_ms: end + 8 * HOUR_MS }];
        bench.until(Stage::Cooling);
        assert_eq!(
            bench.times(|k| *k == Kind::CoolingNotice).len(),
            usize::from(at_once),
            "{hours} h"
        );
        bench.run(9 * HOUR_MS);
        assert_eq!(bench.times(|k| *k == Kind::CoolingNotice).len(), 1, "{hours} h");
    }
}

#[test]
fn a_notice_too_late_for_its_stage_is_not_sent_beside_the_release() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.policy.cooling_ms = 2 * DAY_MS;
    bench.until(Stage::FinalCall);
    let end = bench.clock.wall_ms + 2 * DAY_MS;
    bench.facts.owner.quiet = vec![Interval { from_ms: end - HOUR_MS, to_ms: end + 8 * HOUR_MS }];
    bench.until(Stage::Cooling);
    // Nobody looks until the cooling is long over.
    bench.clock = bench.clock.plus(3 * DAY_MS);
    bench.look();
    assert_eq!(bench.stage(), Stage::Released);
    assert!(bench.times(|kind| *kind == Kind::CoolingNotice).is_empty());
}

#[test]
fn an_address_that_died_is_no_longer_in_doubt() {
    let mut bench = Bench::new(policy(0), &[MAIL, MAIL]);
    bench.policy.spacing_ms = 30 * DAY_MS;
    bench.answer = |m, at| match m.addressee {
        Addressee::Owner { address: 1 } => Outcome::Unknown { witnessed_ms: at.witnessed_ms },
        _ => FULL,
    };
    bench.until(Stage::Asking(1));
    bench.run(30 * HOUR_MS);
    let first = bench.sent[0].1.ordinal;
    // One of the tries has left after all, and comes back.
    bench.now(|row| row.ordinal == first, Outcome::Bounced);
    let tries = |bench: &Bench| {
        let to = Addressee::Owner { address: 1 };
        bench.sent.iter().filter(|(_, m)| m.addressee == to).count()
    };
    // The next address is asked at once, and the dead one is written to once beside it.
    let before = tries(&bench);
    bench.run(40 * HOUR_MS);
    assert_eq!(tries(&bench), before);
}

#[test]
fn lateness_is_reported_once_a_day() {
    let mut bench = Bench::new(policy(0), &[MAIL]);
    bench.policy.unreachable_then = Then::Hold;
    bench.answer = |_, _| Outcome::Refused;
    bench.until(Stage::Held);
    bench.run(DAY_MS + 1);
    for day in 0..3 {
        bench.events.clear();
        bench.run(DAY_MS);
        assert_eq!(bench.events.len(), 1, "day {day}: {:?}", bench.events);
    }
}

#[test]
fn a_course_without_trouble_raises_no_alarm() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.until(Stage::Released);
    assert!(!bench.events.iter().any(|event| event.is_alarm()), "{:?}", bench.events);
}

#[test]
fn a_release_is_repeated_until_it_is_opened() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.facts.handovers[0].extra_delay_ms = 20 * DAY_MS;
    bench.until(Stage::Released);
    let release = |kind: &Kind| matches!(kind, Kind::Release { .. });
    bench.run(20 * DAY_MS - 1);
    assert!(bench.times(release).is_empty());
    bench.run(10 * DAY_MS);
    assert_eq!(bench.times(release).len(), 8);
    bench.run(30 * DAY_MS);
    assert_eq!(bench.times(release).len(), 12);
    bench.facts.handovers[0].recipients[0].done = true;
    bench.run(400 * DAY_MS);
    assert_eq!(bench.times(release).len(), 12);
    let left = bench.events.iter().filter(|e| matches!(e, EventKind::HandoverLeft { .. })).count();
    assert_eq!(left, 1);
}

#[test]
fn a_recipient_whom_nobody_can_tell_is_reported_once_after_a_day() {
    let to_recipient = |m: &Message| matches!(m.addressee, Addressee::Recipient { .. });
    let reports = |bench: &Bench| {
        let untold = EventKind::NotAccepted { stage: Stage::Released };
        bench.events.iter().filter(|event| **event == untold).count()
    };
    for (answer, reported) in [
        ((|_, _| Outcome::Refused) as Answer, 1),
        (|_, _| FULL, 1),
        (|m, at| if m.channel == SMS { accepted(m, at) } else { Outcome::Refused }, 0),
    ] {
        let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
        bench.until(Stage::Cooling);
        bench.answer = answer;
        bench.until(Stage::Released);
        bench.run(DAY_MS - 1);
        assert_eq!(reports(&bench), 0);
        bench.run(30 * DAY_MS);
        assert_eq!(reports(&bench), reported);
        assert!(bench.sent.iter().any(|(_, m)| to_recipient(m)));
    }
    // Who has opened it knows.
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.until(Stage::Cooling);
    bench.answer = |_, _| Outcome::Refused;
    bench.until(Stage::Released);
    bench.facts.handovers[0].recipients[0].done = true;
    bench.run(30 * DAY_MS);
    assert_eq!(reports(&bench), 0);
}

#[test]
fn an_unverified_address_is_never_written_to() {
    let mut bench = Bench::new(policy(0), &[MAIL, MAIL]);
    bench.facts.owner.addresses[0].verified = false;
    bench.until(Stage::Released);
    assert!(bench.sent.iter().all(|(_, m)| m.addressee != Addressee::Owner { address: 1 }));
}

#[test]
fn a_late_engine_is_reported_as_overdue() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.until(Stage::FinalCall);
    bench.answer = |_, _| OURS;
    bench.facts.rows.iter_mut().filter(|row| to_owner(row)).for_each(|row| {
        if row.stage == Stage::FinalCall && row.channel == Channel::Sms {
            row.outcome = OURS;
        }
    });
    bench.look();
    let deadline = bench.state.deadline_ms.unwrap();
    let overdue = |witnessed_ms| {
        let clock = Clock { witnessed_ms, ..bench.clock };
        stafeta_shared::watch::status_for_display(&bench.state, clock).overdue
    };
    assert!(!overdue(deadline) && overdue(deadline + 1), "late is later than the deadline");
    assert!(matches!(bench.state.phase, Phase::FinalCall { .. }));
}

#[test]
fn a_projection_shows_every_handover_leaving_once() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    let mut late = bench.facts.handovers[0].clone();
    late.id = stafeta_shared::ids::HandoverId::from_bytes([5; 16]);
    late.extra_delay_ms = 100 * DAY_MS;
    bench.facts.handovers.push(late);
    let seen = project(&bench.state, &bench.policy, &bench.facts, bench.clock);
    let releases = seen
        .entries
        .iter()
        .filter(|e| matches!(e.what, What::Message { message: Kind::Release { .. } }));
    assert_eq!(releases.count(), 4, "two handovers, mail and phone each");
    assert_eq!(seen.all_left_ms.unwrap() - seen.released_ms.unwrap(), 100 * DAY_MS);
}
