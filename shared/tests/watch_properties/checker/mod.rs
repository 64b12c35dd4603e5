//! Judges a story by what really happened. Shares no logic with the watch: it knows the story,
//! real time, deliveries, bounces, presses and what people were told.

mod early;
mod order;
mod progress;

use crate::{
    HOUR,
    scenario::Scenario,
    world::{Seen, World},
};
use stafeta_shared::watch::{Kind, Message, Stage};

/// Everything that is wrong with the story as played; empty if all is well.
pub(crate) fn judge(world: &World) -> Vec<String> {
    let judge =
        Judge { story: &world.story, log: &world.log, end: world.t, stage: world.state.stage() };
    let mut wrong = Vec::new();
    judge.engine(&mut wrong);
    judge.never_early(&mut wrong);
    judge.attentive(&mut wrong);
    judge.progress(&mut wrong);
    judge.ended_cycles(&mut wrong);
    judge.all_clear(&mut wrong);
    judge.no_idle_all_clear(&mut wrong);
    judge.gaps(&mut wrong);
    judge.quiet(&mut wrong);
    wrong
}

/// What must hold whatever people press: unique keys, and a second look changes nothing.
pub(crate) fn judge_engine(world: &World) -> Vec<String> {
    let wrong = world
        .log
        .iter()
        .filter(|(_, seen)| matches!(seen, Seen::DuplicateKey(_) | Seen::NotIdempotent(_)));
    wrong.map(|(t, seen)| format!("{t}: {seen:?}")).collect()
}

struct Judge<'a> {
    story: &'a Scenario,
    log: &'a [(i64, Seen)],
    end: i64,
    stage: Stage,
}

/// A delivered message, and whether it came back before `until`.
struct Arrived<'a> {
    t: i64,
    message: &'a Message,
    known: bool,
    returned: bool,
}

impl Judge<'_> {
    /// Real time between two instants in which the owner could have answered.
    fn up(&self, from: i64, to: i64) -> i64 {
        let mut off: Vec<(i64, i64)> =
            self.story.down.iter().chain(&self.story.blind).copied().collect();
        off.extend(self.story.jumps.iter().map(|(at, _)| (*at, *at + HOUR)));
        off.sort_unstable();
        let mut at = from;
        let mut sum = 0;
        for (start, end) in off {
            if start > at {
                sum += start.min(to) - at.min(to);
            }
            at = at.max(end.min(to.max(from)));
        }
        sum + (to - at).max(0)
    }

    fn released_at(&self) -> Option<i64> {
        self.emitted(|m| matches!(m.kind, Kind::Release { .. }))
            .map(|(t, _)| t)
            .chain(self.log.iter().filter(|(_, seen)| *seen == Seen::Left).map(|(t, _)| *t))
            .min()
            .map(|left| left - self.story.extra_delay.min(self.up(0, left)))
            .map(|guess| self.release_instant(guess))
    }

    /// The extra delay runs on witnessed time: find the instant it began.
    fn release_instant(&self, guess: i64) -> i64 {
        let Some((left, _)) = self.log.iter().find(|(_, seen)| *seen == Seen::Left) else {
            return guess;
        };
        let (mut low, mut high) = (0, *left);
        while low < high {
            let middle = low + (high - low + 1) / 2;
            if self.up(middle, *left) >= self.story.extra_delay {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        low
    }

    fn emitted<'s>(
        &'s self,
        want: impl Fn(&Message) -> bool + 's,
    ) -> impl Iterator<Item = (i64, &'s Message)> {
        self.log.iter().filter_map(move |(t, seen)| match seen {
            Seen::Emitted(m) if want(m) => Some((*t, m)),
            _ => None,
        })
    }

    fn arrived(&self, cycle: u32, until: i64) -> Vec<Arrived<'_>> {
        let seen = |(t, seen): &'_ (i64, Seen)| match seen {
            Seen::Delivered { message, bounces_at, known }
                if message.cycle == cycle && *t <= until =>
            {
                Some((*t, *bounces_at, *known))
            }
            _ => None,
        };
        self.log
            .iter()
            .filter_map(|entry| {
                let (t, bounces_at, known) = seen(entry)?;
                let Seen::Delivered { message, .. } = &entry.1 else { return None };
                Some(Arrived {
                    t,
                    message,
                    known,
                    returned: bounces_at.is_some_and(|at| at <= until),
                })
            })
            .collect()
    }
}
