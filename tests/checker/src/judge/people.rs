//! What people press and do: who counts, for how long, with which link; and what it ends.

use super::{Judge, Rule, track::Release};
use crate::{
    DAY, HOUR,
    seen::{By, Doing, Mark, Told},
    story::{Deed, Terms},
};

const GRACE_MAX: i64 = 60 * DAY;

/// How long plain answers count after a strong sign.
pub(super) fn plain_answers(terms: &Terms) -> i64 {
    terms.strong_every + terms.strong_every.min(GRACE_MAX)
}

impl Judge<'_> {
    pub(super) fn press(&mut self, watch: u8, by: By, mark: Option<Mark>, told: Told) {
        match told {
            Told::Fine => {
                self.link_was_running(watch, mark);
                self.word_counts(watch, by);
                self.sign(watch, by);
            }
            Told::Over | Told::Released
                if mark.is_some_and(|mark| self.is_running(watch, mark)) =>
            {
                self.broken(watch, Rule::LinkRefused, format!("{by:?} {mark:?}"));
            }
            _ => {}
        }
    }

    fn is_running(&self, watch: u8, mark: Mark) -> bool {
        let track = &self.tracks[usize::from(watch)];
        let dead = track.dead_to.is_some_and(|dead| mark <= dead);
        mark == track.cycle.mark && track.ended.is_none() && !dead && track.release.is_none()
    }

    fn link_was_running(&mut self, watch: u8, mark: Option<Mark>) {
        if let Some(mark) = mark.filter(|mark| !self.is_running(watch, *mark)) {
            self.broken(watch, Rule::OldLinkCounts, format!("{mark:?}"));
        }
    }

    fn word_counts(&mut self, watch: u8, by: By) {
        let terms = self.terms(watch);
        let track = &self.tracks[usize::from(watch)];
        match by {
            By::OwnerMail | By::Thief => {
                let since = self.light.least(track.strong, self.t);
                if since > plain_answers(terms) + HOUR {
                    let detail = format!("{} h after the last strong sign", since / HOUR);
                    self.broken(watch, Rule::ThiefCounts, detail);
                }
            }
            By::Contact(contact) => {
                let since = self.light.least(track.signed, self.t);
                if terms.contact_limit.is_some_and(|limit| since > limit + HOUR) {
                    let detail = format!("contact {contact}, {} h", since / HOUR);
                    self.broken(watch, Rule::ContactCounts, detail);
                }
            }
            By::OwnerStrong => {}
        }
    }

    fn sign(&mut self, watch: u8, by: By) {
        let t = self.t;
        let track = self.track(watch);
        match by {
            By::OwnerMail | By::Thief => track.signed = t,
            By::OwnerStrong => {
                (track.signed, track.strong, track.pause) = (t, t, 0);
                track.paused = None;
            }
            By::Contact(_) => {}
        }
        self.end_cycle(watch);
    }

    /// Somebody's word ended the running cycle, if there was one.
    fn end_cycle(&mut self, watch: u8) {
        let t = self.t;
        let track = self.track(watch);
        track.restarted = t;
        if track.ended.is_none() && track.cycle.is_open() {
            track.ended = Some(t);
            let mark = track.cycle.mark;
            track.over.push((mark, t));
        }
        self.owe_all_clear(watch);
    }

    pub(super) fn did(&mut self, watch: u8, what: Doing, done: bool) {
        if !done {
            return;
        }
        let t = self.t;
        match what {
            Doing::Arm => {
                let track = self.track(watch);
                track.armings.push((t, true));
                (track.signed, track.strong, track.restarted, track.pause) = (t, t, t, 0);
            }
            Doing::Deed(Deed::LiftHold(_)) => self.track(watch).lifted = Some(t),
            Doing::Deed(Deed::HoldRest(_)) => self.hold_rest(watch),
            Doing::Deed(deed) => {
                let track = self.track(watch);
                let (pause, paused) = (track.pause, track.paused);
                self.sign(watch, By::OwnerStrong);
                let track = self.track(watch);
                match deed {
                    Deed::Pause(_, length) => {
                        track.pause = length + DAY;
                        track.longest_pause = track.longest_pause.max(track.pause);
                        track.paused = Some((t, length));
                    }
                    Deed::Edit(_) => (track.pause, track.paused) = (pause, paused),
                    Deed::Change(_, change) => {
                        (track.pause, track.paused) = (pause, paused);
                        track.changes.push((t, change));
                    }
                    Deed::Disarm(..) => track.armings.push((t, false)),
                    Deed::Recall(_) => self.recall(watch),
                    _ => {}
                }
            }
        }
    }

    fn hold_rest(&mut self, watch: u8) {
        let t = self.t;
        let Some(release) = &mut self.track(watch).release else { return };
        let twice = release.held.replace(t).is_some();
        let waiting = release.parcels.iter_mut().filter(|parcel| parcel.open.is_none());
        waiting.for_each(|parcel| parcel.held = true);
        if twice {
            self.broken(watch, Rule::HeldTwice, String::new());
        }
    }

    fn recall(&mut self, watch: u8) {
        let t = self.t;
        let track = self.track(watch);
        track.ended = Some(t);
        let mark = track.cycle.mark;
        track.over.push((mark, t));
        let Some(Release { parcels, .. }) = track.release.take() else { return };
        let told = (0..).zip(&parcels).filter(|(_, parcel)| parcel.told > 0);
        track.recalls = told.map(|(handover, _)| (handover, t)).collect();
        self.owe_all_clear(watch);
    }
}
