//! The rules of time and evidence, one by one.

use crate::bench::{Answer, Bench, MAIL, SMS, accepted, policy, to_owner};
use stafeta_shared::watch::{
    About, Addressee, Again, Channel, Clock, DAY_MS, EventKind, HOUR_MS, Interval, Kind, Message,
    Outcome, Phase, Stage, Then, What, project,
};

const FULL: Outcome = Outcome::Temporary { about: About::Address };
const OURS: Outcome = Outcome::Temporary { about: About::Us };

fn is_final(kind: &Kind) -> bool {
    *kind == Kind::FinalCall
}

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

/// They lead back to the last question; nothing else arrives.
fn only_daily_tries(m: &Message, at: Clock) -> Outcome {
    if m.stage == Stage::Unreachable { accepted(m, at) } else { FULL }
}

fn only_daily_tries_to_the_owner(m: &Message, at: Clock) -> Outcome {
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
fn two_proven_messages_too_close_need_one_more_final_call() {
    let mut policy = policy(0);
    (policy.reminders, policy.spacing_ms, policy.final_wait_ms) = (0, 12 * HOUR_MS, DAY_MS);
    let mut bench = Bench::new(policy, &[MAIL, SMS]);
    bench.until(Stage::FinalCall);
    assert_eq!(bench.until(Stage::Cooling), 2 * DAY_MS);
    assert_eq!(bench.times(is_final).len(), 2);
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
    bench.run(HOUR_MS);
    let braked = EventKind::AskedAgain { stage: Stage::Unreachable, why: Again::Brake };
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
fn a_contact_who_is_gone_shortens_nothing() {
    let mut bench = Bench::new(policy(2), &[MAIL, SMS]);
    bench.facts.contacts.remove(0);
    bench.until(Stage::ContactCall(1));
    assert_eq!(bench.until(Stage::ContactCall(2)), 3 * DAY_MS);
    assert!(!bench.sent.iter().any(|(_, m)| m.stage == Stage::ContactCall(1)));
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

#[test]
fn a_final_call_on_an_address_that_died_since_opens_no_gate() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.until(Stage::Cooling);
    bench.now(|row| row.channel == SMS, Outcome::Bounced);
    bench.now(|row| row.channel == MAIL && row.stage == Stage::Asking(4), Outcome::Bounced);
    bench.run(6 * DAY_MS);
    assert_eq!(bench.stage(), Stage::Unreachable, "both addresses are known to be dead");
}
