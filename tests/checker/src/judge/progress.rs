//! Progress: questions come in their time, and a silent owner is released within the published
//! bound, or somebody is alarmed.

use super::{Judge, Rule, people::plain_answers};
use crate::{
    DAY, HOUR,
    story::{Channel, Deed, Fault, Mailbox, NEVER, Word},
};

/// Quiet hours and the sender may hold a question for so long.
const HELD_BACK: i64 = 15 * HOUR;
const MINUTE: i64 = crate::MINUTE;

impl Judge<'_> {
    /// The latest time for the next question after a sign.
    fn question_due(&self, watch: u8) -> i64 {
        let check = self.terms(watch).check_every;
        let pause = self.tracks[usize::from(watch)].pause;
        check + check / 2 + DAY + pause + HELD_BACK
    }

    pub(super) fn first_question(&mut self, watch: u8) {
        let waited = self.light.least(self.tracks[usize::from(watch)].restarted, self.t);
        if waited > self.question_due(watch) {
            self.broken(watch, Rule::NoQuestion, format!("{} h", waited / HOUR));
        }
    }

    pub(super) fn progress(&mut self, watch: u8) {
        let track = &self.tracks[usize::from(watch)];
        if !track.is_armed() || track.release.is_some() {
            return;
        }
        let idle = track.ended.is_some() || !track.cycle.is_open();
        let waited = self.light.least(track.restarted, self.t);
        if idle && waited > self.question_due(watch) {
            return self.broken(watch, Rule::NoQuestion, format!("{} h", waited / HOUR));
        }
        self.late_release(watch, self.terms(watch).hold);
    }

    /// A watch that may wait, as its owner wants it held, is not late; but it never waits in silence.
    pub(super) fn late_release(&mut self, watch: u8, may_wait: bool) {
        let Some(bound) = self.bound(watch) else { return };
        let track = &self.tracks[usize::from(watch)];
        let by_thief = self.story.owner.thief < NEVER || self.story.owner.scanner;
        let since = if by_thief { track.strong } else { track.signed };
        let since = track.lifted.unwrap_or(since);
        let waited = self.light.least(since, self.t);
        if waited <= bound {
            return;
        }
        let alarmed = track.overdue.is_some_and(|t| self.light.least(t, self.t) < 2 * DAY);
        let rule = match (alarmed, may_wait) {
            (true, true) => return,
            (true, false) => Rule::Late,
            (false, _) => Rule::Silent,
        };
        self.broken(watch, rule, format!("{} h, bound {} h", waited / HOUR, bound / HOUR));
    }

    /// From the owner's last sign to the release at the latest, in service; `None`: no bound.
    fn bound(&self, watch: u8) -> Option<i64> {
        let p = self.terms(watch);
        let mut bound = self.clean_bound(watch);
        if !self.is_clean() {
            bound += self.foul_bound(watch);
        }
        if self.story.owner.thief < NEVER || self.story.owner.scanner {
            bound += plain_answers(p);
        }
        let speaks = |deed: &(i64, Deed)| matches!(deed.1, Deed::ContactFine(..));
        if self.story.contacts.iter().any(|contact| contact.word == Word::Fine)
            || self.story.deeds.iter().any(speaks)
        {
            bound += p.contact_limit? + p.check_every * 3 / 2;
        }
        let outages = self.story.faults.iter().map(|fault| match fault {
            Fault::Relay(_, span, _) => span.1 - span.0,
            _ => 0,
        });
        let pause = self.tracks[usize::from(watch)].pause;
        Some(bound + pause + outages.sum::<i64>())
    }

    fn is_clean(&self) -> bool {
        let contacts = self.story.contacts.iter().flat_map(|contact| &contact.addresses);
        let mut all = self.story.owner.addresses.iter().chain(contacts);
        self.story.faults.is_empty() && all.all(|address| address.mailbox == Mailbox::Good)
    }

    fn quiet_ms(&self, watch: u8) -> i64 {
        let (from, to) = self.terms(watch).quiet.unwrap_or((0, 0));
        (i64::from(to) - i64::from(from)).rem_euclid(24 * 60) * MINUTE
    }

    fn clean_bound(&self, watch: u8) -> i64 {
        let p = self.terms(watch);
        let (q, a) = (self.quiet_ms(watch), HOUR);
        let n = i64::from(p.reminders) + 1;
        let c = i64::try_from(self.contacts(watch).len()).unwrap_or(i64::MAX);
        let phone = self.story.owner.addresses.iter().any(|a| a.channel == Channel::Phone);
        let contact = if c > 0 { p.contact_wait } else { 0 };
        let by_mail = p.final_wait.max(6 * DAY - p.cooling - contact);
        let last = if phone && self.is_clean() { p.final_wait } else { by_mail };
        p.check_every * 3 / 2
            + 2 * DAY
            + n * (p.spacing + q + a)
            + (last + q + a)
            + c * (p.contact_wait + q + a)
            + p.cooling
            + 72 * HOUR * (2 + c)
            + 72 * HOUR
            + (DAY + last + q)
    }

    fn foul_bound(&self, watch: u8) -> i64 {
        let p = self.terms(watch);
        let q = self.quiet_ms(watch);
        let n = i64::from(p.reminders) + 1;
        let c = i64::try_from(self.contacts(watch).len()).unwrap_or(i64::MAX);
        (n + 1) * 144 * HOUR
            + (c + 1) * (72 * HOUR + p.contact_wait)
            + c * 30 * DAY
            + p.unreachable_wait
            + 3 * DAY
            + 4 * (p.spacing + p.final_wait + 2 * q + 6 * DAY + c * (p.contact_wait + 3 * DAY))
            + 4 * p.cooling
    }
}
