//! Stories in the length that fits a test run; `cargo xtask simulate` plays the same by the million.

#![expect(clippy::print_stdout, reason = "figures for a person, shown when a test fails")]

use stafeta_checker::judge::Verdict;
use stafeta_simulator::{Draw, Planted, campaign::Campaign, dice::story_seed, grid, play};

/// Stories in which a planted fault must show.
const ENOUGH: u64 = 1_500;

#[test]
fn no_promise_is_broken_in_random_stories() {
    let campaign = Campaign {
        watch_years: 1_500,
        seed: 20_261_122,
        draw: Draw::default(),
        bug: None,
        cores: 2,
        keep_going: false,
    };
    let figures = campaign.run();
    println!("{figures}");
    assert!(figures.found.is_empty(), "{figures}: {:?}", figures.found);
    assert!(figures.released * 5 > figures.stories, "too few releases to prove anything");
    assert!(figures.cycles > 20 * figures.stories, "too few questions to prove anything");
}

#[test]
fn the_same_seed_plays_the_same_story() {
    let story = Draw::default().story(story_seed(7, 11));
    let (one, two) = (play(&story, None, true), play(&story, None, true));
    assert!(one.log.len() > 50, "nothing happens in it");
    assert_eq!(one.log, two.log);
}

/// Every planted fault is found, as what it is.
#[test]
fn every_planted_fault_is_found() {
    let missed: Vec<String> = std::thread::scope(|scope| {
        let halves = Planted::ALL.chunks(Planted::ALL.len().div_ceil(2));
        let work = |bugs: &'static [Planted]| {
            move || {
                bugs.iter()
                    .filter(|bug| !is_found(**bug))
                    .map(|bug| bug.name().to_owned())
                    .collect()
            }
        };
        let workers: Vec<std::thread::ScopedJoinHandle<'_, Vec<String>>> =
            halves.map(|bugs| scope.spawn(work(bugs))).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("plays on")).collect()
    });
    assert!(Planted::ALL.len() >= 20);
    assert!(missed.is_empty(), "not found in {ENOUGH} stories: {missed:?}");
}

fn is_found(bug: Planted) -> bool {
    let draw = Draw { surely: bug.needs(), ..Draw::default() };
    let fits = |verdict: &Verdict| bug.breaks().contains(&verdict.rule);
    let found = (0..ENOUGH).find(|number| {
        play(&draw.story(story_seed(1, *number)), Some(bug), false).wrong.iter().any(fits)
    });
    println!("{:24} {found:?}", bug.name());
    found.is_some()
}

/// Without a planted fault the very stories that are drawn for them are fine.
#[test]
fn no_false_alarm_in_the_stories_drawn_for_planted_faults() {
    for bug in Planted::ALL {
        let draw = Draw { surely: bug.needs(), ..Draw::default() };
        for number in 0..6 {
            let played = play(&draw.story(story_seed(1, number)), None, false);
            assert!(played.wrong.is_empty(), "{} {number}: {:?}", bug.name(), played.wrong);
        }
    }
}

#[test]
fn no_promise_is_broken_anywhere_in_a_grid() {
    for (name, stories) in grid::ALL {
        let stories = stories();
        let figures = grid::run(&stories, 23);
        println!("{name}: {} of {} stories, {figures}", figures.stories, stories.len());
        assert!(figures.found.is_empty(), "{name}: {:?}", figures.found);
        assert!(figures.released * 3 > figures.stories, "{name}: too few releases");
    }
}
