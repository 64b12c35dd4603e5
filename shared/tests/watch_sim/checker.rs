//! Judges a story by what really happened. Shares no logic with the watch: it knows the story,
//! real time, deliveries, bounces, presses and what people were told.

use super::{
    DAY, HOUR,
    scenario::{Mailbox, Owner, Scenario, Word},
    world::{Seen, World, inside, quiet_days},
};
use stafeta_shared::watch::{Addressee, Channel, Kind, Message, Sign, Stage, Then};

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

    fn engine(&self, wrong: &mut Vec<String>) {
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

    fn never_early(&self, wrong: &mut Vec<String>) {
        let Some(released) = self.released_at() else { return };
        let policy = &self.story.policy;
        let contacts = self.story.contacts.len() as i64;
        let rest = contacts * policy.contact_wait_ms + policy.cooling_ms;
        let Some(cycle) =
            self.emitted(|m| matches!(m.kind, Kind::Ask { .. })).map(|(_, m)| m.cycle).last()
        else {
            wrong.push("released without a question".into());
            return;
        };
        let asked = self.emitted(|m| m.cycle == cycle && matches!(m.kind, Kind::Ask { .. }));
        let begun = asked.map(|(t, _)| t).next().unwrap_or(0);
        let arrived = self.arrived(cycle, released);
        let to_owner: Vec<_> = arrived
            .iter()
            .filter(|a| matches!(a.message.addressee, Addressee::Owner { .. }) && !a.returned)
            .collect();
        let is_final = |a: &&&Arrived<'_>| a.message.kind == Kind::FinalCall;
        let waited = to_owner.iter().filter(is_final).any(|f| {
            let by_mail = f.message.channel == Channel::Mail;
            let needed = (policy.final_wait_ms + rest).max(if by_mail { 6 * DAY } else { 0 });
            self.up(f.t, released) >= needed
        });
        let two = to_owner
            .iter()
            .filter(is_final)
            .any(|f| to_owner.iter().any(|other| (f.t - other.t).abs() >= 20 * HOUR));
        let given_up = self.up(begun, released) >= policy.unreachable_wait_ms + rest
            && self.emitted(|m| m.cycle == cycle && m.stage == Stage::Unreachable).next().is_some()
            && self.canary_time(begun, released) >= policy.unreachable_wait_ms;
        if !(waited && two || given_up) {
            wrong.push(format!(
                "early: released at {released} (waited {waited}, two {two}, given up {given_up})"
            ));
        }
        self.contacts_waited(wrong, cycle, released, &arrived);
        self.questions_waited(wrong, cycle, begun);
        self.cooling_waited(wrong, cycle, released);
    }

    /// Witnessed time within 26 h after a canary.
    fn canary_time(&self, from: i64, to: i64) -> i64 {
        let mut sum = 0;
        let mut at = from;
        for (t, _) in self.log.iter().filter(|(_, seen)| *seen == Seen::Canary) {
            // The 26 h run on the counter; in real time a canary may prove for longer.
            let mut end = (*t + 26 * HOUR).min(to);
            while end < to && self.up(*t, end) < 26 * HOUR {
                end = (end + 26 * HOUR - self.up(*t, end)).min(to);
            }
            let start = at.max(*t);
            if end > start {
                sum += self.up(start, end);
                at = end;
            }
        }
        sum
    }

    fn contacts_waited(
        &self,
        wrong: &mut Vec<String>,
        cycle: u32,
        released: i64,
        arrived: &[Arrived<'_>],
    ) {
        let policy = &self.story.policy;
        for (place, person) in self.story.contacts.iter().enumerate() {
            let after = (self.story.contacts.len() - place) as i64;
            let needed = after * policy.contact_wait_ms + policy.cooling_ms;
            let asked = self
                .emitted(|m| {
                    m.cycle == cycle
                        && m.kind == Kind::ContactAsk
                        && m.addressee.contact() == Some(person.id)
                })
                .next();
            if asked.is_none() {
                wrong.push(format!("contact {place} was never asked"));
            }
            let sound = |mailbox| matches!(mailbox, Mailbox::Good | Mailbox::Full(_));
            if !person.addrs.iter().all(|addr| sound(addr.mailbox)) {
                continue; // a dead address opens no window; the wait may begin before the message
            }
            let first = arrived.iter().find(|a| {
                a.known
                    && a.message.kind == Kind::ContactAsk
                    && a.message.addressee.contact() == Some(person.id)
            });
            if let Some(first) = first.filter(|first| self.up(first.t, released) < needed) {
                wrong.push(format!(
                    "contact {place} asked at {} was not waited for until {released}",
                    first.t
                ));
            }
        }
    }

    /// If one address of the owner never failed for good, every question had its time.
    fn questions_waited(&self, wrong: &mut Vec<String>, cycle: u32, begun: i64) {
        let policy = &self.story.policy;
        let sound =
            self.story.addrs.iter().any(|a| matches!(a.mailbox, Mailbox::Good | Mailbox::Full(_)));
        let first_final = self.emitted(|m| m.cycle == cycle && m.kind == Kind::FinalCall).next();
        let Some((called, _)) = first_final.filter(|_| sound) else { return };
        let needed = (i64::from(policy.reminders) + 1) * policy.spacing_ms.min(72 * HOUR);
        if self.up(begun, called) < needed {
            wrong.push(format!("final call at {called}, questions since {begun}, {needed} needed"));
        }
    }

    fn cooling_waited(&self, wrong: &mut Vec<String>, cycle: u32, released: i64) {
        let last_ask = self
            .emitted(|m| m.cycle == cycle && matches!(m.kind, Kind::ContactAsk | Kind::FinalCall))
            .map(|(t, _)| t)
            .last();
        let Some(last_ask) = last_ask else { return };
        if self.up(last_ask, released) < self.story.policy.cooling_ms {
            wrong.push(format!("asked at {last_ask}, released at {released}: no cooling"));
        }
        if self.emitted(|m| m.cycle == cycle && m.kind == Kind::CoolingNotice).next().is_none() {
            wrong.push("released without a word during the cooling".into());
        }
    }

    fn attentive(&self, wrong: &mut Vec<String>) {
        if self.story.owner == Owner::Attentive && self.released_at().is_some() {
            wrong.push("an attentive owner was released".into());
        }
    }

    /// The published bound, from the owner's last sign, in witnessed time.
    fn bound(&self) -> i64 {
        let p = &self.story.policy;
        let q = p.quiet.map_or(0, |q| i64::from(q.minutes()) * 60_000);
        let a = HOUR;
        let n = i64::from(p.reminders) + 1;
        let c = self.story.contacts.len() as i64;
        let final_ms =
            if self.story.addrs.iter().any(|a| a.channel == Channel::Sms) && self.story.clean {
                p.final_wait_ms
            } else {
                let contact = if c > 0 { p.contact_wait_ms } else { 0 };
                p.final_wait_ms.max(6 * DAY - p.cooling_ms - contact)
            };
        let clean = p.check_every_ms * 3 / 2
            + 2 * DAY
            + n * (p.spacing_ms + q + a)
            + (final_ms + q + a)
            + c * (p.contact_wait_ms + q + a)
            + p.cooling_ms
            + 72 * HOUR * (2 + c)
            + 72 * HOUR
            + (DAY + final_ms + q);
        if self.story.clean {
            return clean;
        }
        clean
            + (n + 1) * 144 * HOUR
            + (c + 1) * (72 * HOUR + p.contact_wait_ms)
            + c * 30 * DAY
            + p.unreachable_wait_ms
            + 3 * DAY
            + 4 * (p.spacing_ms
                + p.final_wait_ms
                + 2 * q
                + 6 * DAY
                + c * (p.contact_wait_ms + 3 * DAY))
            + 4 * p.cooling_ms
    }

    fn progress(&self, wrong: &mut Vec<String>) {
        let strong_only = matches!(self.story.owner, Owner::ThiefFrom(_));
        let counts = |by: &Sign| match by {
            Sign::OwnerStrong => true,
            Sign::OwnerMail => !strong_only,
            Sign::Contact { .. } => false,
        };
        let signs = self
            .log
            .iter()
            .filter(|(_, seen)| matches!(seen, Seen::Press { by, told: Ok(()) } if counts(by)));
        let last = signs.map(|(t, _)| *t).last().unwrap_or(0);
        let mut bound = self.bound();
        if strong_only {
            bound += 2 * self.story.policy.strong_every_ms;
        }
        if self.story.contacts.iter().any(|c| c.word == Word::Fine) {
            bound += self.story.policy.contact_limit_ms.unwrap_or(0)
                + self.story.policy.check_every_ms * 3 / 2;
        }
        bound += self.story.relay.iter().map(|(_, s, _)| s.1 - s.0).sum::<i64>();
        let end = self.released_at().unwrap_or(self.end);
        if self.up(last, end) <= bound {
            return;
        }
        let held = self.stage == Stage::Held && self.story.policy.unreachable_then == Then::Hold;
        if self.released_at().is_some() {
            wrong.push(format!(
                "late: {} h after the last sign, bound {} h",
                self.up(last, end) / HOUR,
                bound / HOUR
            ));
        } else if !held {
            let alarms = self.log.iter().filter(|(_, seen)| *seen == Seen::Overdue);
            let recent = alarms.filter(|(t, _)| self.up(*t, self.end) < 2 * DAY).count();
            let what = if recent > 0 { "overdue" } else { "stuck in silence" };
            wrong.push(format!(
                "{what} at {}: {} h, bound {} h",
                self.stage,
                self.up(last, end) / HOUR,
                bound / HOUR
            ));
        }
    }

    /// After a confirmation no message of the old cycle leaves, but an all-clear.
    fn ended_cycles(&self, wrong: &mut Vec<String>) {
        let mut newest = 0;
        for (t, seen) in self.log {
            match seen {
                Seen::Emitted(m) => newest = newest.max(m.cycle),
                Seen::Press { told: Ok(()), .. } => {}
                Seen::Delivered { message, .. }
                    if self.ended_before(message.cycle, *t) && !message.kind.outlives_stage() =>
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

    /// Every contact who got a word before a confirmation gets an all-clear after it.
    fn all_clear(&self, wrong: &mut Vec<String>) {
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
    fn gaps(&self, wrong: &mut Vec<String>) {
        let mut gaps: Vec<i64> =
            self.story.down.iter().filter(|s| s.1 - s.0 > 6 * HOUR).map(|s| s.1).collect();
        gaps.retain(|end| !inside(&self.story.blind, *end) && !inside(&self.story.down, *end));
        gaps.sort_unstable();
        for end in gaps {
            let before = self
                .log
                .iter()
                .filter(|(t, seen)| *t < end && matches!(seen, Seen::Emitted(_)))
                .next_back();
            let Some((_, Seen::Emitted(last))) = before else { continue };
            let finals = self.emitted(|m| {
                m.cycle == last.cycle && m.kind == Kind::FinalCall && m.ordinal != last.ordinal
            });
            if last.kind != Kind::FinalCall || finals.count() > 0 {
                continue;
            }
            let next = self.emitted(|_| true).find(|(t, _)| *t >= end);
            if let Some((t, m)) =
                next.filter(|(_, m)| matches!(m.kind, Kind::ContactAsk | Kind::CoolingNotice))
            {
                wrong.push(format!(
                    "{t}: {:?} after a gap that ended at {end}, the owner was not asked again",
                    m.kind
                ));
            }
        }
    }

    /// Nobody is asked in their quiet hours (a mad wall clock excepted).
    fn quiet(&self, wrong: &mut Vec<String>) {
        if !self.story.jumps.is_empty() {
            return;
        }
        const EPOCH: i64 = 1_900_000_000_000;
        for (t, m) in self
            .emitted(|m| matches!(m.kind, Kind::Ask { .. } | Kind::FinalCall | Kind::ContactAsk))
        {
            let shift = self
                .story
                .contacts
                .iter()
                .find(|c| m.addressee.contact() == Some(c.id))
                .map_or(0, |c| c.shift);
            let wall = EPOCH + t;
            let quiet = quiet_days(self.story.policy.quiet, wall, shift);
            if quiet.iter().any(|i| i.from_ms <= wall && wall < i.to_ms) {
                wrong.push(format!("{t}: {:?} in quiet hours", m.kind));
            }
        }
    }
}
