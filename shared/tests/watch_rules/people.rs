//! What people may do to a watch, and what is refused.

use crate::bench::{Bench, MAIL, SMS, accepted, checks, contact_id, policy};
use stafeta_shared::watch::{
    Addressee, ArmChecks, DAY_MS, Event, EventKind, HOUR_MS, Input, Kind, Link, MINUTE_MS, Outcome,
    PAUSE_MAX_MS, Phase, PlainAnswers, Refusal, Sign, Stage, State, apply,
};

const STRONG: Input = Input::Confirm { sign: Sign::OwnerStrong, link: None };

fn by_mail(link: Link) -> Input {
    Input::Confirm { sign: Sign::OwnerMail, link: Some(link) }
}

fn contact_fine(bench: &Bench, n: u8) -> Input {
    Input::Confirm { sign: Sign::Contact { contact: contact_id(n) }, link: Some(bench.link()) }
}

#[test]
fn arming_wants_a_probe_a_recipient_and_two_ways() {
    let bench = Bench::new(policy(1), &[MAIL]);
    let draft = State::draft(bench.clock);
    let try_with = |checks: ArmChecks| {
        let input = Input::Arm(checks);
        stafeta_shared::watch::apply(&draft, &bench.policy, &bench.facts, bench.clock, input).err()
    };
    assert_eq!(try_with(checks()), None);
    assert_eq!(
        try_with(ArmChecks { probe_succeeded: false, ..checks() }),
        Some(Refusal::ProbeMissing)
    );
    assert_eq!(
        try_with(ArmChecks { sealed_recipients: 0, ..checks() }),
        Some(Refusal::NobodySealedTo)
    );
    let one_way = ArmChecks { two_ways_proven: false, ..checks() };
    assert_eq!(try_with(one_way), Some(Refusal::OneWayOnly));
    assert_eq!(try_with(ArmChecks { warning_ticked: true, ..one_way }), None);
    let mut armed = bench;
    assert_eq!(armed.input(Input::Arm(checks())), Err(Refusal::WrongStage { stage: Stage::Armed }));
}

#[test]
fn a_mail_answer_ends_the_cycle_at_every_stage() {
    for stage in [
        Stage::Asking(1),
        Stage::Asking(4),
        Stage::FinalCall,
        Stage::ContactCall(1),
        Stage::ContactCall(2),
        Stage::Cooling,
    ] {
        let mut bench = Bench::new(policy(2), &[MAIL, SMS]);
        bench.until(stage);
        let link = bench.link();
        bench.input(by_mail(link)).unwrap();
        assert_eq!((bench.stage(), bench.state.cycle), (Stage::Armed, 2), "{stage}");
        assert_eq!(bench.state.last_sign_ms, bench.clock.witnessed_ms);
        assert_eq!(bench.input(by_mail(link)), Err(Refusal::CycleOver), "{stage}: once");
    }
}

#[test]
fn a_confirmation_is_one_event_of_the_cycle_that_it_ends() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.until(Stage::Asking(2));
    let input = by_mail(bench.link());
    let out = apply(&bench.state, &bench.policy, &bench.facts, bench.clock, input).unwrap();
    let slot_wall_ms = out.state.slot_wall_ms;
    let kind = EventKind::Confirmed { by: Sign::OwnerMail, from: Stage::Asking(2), slot_wall_ms };
    assert_eq!(out.events, [Event { at: bench.clock, epoch: 1, cycle: 1, kind }]);
}

#[test]
fn the_next_slot_is_half_an_interval_away_at_least_and_keeps_the_weekday() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.until(Stage::Asking(2));
    let slot = bench.state.slot_wall_ms;
    bench.input(by_mail(bench.link())).unwrap();
    assert_eq!(bench.state.slot_wall_ms, slot + 7 * DAY_MS);
    bench.until(Stage::Asking(4));
    bench.run(23 * HOUR_MS);
    let slot = bench.state.slot_wall_ms;
    bench.input(by_mail(bench.link())).unwrap();
    assert_eq!(bench.state.slot_wall_ms, slot + 14 * DAY_MS, "three days ahead would be too soon");
}

#[test]
fn a_sign_answers_slots_due_soon_and_no_others() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    let slot = bench.state.slot_wall_ms;
    bench.run(5 * DAY_MS);
    bench.input(STRONG).unwrap();
    assert_eq!((bench.state.slot_wall_ms, bench.state.cycle), (slot, 1), "two days ahead: stays");
    bench.run(DAY_MS + HOUR_MS);
    bench.input(STRONG).unwrap();
    assert_eq!((bench.state.slot_wall_ms, bench.state.cycle), (slot + 7 * DAY_MS, 1));
}

#[test]
fn a_sign_half_an_interval_before_a_slot_or_earlier_leaves_the_watch_as_it_stood() {
    for ahead in [12 * HOUR_MS, 13 * HOUR_MS] {
        let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
        bench.policy.check_every_ms = DAY_MS;
        bench.input(Input::Edit).unwrap();
        let before = (bench.state.phase.clone(), bench.state.slot_wall_ms, bench.state.entered);
        bench.run(DAY_MS - ahead);
        bench.input(STRONG).unwrap();
        let state = bench.state;
        assert_eq!((state.phase, state.slot_wall_ms, state.entered), before, "{ahead}");
    }
}

#[test]
fn a_daily_question_is_asked_daily() {
    let mut policy = policy(0);
    policy.check_every_ms = DAY_MS;
    let mut bench = Bench::new(policy, &[MAIL, SMS]);
    for cycle in 1..=5 {
        assert!(bench.until(Stage::Asking(1)) <= DAY_MS, "cycle {cycle}");
        bench.run(5 * MINUTE_MS);
        bench.input(by_mail(bench.link())).unwrap();
    }
}

#[test]
fn everybody_who_was_asked_gets_the_all_clear() {
    let mut bench = Bench::new(policy(3), &[MAIL, SMS]);
    bench.until(Stage::ContactCall(2));
    bench.sent.clear();
    bench.input(by_mail(bench.link())).unwrap();
    let to: Vec<Addressee> = bench.sent.iter().map(|(_, m)| m.addressee).collect();
    assert!(bench.sent.iter().all(|(_, m)| m.kind == Kind::AllClear && m.cycle == 2));
    let expected: Vec<Addressee> = [1, 2]
        .into_iter()
        .flat_map(|n| [1, 2].map(|address| Addressee::Contact { contact: contact_id(n), address }))
        .collect();
    assert_eq!(to.len(), 4);
    assert!(expected.iter().all(|addressee| to.contains(addressee)), "{to:?}");
}

#[test]
fn a_contact_whose_message_was_never_leased_hears_nothing() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.until(Stage::FinalCall);
    bench.answer = |_, _| Outcome::Waiting;
    bench.until(Stage::ContactCall(1));
    for row in bench.facts.rows.iter_mut().filter(|row| row.stage == Stage::ContactCall(1)) {
        row.leased = false;
    }
    bench.sent.clear();
    bench.input(by_mail(bench.link())).unwrap();
    assert!(bench.sent.is_empty());
}

#[test]
fn plain_answers_stop_counting_after_the_grace_and_mails_say_so() {
    let mut policy = policy(1);
    (policy.strong_every_ms, policy.check_every_ms) = (7 * DAY_MS, 5 * DAY_MS);
    let mut bench = Bench::new(policy, &[MAIL, SMS]);
    let strong = bench.state.last_strong_ms;
    bench.until(Stage::Asking(1));
    assert_eq!(bench.sent.last().unwrap().1.plain, PlainAnswers::Count);
    bench.input(by_mail(bench.link())).unwrap();
    bench.until(Stage::Asking(1));
    let until = bench.clock.wall_at(strong + 14 * DAY_MS);
    assert_eq!(bench.sent.last().unwrap().1.plain, PlainAnswers::CountUntil { wall_ms: until });
    bench.input(by_mail(bench.link())).unwrap();
    bench.until(Stage::Asking(1));
    assert_eq!(bench.sent.last().unwrap().1.plain, PlainAnswers::CountNoMore);
    assert_eq!(bench.input(by_mail(bench.link())), Err(Refusal::StrongSignNeeded));
    assert_eq!(bench.stage(), Stage::Asking(1));
    bench.until(Stage::ContactCall(1));
    bench.input(contact_fine(&bench, 1)).unwrap();
    assert_eq!(bench.stage(), Stage::Armed, "a contact's word counts");
    bench.until(Stage::Asking(1));
    assert_eq!(
        bench.input(by_mail(bench.link())),
        Err(Refusal::StrongSignNeeded),
        "but is no strong sign"
    );
    bench.input(STRONG).unwrap();
    assert_eq!(bench.stage(), Stage::Armed);
}

#[test]
fn the_word_changes_when_the_strong_sign_is_due_and_when_plain_answers_stop() {
    let policy = policy(0);
    let (due, until) = (policy.strong_every_ms, policy.plain_answers_ms());
    for (age, counts, named) in
        [(due - 1, true, false), (due, true, true), (until - 1, true, true), (until, false, false)]
    {
        let mut bench = Bench::new(policy.clone(), &[MAIL, SMS]);
        bench.state.last_strong_ms = bench.clock.witnessed_ms + 7 * DAY_MS - age;
        bench.until(Stage::Asking(1));
        let expected = match (counts, named) {
            (true, false) => PlainAnswers::Count,
            (true, true) => PlainAnswers::CountUntil { wall_ms: bench.clock.wall_ms + until - age },
            (false, _) => PlainAnswers::CountNoMore,
        };
        assert_eq!(bench.sent.last().unwrap().1.plain, expected, "{age}");
        assert_eq!(bench.input(by_mail(bench.link())).is_ok(), counts, "as the mail said: {age}");
    }
}

#[test]
fn a_contacts_word_counts_until_the_limit_and_not_after_it() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.until(Stage::ContactCall(1));
    let silent = bench.clock.witnessed_ms - bench.state.last_sign_ms;
    bench.policy.contact_limit_ms = Some(silent - 1);
    assert_eq!(bench.input(contact_fine(&bench, 1)), Err(Refusal::ContactLimitPassed));
    bench.policy.contact_limit_ms = Some(silent);
    bench.input(contact_fine(&bench, 1)).unwrap();
}

#[test]
fn a_contacts_word_counts_only_when_asked_and_only_for_so_long() {
    let mut bench = Bench::new(policy(2), &[MAIL, SMS]);
    bench.until(Stage::ContactCall(1));
    assert_eq!(bench.input(contact_fine(&bench, 2)), Err(Refusal::NotAsked));
    bench.policy.contact_limit_ms = Some(DAY_MS);
    assert_eq!(bench.input(contact_fine(&bench, 1)), Err(Refusal::ContactLimitPassed));
    bench.policy.contact_limit_ms = None;
    bench.input(contact_fine(&bench, 1)).unwrap();
    assert_eq!(bench.stage(), Stage::Armed);
}

#[test]
fn a_contact_in_the_unreachable_stage_may_say_fine() {
    let mut bench = Bench::new(policy(1), &[MAIL]);
    bench.answer = |m, at| match m.addressee {
        Addressee::Owner { .. } => Outcome::Refused,
        _ => accepted(m, at),
    };
    bench.until(Stage::Unreachable);
    bench.input(contact_fine(&bench, 1)).unwrap();
    assert_eq!(bench.stage(), Stage::Armed);
}

#[test]
fn cannot_reach_shortens_nothing_and_may_be_changed() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.until(Stage::ContactCall(1));
    let (contact, link) = (contact_id(1), bench.link());
    let wake = bench.wake;
    bench.input(Input::ContactCannotReach { contact, link }).unwrap();
    assert_eq!(bench.wake, wake);
    assert!(bench.events.contains(&EventKind::CannotReach { contact }));
    assert_eq!(bench.until(Stage::Cooling), 3 * DAY_MS);
    bench.input(contact_fine(&bench, 1)).unwrap();
    assert_eq!(bench.stage(), Stage::Armed);
}

#[test]
fn a_pause_asks_at_its_end_and_needs_a_check_in_before_the_next() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    let pause =
        |bench: &Bench, days| Input::Pause { until_wall_ms: bench.clock.wall_ms + days * DAY_MS };
    let too_long = Err(Refusal::PauseLength { max_ms: PAUSE_MAX_MS });
    assert_eq!(bench.input(pause(&bench, 91)), too_long);
    assert_eq!(bench.input(pause(&bench, 0)), too_long);
    bench.input(pause(&bench, 30)).unwrap();
    assert_eq!(bench.input(pause(&bench, 30)), Err(Refusal::PauseUsed));
    bench.input(Input::Edit).unwrap();
    bench.input(Input::Confirm { sign: Sign::OwnerMail, link: None }).unwrap();
    assert_eq!(
        bench.stage(),
        Stage::Paused,
        "neither an edit nor another watch's mail answer ends a holiday"
    );
    assert_eq!(bench.until(Stage::Asking(1)), 30 * DAY_MS);
    bench.input(by_mail(bench.link())).unwrap();
    bench.input(pause(&bench, 30)).unwrap();
    bench.clock.wall_ms -= 1_000 * DAY_MS;
    assert_eq!(bench.until(Stage::Asking(1)), 31 * DAY_MS, "by the counter");
}

/// They have said that they cannot answer: a clock that runs ahead must not ask them.
#[test]
fn a_mad_wall_clock_ends_no_pause_before_half_of_it_was_witnessed() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    let until_wall_ms = bench.clock.wall_ms + 60 * DAY_MS;
    bench.input(Input::Pause { until_wall_ms }).unwrap();
    bench.run(3 * DAY_MS);
    let mut corrected = bench.clone();
    bench.clock.wall_ms += 90 * DAY_MS;
    assert_eq!(bench.until(Stage::Asking(1)), 27 * DAY_MS);
    corrected.clock.wall_ms += 90 * DAY_MS;
    corrected.run(DAY_MS);
    assert_eq!(corrected.stage(), Stage::Paused);
    corrected.clock.wall_ms -= 90 * DAY_MS;
    assert_eq!(corrected.until(Stage::Asking(1)), 56 * DAY_MS, "as agreed, once it is right again");
}

#[test]
fn a_server_that_sleeps_at_night_lengthens_no_pause() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    let until_wall_ms = bench.clock.wall_ms + 30 * DAY_MS;
    bench.input(Input::Pause { until_wall_ms }).unwrap();
    for _ in 0..30 {
        assert_eq!(bench.stage(), Stage::Paused);
        bench.run(DAY_MS / 2);
        bench.clock.wall_ms += DAY_MS / 2;
    }
    bench.look();
    assert_eq!(bench.stage(), Stage::Asking(1));
}

#[test]
fn a_pause_lasts_ninety_days_at_most() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    let until = |ms: i64| Input::Pause { until_wall_ms: bench.clock.wall_ms + ms };
    let (longest, longer) = (until(90 * DAY_MS), until(90 * DAY_MS + 1));
    assert_eq!(bench.input(longer), Err(Refusal::PauseLength { max_ms: 90 * DAY_MS }));
    bench.input(longest).unwrap();
    assert_eq!(bench.stage(), Stage::Paused);
}

#[test]
fn a_pause_is_left_by_resuming() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    assert_eq!(bench.input(Input::Resume), Err(Refusal::WrongStage { stage: Stage::Armed }));
    bench.input(Input::Pause { until_wall_ms: bench.clock.wall_ms + 80 * DAY_MS }).unwrap();
    bench.input(Input::Resume).unwrap();
    assert_eq!(bench.stage(), Stage::Armed);
    assert!(bench.until(Stage::Asking(1)) <= 11 * DAY_MS);
}

#[test]
fn an_edit_is_a_strong_sign_and_ends_the_open_cycle() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.until(Stage::Cooling);
    bench.policy.cooling_ms = 12 * HOUR_MS;
    bench.input(Input::Edit).unwrap();
    assert_eq!((bench.stage(), bench.state.cycle), (Stage::Armed, 2));
    assert_eq!(bench.state.last_strong_ms, bench.clock.witnessed_ms);
}

#[test]
fn an_edit_while_armed_picks_the_next_slot_anew_in_the_same_cycle() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    let slot = bench.state.slot_wall_ms;
    bench.run(5 * DAY_MS);
    bench.policy.check_every_ms = 14 * DAY_MS;
    bench.input(Input::Edit).unwrap();
    assert_eq!((bench.stage(), bench.state.cycle), (Stage::Armed, 1), "no cycle was open");
    assert_eq!(bench.state.slot_wall_ms, slot + 14 * DAY_MS, "two days ahead is too soon now");
}

#[test]
fn after_the_release_only_one_hold_and_the_recall() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.facts.handovers[0].extra_delay_ms = 5 * DAY_MS;
    bench.until(Stage::Released);
    let link = bench.link();
    assert_eq!(bench.input(STRONG), Err(Refusal::AlreadyReleased));
    assert_eq!(bench.input(by_mail(link)), Err(Refusal::AlreadyReleased));
    assert_eq!(bench.input(Input::Edit), Err(Refusal::AlreadyReleased));
    let pause = Input::Pause { until_wall_ms: bench.clock.wall_ms + DAY_MS };
    assert_eq!(bench.input(pause), Err(Refusal::AlreadyReleased));
    bench.run(DAY_MS);
    bench.input(Input::HoldRest { link }).unwrap();
    assert_eq!(bench.input(Input::HoldRest { link }), Err(Refusal::HoldUsed));
    let left =
        |bench: &Bench| bench.events.iter().any(|e| matches!(e, EventKind::HandoverLeft { .. }));
    bench.run(14 * DAY_MS - 1);
    assert!(!left(&bench));
    bench.run(1);
    assert!(left(&bench));
    bench.sent.clear();
    bench.input(Input::Recall).unwrap();
    assert_eq!((bench.stage(), bench.state.cycle), (Stage::Armed, 2));
    let kinds: Vec<Kind> = bench.sent.iter().map(|(_, m)| m.kind).collect();
    assert_eq!(kinds.iter().filter(|k| **k == Kind::AllClear).count(), 2);
    assert_eq!(kinds.iter().filter(|k| matches!(k, Kind::Recalled { .. })).count(), 2);
    assert_eq!(bench.input(Input::Recall), Err(Refusal::WrongStage { stage: Stage::Armed }));
    assert_eq!(bench.input(Input::HoldRest { link }), Err(Refusal::CycleOver));
}

#[test]
fn nothing_to_hold_when_everything_has_left() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.until(Stage::Released);
    assert_eq!(bench.input(Input::HoldRest { link: bench.link() }), Err(Refusal::NothingToHold));
}

#[test]
fn a_hold_ends_by_a_strong_sign_not_by_a_mail_answer() {
    let mut bench = Bench::new(policy(1), &[MAIL]);
    bench.policy.unreachable_then = stafeta_shared::watch::Then::Hold;
    bench.answer = |_, _| Outcome::Refused;
    bench.until(Stage::Held);
    assert_eq!(bench.input(by_mail(bench.link())), Err(Refusal::StrongSignNeeded));
    bench.input(STRONG).unwrap();
    assert_eq!(bench.stage(), Stage::Armed);
    assert_eq!(bench.input(Input::LiftHold), Err(Refusal::WrongStage { stage: Stage::Armed }));
}

#[test]
fn a_restore_starts_open_cycles_again_with_new_keys() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.until(Stage::Cooling);
    let old = bench.link();
    assert_eq!(bench.input(Input::Restore { epoch: 1, marker: None }), Err(Refusal::OldEpoch));
    bench.sent.clear();
    bench.input(Input::Restore { epoch: 2, marker: None }).unwrap();
    assert_eq!((bench.stage(), bench.state.epoch), (Stage::Asking(1), 2));
    assert_eq!(bench.sent.len(), 1);
    assert_eq!((bench.sent[0].1.epoch, bench.sent[0].1.kind), (2, Kind::Ask { n: 1 }));
    assert_eq!(bench.input(by_mail(old)), Err(Refusal::CycleOver));
    assert_eq!(bench.until(Stage::Released), 10 * DAY_MS);
    bench.input(Input::Restore { epoch: 3, marker: None }).unwrap();
    assert!(
        matches!(bench.state.phase, Phase::Released { .. }),
        "the markers decide, not the restore"
    );
}

#[test]
fn a_draft_refuses_everything_but_arming_and_editing() {
    let mut bench = Bench::new(policy(0), &[MAIL]);
    bench.state = State::draft(bench.clock);
    for input in [
        STRONG,
        Input::Pause { until_wall_ms: bench.clock.wall_ms + 1 },
        Input::Recall,
        Input::LiftHold,
    ] {
        assert_eq!(bench.input(input), Err(Refusal::WrongStage { stage: Stage::Draft }));
    }
    bench.input(Input::Edit).unwrap();
    bench.run(500 * DAY_MS);
    assert_eq!(bench.stage(), Stage::Draft);
}

#[test]
fn a_series_of_slots_that_a_mad_clock_carried_away_is_left() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    bench.until(Stage::Asking(1));
    bench.clock.wall_ms += 400 * DAY_MS;
    bench.input(by_mail(bench.link())).unwrap();
    bench.clock.wall_ms -= 400 * DAY_MS;
    bench.until(Stage::Asking(1));
    bench.facts.slots.clear();
    bench.input(by_mail(bench.link())).unwrap();
    assert_eq!(bench.until(Stage::Asking(1)), 7 * DAY_MS);
}

#[test]
fn a_recall_takes_unsent_releases_back_a_stage_does_not() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.until(Stage::Released);
    let release = bench.sent.last().unwrap().1.kind;
    assert!(matches!(release, Kind::Release { .. }));
    let (epoch, cycle) = (bench.state.epoch, bench.state.cycle);
    let recall = stafeta_shared::watch::apply(
        &bench.state,
        &bench.policy,
        &bench.facts,
        bench.clock,
        Input::Recall,
    );
    let cancel = recall.unwrap().cancel.unwrap();
    assert_eq!((cancel.epoch, cancel.cycle, cancel.ends_cycle()), (epoch, cycle, true));
    assert!(
        !cancel.keeps(release)
            && !cancel.keeps(Kind::CoolingNotice)
            && cancel.keeps(Kind::AllClear)
    );
    let stage = stafeta_shared::watch::Cancel { below_ordinal: 7, ..cancel };
    assert!(stage.keeps(release) && !stage.keeps(Kind::FinalCall));
}

#[test]
fn the_all_clear_comes_once() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.until(Stage::ContactCall(1));
    bench.input(by_mail(bench.link())).unwrap();
    bench.until(Stage::Asking(1));
    bench.sent.clear();
    assert_eq!(
        bench.input(contact_fine(&bench, 1)),
        Err(Refusal::NotAsked),
        "an all-clear asks nothing"
    );
    bench.input(by_mail(bench.link())).unwrap();
    assert!(bench.sent.is_empty(), "{:?}", bench.sent);
}

#[test]
fn a_restore_does_not_forget_the_worried() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.until(Stage::Cooling);
    bench.input(Input::Restore { epoch: 2, marker: None }).unwrap();
    bench.sent.clear();
    bench.input(STRONG).unwrap();
    let all_clear = bench.sent.iter().filter(|(_, m)| m.kind == Kind::AllClear).count();
    assert_eq!(all_clear, 2, "mail and phone");
}

#[test]
fn a_disarmed_watch_is_a_draft_and_may_be_armed_again() {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.until(Stage::ContactCall(1));
    bench.sent.clear();
    bench.input(Input::Disarm).unwrap();
    assert_eq!((bench.stage(), bench.wake), (Stage::Draft, Default::default()));
    assert!(bench.sent.iter().all(|(_, m)| m.kind == Kind::AllClear) && bench.sent.len() == 2);
    assert_eq!(bench.input(Input::Disarm), Err(Refusal::WrongStage { stage: Stage::Draft }));
    bench.input(Input::Arm(checks())).unwrap();
    bench.until(Stage::Released);
    assert_eq!(bench.input(Input::Disarm), Err(Refusal::AlreadyReleased));
}
