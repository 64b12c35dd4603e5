//! Many stories on all cores, and what came of them in five figures.

use crate::{
    dice::story_seed,
    draw::Draw,
    planted::Planted,
    world::{Played, play},
};
use stafeta_checker::{DAY, Verdict, judge::Class};
use std::{
    collections::BTreeMap,
    fmt,
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

const YEAR: i64 = 365 * DAY;
/// Stories between two looks at how far it has come; the sum does not depend on the cores.
const BATCH: u64 = 2_048;

/// What is to be played.
#[derive(Debug, Clone, Copy)]
pub struct Campaign<'a> {
    /// At least so many years of watches.
    pub watch_years: i64,
    /// All stories follow from it.
    pub seed: u64,
    /// What may happen in them.
    pub draw: Draw<'a>,
    /// A fault planted to be found.
    pub bug: Option<Planted>,
    /// Threads.
    pub cores: usize,
    /// Whether to go on after a broken promise.
    pub keep_going: bool,
}

/// The figures of a campaign.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Stories played.
    pub stories: u64,
    /// Time of all watches together, in milliseconds.
    pub watched: i64,
    /// Cycles seen.
    pub cycles: u64,
    /// Releases.
    pub released: u64,
    /// Broken promises, by class.
    pub wrong: BTreeMap<Class, u64>,
    /// Stories that broke one, in order: number, seed, the first verdict.
    pub found: Vec<(u64, u64, Verdict)>,
}

impl Campaign<'_> {
    /// Plays until enough years are together, or until something is broken.
    #[must_use]
    pub fn run(&self) -> Figures {
        let mut sum = Figures::default();
        let mut next = 0;
        while sum.watched < self.watch_years.saturating_mul(YEAR)
            && (self.keep_going || sum.found.is_empty())
        {
            let counter = AtomicU64::new(next);
            let end = next + BATCH;
            let parts: Vec<Figures> = thread::scope(|scope| {
                let work = || scope.spawn(|| self.work(&counter, end));
                let workers: Vec<_> = (0..self.cores.max(1)).map(|_| work()).collect();
                workers.into_iter().filter_map(|worker| worker.join().ok()).collect()
            });
            assert_eq!(parts.len(), self.cores.max(1), "a story could not be played to its end");
            parts.iter().for_each(|part| sum.add(part));
            next = end;
        }
        sum
    }

    fn work(&self, counter: &AtomicU64, end: u64) -> Figures {
        let mut sum = Figures::default();
        loop {
            let number = counter.fetch_add(1, Ordering::Relaxed);
            if number >= end {
                return sum;
            }
            let seed = story_seed(self.seed, number);
            let played = play(&self.draw.story(seed), self.bug, false);
            sum.count(number, seed, &played);
        }
    }
}

impl Figures {
    /// Years of watches.
    #[must_use]
    pub const fn watch_years(&self) -> i64 {
        self.watched / YEAR
    }

    /// Counts one story.
    pub fn count(&mut self, number: u64, seed: u64, played: &Played) {
        self.stories += 1;
        self.watched += played.watched;
        self.cycles += played.cycles;
        self.released += u64::from(played.released);
        for verdict in &played.wrong {
            *self.wrong.entry(verdict.rule.class()).or_default() += 1;
        }
        if let Some(verdict) = played.wrong.first() {
            self.found.push((number, seed, verdict.clone()));
        }
    }

    fn add(&mut self, other: &Self) {
        self.stories += other.stories;
        self.watched += other.watched;
        self.cycles += other.cycles;
        self.released += other.released;
        for (class, count) in &other.wrong {
            *self.wrong.entry(*class).or_default() += count;
        }
        self.found.extend(other.found.iter().cloned());
        self.found.sort_by_key(|found| found.0);
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |class| self.wrong.get(&class).copied().unwrap_or(0);
        write!(
            f,
            "watch_years={} cycles={} early={} double={} lost={} stuck={} attentive_released={}",
            self.watch_years(),
            self.cycles,
            of(Class::Early),
            of(Class::Double),
            of(Class::Lost),
            of(Class::Stuck),
            of(Class::AttentiveReleased),
        )
    }
}
