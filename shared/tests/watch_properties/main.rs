//! Properties of the watch, over random stories.
//!
//! `scenario` draws a story from a seed, `world` plays it (clocks, outages, relays, mailboxes,
//! people), `checker` reads only what really happened (messages put out, deliveries, bounces,
//! presses and what the person was told, releases, alarms, real time) and shares no logic with
//! the watch.
//!
//! Every story follows from its seed. Play others, or one again, with
//! `STAFETA_WATCH_SEEDS=from..to`; a failure names its seed.

#![cfg(feature = "watch")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod checker;
mod rng;
mod scenario;
mod world;

use scenario::{Owner, Scenario};
use stafeta_shared::watch::Stage;
use std::ops::Range;
use world::{Bug, World};

pub(crate) const MIN: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MIN;
pub(crate) const DAY: i64 = 24 * HOUR;

#[expect(clippy::disallowed_methods, reason = "a person picks the stories to play")]
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
    let seeds = seeds(0..250);
    for seed in seeds.clone() {
        let world = play(seed, Bug::None);
        let wrong = checker::judge(&world);
        failures.extend(wrong.into_iter().take(2).map(|what| format!("seed {seed}: {what}")));
        released += u32::from(world.state.stage() == Stage::Released);
        days += world.t / DAY;
    }
    println!("{released} released, {} watch-years", days / 365);
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    assert!(
        seeds.end - seeds.start < 100 || u64::from(released) * 4 > seeds.end - seeds.start,
        "too few stories end in a release to prove anything: {released}"
    );
}

/// Pauses, edits, recalls, holds, restores at any time: total, idempotent, no key twice.
#[test]
fn any_input_at_any_time() {
    let mut recalled = 0;
    for seed in seeds(0..40) {
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
