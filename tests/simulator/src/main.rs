//! `simulate`: plays stories and prints what came of them.
#![expect(clippy::print_stdout, reason = "a command-line tool")]

use clap::Parser;
use stafeta_checker::{DAY, HOUR, MINUTE, Seen, Story, judge::Rule};
use stafeta_simulator::{
    Draw, Kind, Planted, campaign::Campaign, dice::story_seed, grid, play, shrink::shrink,
};
use std::process::ExitCode;

/// Stories in which one planted fault is looked for.
const STORIES_MAX: u64 = 20_000;
/// Lines of what happened that are shown with a story.
const TOLD: usize = 60;

#[derive(Parser)]
#[command(name = "simulate", about = "Play stories of watches, and judge them")]
struct Options {
    /// Play until so many years of watches are together.
    #[arg(long, default_value_t = 1_000)]
    watch_years: i64,
    /// All stories follow from it.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only these kinds of trouble.
    #[arg(long, num_args = 1.., value_parser = kind)]
    only: Vec<Kind>,
    /// Plant a fault, to see it found (`list` names them all, `all` plants one after the other).
    #[arg(long)]
    plant_bug: Option<String>,
    /// Do not stop at the first broken promise: name every story that breaks one.
    #[arg(long)]
    keep_going: bool,
    /// Play every story of every grid instead.
    #[arg(long)]
    grid: bool,
    /// Play the one story of this seed, and tell it.
    #[arg(long)]
    story: Option<u64>,
    /// Threads; all cores if it is not given.
    #[arg(long)]
    cores: Option<usize>,
}

fn kind(name: &str) -> Result<Kind, String> {
    let all: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    Kind::parse(name).ok_or_else(|| format!("one of {}", all.join(", ")))
}

fn main() -> ExitCode {
    let options = Options::parse();
    if options.plant_bug.as_deref() == Some("all") {
        return every_bug(options.seed);
    }
    let bug = match options.plant_bug.as_deref().map(|name| (name, Planted::parse(name))) {
        None => None,
        Some((_, Some(bug))) => Some(bug),
        Some(_) => return list(),
    };
    if options.grid {
        return grids();
    }
    let surely = bug.map_or(&[][..], Planted::needs);
    let draw = Draw { only: &options.only, surely };
    if let Some(seed) = options.story {
        return tell(&draw.story(seed), bug, None);
    }
    let cores = options
        .cores
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get));
    let campaign = Campaign {
        watch_years: options.watch_years,
        seed: options.seed,
        draw,
        bug,
        cores,
        keep_going: options.keep_going,
    };
    let figures = campaign.run();
    println!("{figures}");
    if options.keep_going {
        for (number, seed, verdict) in &figures.found {
            println!(
                "{number:6} --story {seed:20}  {:?} {}",
                verdict.rule,
                humane(&verdict.detail)
            );
        }
        return if figures.found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let Some((number, seed, verdict)) = figures.found.first() else { return ExitCode::SUCCESS };
    println!("\nstory {number} of seed {}: {}", options.seed, verdict.rule.text());
    println!("play it again, whole: the same command with --story {seed}\n\nthe shortest one:");
    let short = shrink(&draw.story(*seed), bug, verdict.rule);
    tell(&short, bug, Some(verdict.rule))
}

fn grids() -> ExitCode {
    let mut fine = true;
    for (name, stories) in grid::ALL {
        let stories = stories();
        let figures = grid::run(&stories, 1);
        println!("{figures} grid={name} stories={}", figures.stories);
        fine &= figures.found.is_empty();
        if let Some((number, _, verdict)) = figures.found.first() {
            let place = usize::try_from(*number).unwrap_or_default();
            tell(&shrink(&stories[place], None, verdict.rule), None, Some(verdict.rule));
        }
    }
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Plays a story and tells how it ended.
fn tell(story: &Story, bug: Option<Planted>, rule: Option<Rule>) -> ExitCode {
    println!("{}", humane(&format!("{story:#?}")));
    let played = play(story, bug, true);
    let dull = |seen: &Seen| rule.is_some() && matches!(seen, Seen::Counter(_) | Seen::Canary(_));
    let told: Vec<_> = played.log.iter().filter(|(_, _, seen)| !dull(seen)).collect();
    let shown = if rule.is_some() { TOLD } else { told.len() };
    for (t, watch, seen) in told.iter().skip(told.len().saturating_sub(shown)) {
        println!(
            "{:10.2} h  watch {watch}  {}",
            *t as f64 / HOUR as f64,
            humane(&format!("{seen:?}"))
        );
    }
    for verdict in &played.wrong {
        let hours = verdict.t as f64 / HOUR as f64;
        println!(
            "{hours:10.2} h  watch {}  ** {} ({})",
            verdict.watch,
            verdict.rule.text(),
            verdict.detail
        );
    }
    if played.wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Milliseconds as people read them.
fn humane(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_inclusive(|c: char| !c.is_ascii_digit()) {
        let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
        match digits.parse::<i64>() {
            Ok(i64::MAX) => out.push_str("never"),
            Ok(ms) if (MINUTE..i64::MAX / 1_000_000).contains(&ms) => {
                let (days, hours, minutes) = (ms / DAY, ms % DAY / HOUR, ms % HOUR / MINUTE);
                out.push_str(&format!("{days}d{hours:02}h{minutes:02}"));
            }
            _ => out.push_str(digits),
        }
        out.push_str(&word[digits.len()..]);
    }
    out
}

/// Plants one fault after the other: a line of a table for each.
fn every_bug(seed: u64) -> ExitCode {
    println!("| fault | what is wrong | found as | after | seed of the story | shortest story |");
    println!("|---|---|---|---|---|---|");
    let mut all = true;
    for bug in Planted::ALL {
        let draw = Draw { surely: bug.needs(), ..Draw::default() };
        let mut watched = 0;
        let found = (0..STORIES_MAX).map(|number| story_seed(seed, number)).find_map(|story| {
            let played = play(&draw.story(story), Some(*bug), false);
            watched += played.watched;
            let fits = played.wrong.into_iter().find(|v| bug.breaks().contains(&v.rule));
            fits.map(|verdict| (story, verdict.rule))
        });
        let Some((story, rule)) = found else {
            println!("| `{}` | {} | **not found** | | | |", bug.name(), bug.about());
            all = false;
            continue;
        };
        let short = shrink(&draw.story(story), Some(*bug), rule);
        let ends = play(&short, Some(*bug), false).wrong.first().map_or(0, |verdict| verdict.t);
        println!(
            "| `{}` | {} | {} | {:.1} watch-years | `{story}` | {:.1} days, {} |",
            bug.name(),
            bug.about(),
            rule.text(),
            watched as f64 / (365 * DAY) as f64,
            ends as f64 / DAY as f64,
            things(&short),
        );
    }
    if all { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What is left in a short story.
fn things(story: &Story) -> String {
    let count = |n: usize, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let parts = [
        count(story.faults.len(), "fault", "faults"),
        count(story.deeds.len(), "deed", "deeds"),
        count(story.contacts.len(), "contact", "contacts"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "an owner alone".to_owned() } else { parts.join(", ") }
}

fn list() -> ExitCode {
    for planted in Planted::ALL {
        println!("{:24} {}", planted.name(), planted.about());
    }
    ExitCode::FAILURE
}
