//! Nobody is released before everything was asked, had arrived and was waited for.

use super::{Arrived, Judge};
use crate::{DAY, HOUR, scenario::Mailbox, world::Seen};
use stafeta_shared::watch::{Addressee, Channel, Kind, Stage};

impl Judge<'_> {
    pub(super) fn never_early(&self, wrong: &mut Vec<String>) {
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
}
