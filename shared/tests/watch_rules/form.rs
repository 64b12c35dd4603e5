//! Bounds of the policy, stored and sent forms, outbox keys.

use crate::bench::{Bench, MAIL, SMS, contact_id, policy};
use proptest::prelude::*;
use stafeta_shared::{
    ids::{AccountId, ContactId, WatchId},
    watch::{
        Addressee, Channel, DAY_MS, EXTRA_DELAY_MAX_MS, Field, HOUR_MS, Input, InvalidKey,
        OutboxKey, Policy, QuietHours, SECOND_MS, Scale, Stage, State, Then, Violation, WrongWith,
        status_for_display,
    },
};

type Change = fn(&mut Policy, i64);

#[test]
fn every_length_has_both_bounds_and_demo_keeps_the_upper_one() {
    let cases: [(Field, Change, i64, i64); 7] = [
        (Field::CheckEvery, |p, v| p.check_every_ms = v, DAY_MS, 365 * DAY_MS),
        (Field::Spacing, |p, v| p.spacing_ms = v, 12 * HOUR_MS, 30 * DAY_MS),
        (Field::FinalWait, |p, v| p.final_wait_ms = v, DAY_MS, 60 * DAY_MS),
        (Field::ContactWait, |p, v| p.contact_wait_ms = v, DAY_MS, 60 * DAY_MS),
        (Field::Cooling, |p, v| p.cooling_ms = v, 12 * HOUR_MS, 30 * DAY_MS),
        (Field::StrongEvery, |p, v| p.strong_every_ms = v, 7 * DAY_MS, 400 * DAY_MS),
        (Field::UnreachableWait, |p, v| p.unreachable_wait_ms = v, 14 * DAY_MS, 365 * DAY_MS),
    ];
    for (field, change, min, max) in cases {
        let with = |value, scale| {
            let mut policy = Policy::with_contacts(vec![contact_id(1)]);
            change(&mut policy, value);
            policy.validate(scale)
        };
        let small = |min| Err(vec![Violation { field, wrong: WrongWith::TooSmall { min } }]);
        let large = Err(vec![Violation { field, wrong: WrongWith::TooLarge { max } }]);
        assert_eq!(with(min, Scale::Real), Ok(()));
        assert_eq!(with(max, Scale::Real), Ok(()));
        assert_eq!(with(min - 1, Scale::Real), small(min));
        assert_eq!(with(max + 1, Scale::Real), large);
        assert_eq!(with(SECOND_MS, Scale::Demo), Ok(()));
        assert_eq!(with(0, Scale::Demo), small(SECOND_MS));
        assert_eq!(with(max + 1, Scale::Demo), large);
    }
}

#[test]
fn all_wrong_fields_are_named_at_once() {
    let mut policy = Policy::with_contacts((0..6).map(|_| contact_id(1)).collect());
    policy.reminders = 31;
    policy.ask_at_minute = 1_440;
    policy.contact_limit_ms = Some(29 * DAY_MS);
    policy.quiet = Some(QuietHours { from_minute: 600, to_minute: 1_321 });
    let fields: Vec<Field> =
        policy.validate(Scale::Real).unwrap_err().iter().map(|v| v.field).collect();
    let expected = [
        Field::ContactLimit,
        Field::Reminders,
        Field::AskAtMinute,
        Field::Contacts,
        Field::Contacts,
        Field::Quiet,
    ];
    assert_eq!(fields, expected);
    let json = serde_json::to_string(&policy.validate(Scale::Real).unwrap_err()[0]).unwrap();
    assert_eq!(json, r#"{"field":"contact_limit","code":"too_small","min":2592000000}"#);
}

#[test]
fn defaults_are_valid_and_a_lonely_owner_gets_more_time() {
    assert_eq!(Policy::with_contacts(Vec::new()).validate(Scale::Real), Ok(()));
    assert_eq!(Policy::with_contacts(Vec::new()).unreachable_wait_ms, 90 * DAY_MS);
    assert_eq!(Policy::with_contacts(vec![contact_id(1)]).unreachable_wait_ms, 30 * DAY_MS);
}

#[test]
fn the_defaults_are_the_published_ones() {
    let contacts = vec![contact_id(1)];
    let expected = Policy {
        check_every_ms: 7 * DAY_MS,
        ask_at_minute: 540,
        reminders: 3,
        spacing_ms: DAY_MS,
        final_wait_ms: 2 * DAY_MS,
        contacts: contacts.clone(),
        contact_wait_ms: 3 * DAY_MS,
        cooling_ms: DAY_MS,
        strong_every_ms: 60 * DAY_MS,
        contact_limit_ms: Some(180 * DAY_MS),
        unreachable_wait_ms: 30 * DAY_MS,
        unreachable_then: Then::Release,
        quiet: Some(QuietHours { from_minute: 1_320, to_minute: 420 }),
    };
    assert_eq!(Policy::with_contacts(contacts), expected);
    assert_eq!(EXTRA_DELAY_MAX_MS, 365 * DAY_MS);
}

#[test]
fn quiet_hours_begin_and_end_on_minutes_of_the_day() {
    let with = |from_minute, to_minute| {
        let mut policy = Policy::with_contacts(Vec::new());
        policy.quiet = Some(QuietHours { from_minute, to_minute });
        policy.validate(Scale::Real)
    };
    assert_eq!(with(1_439, 60), Ok(()));
    let beyond = Violation { field: Field::Quiet, wrong: WrongWith::TooLarge { max: 1_439 } };
    for (from, to) in [(1_440, 60), (1_320, 1_440), (u16::MAX, 0), (0, u16::MAX)] {
        assert!(with(from, to).unwrap_err().contains(&beyond), "{from} to {to}");
    }
}

#[test]
fn quiet_hours_may_cross_midnight() {
    let minutes = |from_minute, to_minute| QuietHours { from_minute, to_minute }.minutes();
    assert_eq!((minutes(1_320, 420), minutes(0, 60), minutes(60, 60)), (540, 60, 0));
}

#[test]
fn a_strong_sign_has_as_much_grace_as_time_but_sixty_days_at_most() {
    let mut policy = Policy::with_contacts(Vec::new());
    policy.strong_every_ms = 10 * DAY_MS;
    assert_eq!(policy.plain_answers_ms(), 20 * DAY_MS);
    policy.strong_every_ms = 300 * DAY_MS;
    assert_eq!(policy.plain_answers_ms(), 360 * DAY_MS);
}

#[test]
fn the_gate_wants_twenty_hours_and_less_only_of_a_demo() {
    let mut policy = Policy::with_contacts(Vec::new());
    for (final_wait, distance) in
        [(60 * DAY_MS, 20 * HOUR_MS), (DAY_MS, 20 * HOUR_MS), (6 * SECOND_MS, 5 * SECOND_MS)]
    {
        policy.final_wait_ms = final_wait;
        assert_eq!(policy.gate_distance_ms(), distance, "{final_wait}");
    }
}

#[test]
fn state_policy_facts_and_steps_read_back() {
    let mut bench = Bench::new(policy(2), &[MAIL, SMS]);
    for stage in
        [Stage::Asking(1), Stage::FinalCall, Stage::ContactCall(1), Stage::Cooling, Stage::Released]
    {
        bench.until(stage);
        let step =
            stafeta_shared::watch::step(&bench.state, &bench.policy, &bench.facts, bench.clock);
        let json = serde_json::to_string(&(&step, &bench.policy, &bench.facts)).unwrap();
        let read: (stafeta_shared::watch::Step, Policy, stafeta_shared::watch::Facts) =
            serde_json::from_str(&json).unwrap();
        assert_eq!(read, (step, bench.policy.clone(), bench.facts.clone()));
        let sent = serde_json::to_string(&bench.sent).unwrap();
        let read: Vec<(i64, stafeta_shared::watch::Message)> = serde_json::from_str(&sent).unwrap();
        assert_eq!(read, bench.sent);
        let seen =
            stafeta_shared::watch::project(&bench.state, &bench.policy, &bench.facts, bench.clock);
        let json = serde_json::to_string(&seen).unwrap();
        assert_eq!(serde_json::from_str::<stafeta_shared::watch::Projection>(&json).unwrap(), seen);
    }
}

#[test]
fn an_unknown_version_of_the_state_is_refused() {
    let bench = Bench::new(policy(0), &[MAIL]);
    let json = serde_json::to_string(&bench.state).unwrap();
    let newer = json.replacen("\"v\":1", "\"v\":2", 1);
    assert_ne!(json, newer);
    let error = serde_json::from_str::<State>(&newer).unwrap_err().to_string();
    assert!(error.contains("unknown version 2"), "{error}");
}

#[test]
fn the_status_says_when_it_goes_on() {
    let mut bench = Bench::new(policy(0), &[MAIL, SMS]);
    let status = status_for_display(&bench.state, bench.clock);
    assert_eq!((status.stage, status.open), (Stage::Armed, false));
    assert_eq!(status.next_wall_ms, Some(bench.state.slot_wall_ms));
    bench.until(Stage::Asking(1));
    let status = status_for_display(&bench.state, bench.clock);
    assert!(status.open && !status.overdue);
    assert_eq!(status.next_wall_ms, Some(bench.state.entered.wall_ms + DAY_MS));
    let next = |bench: &Bench| status_for_display(&bench.state, bench.clock).next_wall_ms;
    bench.facts.handovers[0].extra_delay_ms = 9 * DAY_MS;
    bench.until(Stage::Released);
    assert_eq!(next(&bench), Some(bench.clock.wall_ms + 9 * DAY_MS), "the next handover leaves");
    bench.run(9 * DAY_MS);
    assert_eq!(next(&bench), None, "everything has left");
    bench.input(Input::Recall).unwrap();
    let until_wall_ms = bench.clock.wall_ms + 30 * DAY_MS;
    bench.input(Input::Pause { until_wall_ms }).unwrap();
    assert_eq!(next(&bench), Some(until_wall_ms), "the pause ends");
    bench.clock.wall_ms -= 1_000 * DAY_MS;
    assert_eq!(next(&bench), Some(bench.clock.wall_ms + 31 * DAY_MS), "by the counter at last");
}

fn stages() -> impl Strategy<Value = Stage> {
    prop_oneof![
        Just(Stage::Draft),
        Just(Stage::Armed),
        Just(Stage::Paused),
        any::<u8>().prop_map(Stage::Asking),
        Just(Stage::FinalCall),
        any::<u8>().prop_map(Stage::ContactCall),
        Just(Stage::Cooling),
        Just(Stage::Unreachable),
        Just(Stage::Held),
        Just(Stage::Released),
    ]
}

fn keys() -> impl Strategy<Value = OutboxKey> {
    let addressee = prop_oneof![
        any::<u8>().prop_map(|address| Addressee::Owner { address }),
        (any::<[u8; 16]>(), any::<u8>()).prop_map(|(id, address)| Addressee::Contact {
            contact: ContactId::from_bytes(id),
            address
        }),
        (any::<[u8; 16]>(), any::<u8>()).prop_map(|(id, address)| Addressee::Recipient {
            account: AccountId::from_bytes(id),
            address
        }),
    ];
    let channel = prop_oneof![Just(Channel::Mail), Just(Channel::Sms)];
    (any::<[u8; 16]>(), any::<(u32, u32, u32)>(), stages(), channel, addressee).prop_map(
        |(id, (epoch, cycle, ordinal), stage, channel, addressee)| OutboxKey {
            watch: WatchId::from_bytes(id),
            epoch,
            cycle,
            stage,
            ordinal,
            channel,
            addressee,
        },
    )
}

proptest! {
    #[test]
    fn keys_read_back_and_differ(a in keys(), b in keys()) {
        prop_assert_eq!(a.to_string().parse::<OutboxKey>(), Ok(a));
        prop_assert_eq!(a == b, a.to_string() == b.to_string());
    }

    #[test]
    fn a_key_has_one_text(key in keys()) {
        let text = key.to_string();
        let (watch, rest) = text.split_once('/').unwrap();
        for other in [format!("{watch}/+{rest}"), format!("{watch}/0{rest}")] {
            prop_assert_eq!(other.parse::<OutboxKey>(), Err(InvalidKey), "{}", other);
        }
    }

    #[test]
    fn no_other_text_is_a_key(text in ".{0,60}") {
        prop_assert_eq!(text.parse::<OutboxKey>(), Err(InvalidKey));
    }
}
