//! Properties of the watch, over random stories.
//!
//! Every story follows from its seed. Play others, or one again, with
//! `STAFETA_WATCH_SEEDS=from..to`; a failure names its seed.

#![cfg(feature = "watch")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod watch_sim;

use stafeta_shared::watch::Stage;
use std::ops::Range;
use watch_sim::{
    DAY, HOUR, checker,
    scenario::{Owner, Scenario},
    world::{Bug, World},
};

fn seeds(default: Range<u64>) -> Range<u64> {
    let Ok(text) = std::env::var("STAFETA_WATCH_SEEDS") else { return default };
    let (from, to) = text.split_once("..").expect("from..to");
    from.parse().unwrap()..to.parse().unwrap()
}

fn play(seed: u64, bug: Bug) -> World {
    let story = Scenario::draw(seed);
    let end = if story.owner == Owner::Attentive { 200 * DAY } else { 900 * DAY };
    let mut world = World::new(story, bug);
    world.play(end);
    world
}

#[test]
fn never_early_never_stuck_never_against_an_answer() {
    let mut released = 0;
    let mut days = 0;
    let mut failures = Vec::new();
    for seed in seeds(0..400) {
        let world = play(seed, Bug::None);
        let wrong = checker::judge(&world);
        failures.extend(wrong.into_iter().take(2).map(|what| format!("seed {seed}: {what}")));
        released += u32::from(world.state.stage() == Stage::Released);
        days += world.t / DAY;
    }
    println!("{released} released, {} watch-years", days / 365);
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    assert!(released > 50, "too few stories end in a release to prove anything: {released}");
}

/// Pauses, edits, recalls, holds, restores at any time: total, idempotent, no key twice.
#[test]
fn any_input_at_any_time() {
    let mut recalled = 0;
    for seed in seeds(0..60) {
        let mut world = World::new(Scenario::draw(seed), Bug::None);
        world.meddles = true;
        world.play(700 * DAY);
        let wrong = checker::judge_engine(&world);
        assert!(wrong.is_empty(), "seed {seed}: {wrong:#?}");
        recalled += u32::from(world.state.epoch > 2);
    }
    assert!(recalled > 5, "too little happened: {recalled}");
}

/// The checker sees every planted fault, so its silence means something.
#[test]
fn the_checker_sees_planted_faults() {
    use Bug::*;
    let bugs = [
        (CreditsDowntime, "early"),
        (IgnoresBounces, "early"),
        (CountsFromSending, "early"),
        (DropsGate, "early"),
        (SkipsCooling, "early"),
        (ForgetsToWake, "stuck in silence"),
        (SilentlyStuck, "stuck in silence"),
        (NeverCancels, "left after its end"),
        (HidesGaps, "after a gap"),
        (DeafToMail, "attentive"),
        (LosesAllClear, "never told that all is well"),
    ];
    for (bug, expected) in bugs {
        let caught = (0..400)
            .find(|seed| checker::judge(&play(*seed, bug)).iter().any(|w| w.contains(expected)));
        println!("{bug:?}: {caught:?}");
        assert!(caught.is_some(), "{bug:?} was not caught as \"{expected}\" in 400 stories");
    }
}

/// Tells the stories of `STAFETA_WATCH_SEEDS` at length: for a person who looks into a failure.
#[test]
#[ignore = "a tool, not a test"]
fn tell() {
    for seed in seeds(0..1) {
        let world = play(seed, Bug::None);
        println!("{:#?}", world.story);
        for (t, seen) in &world.log {
            println!("{:8.2} h {seen:?}", *t as f64 / HOUR as f64);
        }
        println!("{:#?}\n{:#?}", world.state, checker::judge(&world));
    }
}
