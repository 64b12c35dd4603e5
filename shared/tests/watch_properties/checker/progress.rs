//! An owner who answers is never released; a silent one is, within the published bound.

use super::Judge;
use crate::{
    DAY, HOUR,
    scenario::{Owner, Word},
    world::Seen,
};
use stafeta_shared::watch::{Channel, Sign, Stage, Then};

impl Judge<'_> {
    pub(super) fn attentive(&self, wrong: &mut Vec<String>) {
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

    pub(super) fn progress(&self, wrong: &mut Vec<String>) {
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
        let last = signs.map(|(t, _)| *t).next_back().unwrap_or(0);
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
}
