//! Ended cycles stay silent, the worried are told, gaps and quiet hours are kept.

use super::Judge;
use crate::{
    DAY, HOUR,
    world::{Seen, inside, quiet_days},
};
use stafeta_shared::watch::{Kind, Message};

impl Judge<'_> {
    /// After a confirmation no message of the old cycle leaves, but an all-clear.
    pub(super) fn ended_cycles(&self, wrong: &mut Vec<String>) {
        let mut newest = 0;
        for (t, seen) in self.log {
            match seen {
                Seen::Emitted(m) => newest = newest.max(m.cycle),
                Seen::Press { told: Ok(()), .. } => {}
                Seen::Delivered { message, .. }
                    if self.ended_before(message.cycle, *t)
                        && !matches!(
                            message.kind,
                            Kind::AllClear | Kind::Recalled { .. } | Kind::Release { .. }
                        ) =>
                {
                    wrong.push(format!(
                        "{t}: {:?} of cycle {} left after its end",
                        message.kind, message.cycle
                    ));
                }
                _ => {}
            }
        }
    }

    /// Whether a confirmation of this cycle's link was told "ok" before `t`.
    fn ended_before(&self, cycle: u32, t: i64) -> bool {
        let mut current = 1;
        for (at, seen) in self.log {
            if *at >= t {
                return false;
            }
            match seen {
                Seen::Emitted(m) => current = m.cycle,
                Seen::Press { told: Ok(()), .. }
                    if current == cycle && self.open_at(cycle, *at) =>
                {
                    return true;
                }
                _ => {}
            }
        }
        false
    }

    fn open_at(&self, cycle: u32, t: i64) -> bool {
        self.emitted(|m| m.cycle == cycle && matches!(m.kind, Kind::Ask { .. }))
            .any(|(at, _)| at <= t)
    }

    /// Nobody gets an all-clear who was not worried since the last one.
    pub(super) fn no_idle_all_clear(&self, wrong: &mut Vec<String>) {
        for person in &self.story.contacts {
            let mut worried = false;
            let mut cleared = None;
            for (t, m) in self.emitted(|m| m.addressee.contact() == Some(person.id)) {
                if m.kind != Kind::AllClear {
                    worried = true;
                } else if !worried && cleared != Some(t) {
                    wrong.push(format!("{t}: an all-clear out of the blue"));
                } else {
                    (worried, cleared) = (false, Some(t));
                }
            }
        }
    }

    /// Every contact who got a word before a confirmation gets an all-clear after it.
    pub(super) fn all_clear(&self, wrong: &mut Vec<String>) {
        for person in &self.story.contacts {
            let mut worried: Option<u32> = None;
            for (t, seen) in self.log {
                match seen {
                    Seen::Delivered { message, .. }
                        if message.addressee.contact() == Some(person.id) =>
                    {
                        worried = (message.kind != Kind::AllClear).then_some(message.cycle);
                    }
                    Seen::Emitted(m)
                        if m.addressee.contact() == Some(person.id) && m.kind == Kind::AllClear =>
                    {
                        worried = None;
                    }
                    Seen::Emitted(m)
                        if worried.is_some_and(|cycle| m.cycle > cycle)
                            && m.kind != Kind::AllClear =>
                    {
                        wrong.push(format!("{t}: a contact was never told that all is well"));
                        worried = None;
                    }
                    _ => {}
                }
            }
        }
    }

    /// After a long gap during the final call, nobody else is asked before the owner is again.
    pub(super) fn gaps(&self, wrong: &mut Vec<String>) {
        let mut gaps: Vec<i64> =
            self.story.down.iter().filter(|s| s.1 - s.0 > 6 * HOUR).map(|s| s.1).collect();
        gaps.retain(|end| !inside(&self.story.blind, *end) && !inside(&self.story.down, *end));
        gaps.sort_unstable();
        for end in gaps {
            let before =
                self.log.iter().rfind(|(t, seen)| *t < end && matches!(seen, Seen::Emitted(_)));
            let Some((_, Seen::Emitted(last))) = before else { continue };
            let finals = self.emitted(|m| {
                m.cycle == last.cycle && m.kind == Kind::FinalCall && m.ordinal != last.ordinal
            });
            if last.kind != Kind::FinalCall || finals.count() > 0 {
                continue;
            }
            let start = self.story.down.iter().find(|s| s.1 == end).map_or(end, |s| s.0);
            let next = self.emitted(|_| true).find(|(t, _)| *t >= end);
            let Some((t, m)) = next else { continue };
            // Their turn may have come before the gap, in their quiet hours.
            let next_stage = matches!(m.kind, Kind::ContactAsk | Kind::CoolingNotice);
            if next_stage && !self.is_quiet(m, start) {
                wrong.push(format!(
                    "{t}: {:?} after a gap that ended at {end}, the owner was not asked again",
                    m.kind
                ));
            }
        }
    }

    pub(super) fn is_quiet(&self, m: &Message, t: i64) -> bool {
        const EPOCH: i64 = 1_900_000_000_000;
        let person = self.story.contacts.iter().find(|c| m.addressee.contact() == Some(c.id));
        let wall = EPOCH + t;
        let quiet = quiet_days(self.story.policy.quiet, wall, person.map_or(0, |c| c.shift));
        quiet.iter().any(|i| i.from_ms <= wall && wall < i.to_ms)
    }

    /// Nobody is asked in their quiet hours, unless a mad clock or an outage ate the day between.
    pub(super) fn quiet(&self, wrong: &mut Vec<String>) {
        if !self.story.jumps.is_empty() {
            return;
        }
        let asks =
            |m: &Message| matches!(m.kind, Kind::Ask { .. } | Kind::FinalCall | Kind::ContactAsk);
        for (t, m) in self.emitted(asks) {
            if self.is_quiet(m, t) && self.up(t - DAY, t) == DAY {
                wrong.push(format!("{t}: {:?} in quiet hours", m.kind));
            }
        }
    }

    pub(super) fn engine(&self, wrong: &mut Vec<String>) {
        for (t, seen) in self.log {
            if let Seen::DuplicateKey(key) = seen {
                wrong.push(format!("{t}: key {key} twice"));
            }
            if let Seen::NotIdempotent(text) = seen {
                wrong.push(format!("{t}: a second look changed something: {text}"));
            }
        }
        let left = self.log.iter().filter(|(_, seen)| *seen == Seen::Left).count();
        if left > 1 {
            wrong.push(format!("the handover left {left} times"));
        }
    }
}
