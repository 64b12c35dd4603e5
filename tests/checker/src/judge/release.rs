//! Nobody is released before everything was asked, had arrived and was waited for; and what is
//! released can be opened, once, in its time.

use super::{
    Judge, Rule,
    track::{Parcel, Release, Taken},
};
use crate::{
    DAY, HOUR,
    seen::Mark,
    story::{Channel, Fault},
};

const ACCEPTED_WITHIN: i64 = 72 * HOUR;
const CROWD: i64 = 72 * HOUR;
/// A canary proves a relay for so long.
const CANARY: i64 = 26 * HOUR;
const APART: i64 = 20 * HOUR;
const QUEUE: i64 = 6 * DAY;
const OURS_MAX: i64 = 30 * DAY;
const HELD: i64 = 14 * DAY;
const SOON: i64 = 2 * HOUR;

impl Judge<'_> {
    pub(super) fn released(&mut self, watch: u8, mark: Mark) {
        self.late_release(watch, false);
        if self.tracks[usize::from(watch)].noticed == Some(mark) {
            self.broken(watch, Rule::ReleasedTwice, format!("{mark:?}"));
        }
        if self.story.owner.is_attentive() {
            self.broken(watch, Rule::AttentiveReleased, String::new());
        }
        if self.tracks[usize::from(watch)].ended.is_some() {
            self.broken(watch, Rule::AnsweredReleased, format!("{mark:?}"));
        }
        if self.tracks[usize::from(watch)].cycle.is_open() {
            self.owner_was_waited_for(watch);
            self.contacts_were_waited_for(watch);
            self.last_wait(watch);
        } else {
            self.broken(watch, Rule::NothingAsked, format!("{mark:?}"));
        }
        let parcels = self.watch(watch).handovers.iter().map(|_| Parcel::default()).collect();
        let t = self.t;
        let track = self.track(watch);
        track.noticed = Some(mark);
        track.release = Some(Release { at: t, again: t, held: None, parcels });
    }

    fn rest(&self, watch: u8) -> i64 {
        let (terms, contacts) = self.agreed(watch);
        let contacts = i64::try_from(contacts.len()).unwrap_or(i64::MAX);
        contacts * terms.contact_wait + terms.cooling
    }

    /// Many fell silent at once, all the time since this instant.
    fn crowd_since(&self, watch: u8, since: i64) -> i64 {
        let is_crowd = self.story.faults.iter().any(
            |fault| matches!(fault, Fault::Crowd((from, to)) if *from <= since && self.t < *to),
        );
        if is_crowd && !self.watch(watch).drill { CROWD } else { 0 }
    }

    fn owner_was_waited_for(&mut self, watch: u8) {
        let terms = self.terms(watch);
        let rest = self.rest(watch);
        let cycle = &self.tracks[usize::from(watch)].cycle;
        let begun = cycle.asked.or(cycle.first_final).unwrap_or(0);
        let standing: Vec<&Taken> =
            cycle.owner.iter().filter(|taken| taken.returned.is_none()).collect();
        let finals = || standing.iter().filter(|taken| taken.is_final);
        let needed = |taken: &Taken| {
            let queue = if taken.by_mail { QUEUE } else { 0 };
            (terms.final_wait + rest).max(queue)
        };
        let waited = finals().any(|f| self.light.most(f.t, self.t) >= needed(f));
        let two = finals().any(|f| standing.iter().any(|o| (f.t - o.t).abs() >= APART));
        let simple = standing.len() == cycle.owner.len();
        let crowd = finals().map(|f| f.t).min().map_or(0, |first| self.crowd_since(watch, first));
        let crowd_waited = crowd == 0
            || !simple
            || finals().any(|f| {
                self.light.most(f.t, self.t) >= needed(f).max(terms.final_wait + rest + crowd)
            }) && cycle.finals.len() >= 2;
        let given_up = self.was_given_up(watch, begun, rest);
        if !(waited && two || given_up) {
            let detail = format!("waited {waited}, two proofs {two}, given up {given_up}");
            self.broken(watch, Rule::OwnerNotWaitedFor, detail);
        } else if !given_up && !crowd_waited {
            self.broken(watch, Rule::CrowdIgnored, String::new());
        }
    }

    /// The owner could not be reached for as long as agreed, while our relays were proven to work.
    fn was_given_up(&self, watch: u8, begun: i64, rest: i64) -> bool {
        let terms = self.terms(watch);
        let track = &self.tracks[usize::from(watch)];
        let wait = terms.unreachable_wait + self.crowd_since(watch, begun);
        let from = match (terms.hold, track.lifted) {
            (false, _) => begun,
            (true, Some(lifted)) => lifted,
            (true, None) => return false,
        };
        self.light.most(begun, self.t) >= wait + rest
            && self.light.most(from, self.t) >= rest
            && self.canary_time(&track.canaries, begun) >= wait
    }

    /// Time in service within 26 h after a canary.
    fn canary_time(&self, canaries: &[i64], from: i64) -> i64 {
        let (from, to) = (self.light.most(0, from), self.light.most(0, self.t));
        let mut sum = 0;
        let mut reached = from;
        for canary in canaries.iter().map(|t| self.light.most(0, *t)) {
            let (start, end) = (canary.max(reached), (canary + CANARY).min(to));
            sum += (end - start).max(0);
            reached = reached.max(end);
        }
        sum
    }

    pub(super) fn canary(&mut self, channel: Channel) {
        if self.story.owner.addresses.iter().any(|address| address.channel == channel) {
            let t = self.t;
            self.tracks.iter_mut().for_each(|track| track.canaries.push(t));
        }
    }

    fn contacts_were_waited_for(&mut self, watch: u8) {
        let terms = self.terms(watch);
        let contacts = self.contacts(watch);
        for (left, contact) in (1i64..).zip(contacts.iter().rev()) {
            let side = &self.tracks[usize::from(watch)].cycle.contacts[usize::from(*contact)];
            let Some(tried) = side.tried else {
                self.broken(watch, Rule::ContactNotAsked, format!("contact {contact}"));
                continue;
            };
            let person = &self.story.contacts[usize::from(*contact)];
            if !person.addresses.iter().all(|address| address.mailbox.is_sound()) {
                continue; // an address that dies opens no window; the wait may begin before
            }
            let wait = left * terms.contact_wait + terms.cooling;
            let (since, needed) = match side.taken.iter().map(|(_, t)| *t).min() {
                Some(taken) => (taken, wait),
                None if side.answered => (tried, ACCEPTED_WITHIN + wait),
                None => (tried, OURS_MAX + wait),
            };
            let had = self.light.most(since, self.t);
            if had < needed {
                let detail = format!("contact {contact}: {} h of {} h", had / HOUR, needed / HOUR);
                self.broken(watch, Rule::ContactNotWaitedFor, detail);
            }
        }
    }

    /// If one address of the owner never failed for good, every question had its time.
    pub(super) fn questions_had_their_time(&mut self, watch: u8, called: i64) {
        let terms = self.terms(watch);
        let sound = self.story.owner.addresses.iter().any(|address| address.mailbox.is_sound());
        let Some(asked) = self.tracks[usize::from(watch)].cycle.asked else { return };
        let needed = (i64::from(terms.reminders) + 1) * terms.spacing.min(ACCEPTED_WITHIN);
        let had = self.light.most(asked, called);
        if sound && had < needed {
            let detail = format!("{} h of {} h", had / HOUR, needed / HOUR);
            self.broken(watch, Rule::QuestionsSkipped, detail);
        }
    }

    fn last_wait(&mut self, watch: u8) {
        let cooling = self.terms(watch).cooling;
        let cycle = &self.tracks[usize::from(watch)].cycle;
        let had = self.light.most(cycle.last_call, self.t);
        let warned = cycle.warned;
        if had < cooling {
            let detail = format!("{} h of {} h", had / HOUR, cooling / HOUR);
            self.broken(watch, Rule::NoCooling, detail);
        }
        if !warned {
            self.broken(watch, Rule::NobodyWarned, String::new());
        }
    }

    pub(super) fn openable(&mut self, watch: u8, handover: u8) {
        if self.watch(watch).drill {
            return self.broken(watch, Rule::DrillOpens, String::new());
        }
        let t = self.t;
        let extra = self.watch(watch).handovers[usize::from(handover)].extra_delay;
        let Some(release) = &mut self.tracks[usize::from(watch)].release else {
            return self.broken(watch, Rule::OpenWithoutRelease, format!("handover {handover}"));
        };
        let (at, held) = (release.at, release.held);
        let parcel = &mut release.parcels[usize::from(handover)];
        let again = parcel.open.replace(t).is_some();
        let is_held = parcel.held;
        let had = self.light.most(at, t);
        if again {
            self.broken(watch, Rule::OpenTwice, format!("handover {handover}"));
        } else if had < extra {
            let detail = format!("handover {handover}: {} h of {} h", had / HOUR, extra / HOUR);
            self.broken(watch, Rule::OpenTooSoon, detail);
        }
        if is_held && held.is_some_and(|held| self.light.most(held, t) < HELD) {
            self.broken(watch, Rule::HoldBroken, format!("handover {handover}"));
        }
    }

    pub(super) fn locked(&mut self, watch: u8, handover: u8) {
        let release = &self.tracks[usize::from(watch)].release;
        let lost =
            release.as_ref().is_some_and(|r| r.parcels[usize::from(handover)].open.is_some());
        if lost {
            self.broken(watch, Rule::NotOpenable, format!("handover {handover} is gone"));
        }
    }

    /// At the end of the story: what had to leave has left, and its recipient knows.
    pub(super) fn handovers_owed(&mut self, watch: u8) {
        let handovers = &self.watch(watch).handovers;
        let mut missing = Vec::new();
        if let Some(release) = &self.tracks[usize::from(watch)].release {
            for (place, (parcel, handover)) in release.parcels.iter().zip(handovers).enumerate() {
                let held = if parcel.held { HELD } else { 0 };
                let since = release.again.max(release.held.unwrap_or(0));
                let patience = handover.extra_delay + held + SOON;
                let Some(open) = parcel.open else {
                    if self.light.least(since, self.t) > patience {
                        missing.push((Rule::NotOpenable, format!("handover {place}")));
                    }
                    continue;
                };
                let waited = self.light.least(open, self.t);
                let days = (waited / DAY).min(7);
                let restored = release.again > release.at;
                let silent = !restored && parcel.first_told.is_none() && waited > SOON;
                let seldom = !restored && !parcel.opened && i64::from(parcel.told) < days;
                if silent || seldom {
                    let detail = format!("handover {place}: {} times in {days} d", parcel.told);
                    missing.push((Rule::RecipientNotTold, detail));
                }
            }
        }
        for (rule, detail) in missing {
            self.broken(watch, rule, detail);
        }
    }
}
