//! The promises: reads what happened, in order, and says which of them was broken.

mod messages;
mod people;
mod progress;
mod release;
mod rule;
mod track;

use crate::{
    light::Light,
    seen::{Mark, Seen},
    story::{Story, Terms, Watch},
};
pub use rule::{Class, Rule};
use track::{Cycle, Track};

/// A broken promise in a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// When.
    pub t: i64,
    /// On which watch.
    pub watch: u8,
    /// Which promise.
    pub rule: Rule,
    /// Figures for a person.
    pub detail: String,
}

/// Reads a story as it happens.
pub struct Judge<'a> {
    story: &'a Story,
    light: &'a Light,
    tracks: Vec<Track>,
    wrong: Vec<Verdict>,
    cycles: u64,
    t: i64,
    /// The last value of the counter, and when.
    counter: Option<(i64, i64)>,
}

impl<'a> Judge<'a> {
    /// Nothing has happened yet.
    #[must_use]
    pub fn new(story: &'a Story, light: &'a Light) -> Self {
        let tracks = story.watches.iter().map(|_| Track::default()).collect();
        Self { story, light, tracks, wrong: Vec::new(), cycles: 0, t: 0, counter: None }
    }

    /// Takes note of what happened to a watch (and to what belongs to all, whichever it is).
    pub fn see(&mut self, t: i64, watch: u8, seen: &Seen) {
        self.t = t;
        match seen {
            Seen::Sent(sent) => self.sent(watch, sent),
            Seen::Returned { id } => self.returned(watch, *id),
            Seen::Press { by, mark, told } => self.press(watch, *by, *mark, *told),
            Seen::Did { what, done } => self.did(watch, *what, *done),
            Seen::ReleaseNotice(mark) => self.released(watch, *mark),
            Seen::Openable(handover) => self.openable(watch, *handover),
            Seen::Locked(handover) => self.locked(watch, *handover),
            Seen::Opened(handover) => {
                if let Some(release) = &mut self.track(watch).release {
                    release.parcels[usize::from(*handover)].opened = true;
                }
            }
            Seen::Overdue => self.track(watch).overdue = Some(t),
            Seen::Canary(channel) => self.canary(*channel),
            Seen::Restored { taken } => self.restored(*taken),
            Seen::Counter(value) => self.counter(*value),
            Seen::Odd(text) => self.broken(watch, Rule::SecondLook, (*text).to_owned()),
        }
    }

    /// The story ends: what is still owed is missing now.
    #[must_use]
    pub fn close(mut self, end: i64) -> (Vec<Verdict>, u64) {
        self.t = end;
        for watch in 0..self.tracks.len() {
            let watch = u8::try_from(watch).unwrap_or(u8::MAX);
            self.owed(watch);
            self.progress(watch);
            self.handovers_owed(watch);
        }
        (self.wrong, self.cycles)
    }

    /// Whether anything is broken so far.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.wrong.is_empty()
    }

    fn broken(&mut self, watch: u8, rule: Rule, detail: String) {
        self.wrong.push(Verdict { t: self.t, watch, rule, detail });
    }

    fn track(&mut self, watch: u8) -> &mut Track {
        &mut self.tracks[usize::from(watch)]
    }

    fn watch(&self, watch: u8) -> &'a Watch {
        &self.story.watches[usize::from(watch)]
    }

    /// The schedule as agreed now.
    fn terms(&self, watch: u8) -> &'a Terms {
        self.agreed(watch).0
    }

    /// The contacts as named now, in the order of asking.
    fn contacts(&self, watch: u8) -> &'a [u8] {
        self.agreed(watch).1
    }

    fn agreed(&self, watch: u8) -> (&'a Terms, &'a [u8]) {
        let changes = &self.tracks[usize::from(watch)].changes;
        self.watch(watch).agreed(changes.last().map(|(_, change)| *change))
    }

    /// The database was put back: every link so far is dead, every cycle begins anew.
    fn restored(&mut self, taken: i64) {
        let t = self.t;
        self.counter = None;
        for track in &mut self.tracks {
            let mark = track.cycle.mark;
            track.over.push((mark, t));
            track.dead_to = track.dead_to.max(Some(mark));
            track.ended = Some(t);
            track.restarted = t;
            (track.signed, track.strong) = (t, t);
            track.worries.retain(|worry| worry.since < taken && worry.cleared.is_none());
            track.worries.iter_mut().for_each(|worry| worry.due = None);
            track.recalls.clear();
            track.canaries.clear();
            track.pause = track.longest_pause;
            track.paused = None;
            track.armings.retain(|(at, _)| *at <= taken);
            track.changes.retain(|(at, _)| *at <= taken);
            if let Some(release) = &mut track.release {
                release.again = t;
                let forgotten = release.held.is_some_and(|held| held > taken);
                release.held = release.held.filter(|_| !forgotten);
                for parcel in &mut release.parcels {
                    parcel.held &= !forgotten;
                    (parcel.open, parcel.told, parcel.first_told) = (None, 0, None);
                }
            }
        }
    }

    fn counter(&mut self, value: i64) {
        if let Some((t, before)) = self.counter {
            let real = self.light.most(t, self.t);
            if value - before > real {
                let detail = format!("{} ms counted in {real} ms of service", value - before);
                self.broken(0, Rule::CounterTooFast, detail);
            }
        }
        self.counter = Some((self.t, value));
    }

    fn begin_cycle(&mut self, watch: u8, mark: Mark) {
        self.cycles += 1;
        let track = self.track(watch);
        track.cycle = Cycle::of(mark);
        track.ended = None;
        track.keys.clear();
        let older = track.canaries.len().saturating_sub(1);
        track.canaries.drain(..older);
        track.lifted = None;
        if track.over.len() > 8 {
            track.over.drain(..4);
        }
    }
}
