//! Drills: their messages say so, no brake delays them, nothing leaves.

use crate::bench::{Bench, MAIL, SMS, checks, policy};
use stafeta_shared::watch::{
    DAY_MS, EventKind, Input, Kind, Phase, Stage, State, Wake, status_for_display,
};

fn drill() -> Bench {
    let mut bench = Bench::new(policy(1), &[MAIL, SMS]);
    bench.state = State::drill(bench.clock);
    bench.input(Input::Arm(checks())).unwrap();
    bench
}

#[test]
fn a_drill_runs_its_whole_course_says_so_and_lets_nothing_leave() {
    let mut bench = drill();
    bench.until(Stage::Asking(1));
    assert_eq!(bench.until(Stage::Released), 10 * DAY_MS);
    assert!(bench.sent.iter().all(|(_, m)| m.drill), "every message says that it is a drill");
    assert!(bench.sent.iter().any(|(_, m)| m.kind == Kind::ContactAsk));
    assert!(!bench.sent.iter().any(|(_, m)| matches!(m.kind, Kind::Release { .. })));
    let Phase::Released { parcels, .. } = &bench.state.phase else { panic!("released") };
    assert!(parcels.is_empty(), "{parcels:?}");
}

#[test]
fn a_drill_that_is_over_waits_for_nothing_and_is_never_late() {
    let mut bench = drill();
    bench.until(Stage::Released);
    assert_eq!(bench.wake, Wake::default());
    assert!(!status_for_display(&bench.state, bench.clock.plus(400 * DAY_MS)).overdue);
}

#[test]
fn the_brake_leaves_a_drill_alone_and_stops_a_real_watch() {
    for (mut bench, real) in [(drill(), false), (Bench::new(policy(1), &[MAIL, SMS]), true)] {
        bench.facts.brake = true;
        bench.until(Stage::FinalCall);
        let expected = if real { 5 * DAY_MS } else { 2 * DAY_MS };
        assert_eq!(bench.until(Stage::ContactCall(1)), expected, "real: {real}");
        assert_eq!(bench.sent.iter().any(|(_, m)| m.drill), !real);
        let wanted = bench.events.contains(&EventKind::ContactsWanted);
        assert_eq!(wanted, real, "only real watches are counted");
    }
}

#[test]
fn a_drill_stays_one_when_it_is_stored_and_a_real_watch_is_none() {
    let bench = drill();
    let text = serde_json::to_string(&bench.state).unwrap();
    assert!(serde_json::from_str::<State>(&text).unwrap().drill);
    let real = serde_json::to_string(&State::draft(bench.clock)).unwrap();
    assert!(!real.contains("drill"), "older releases read what this one writes: {real}");
    assert!(!serde_json::from_str::<State>(&real).unwrap().drill);
}
