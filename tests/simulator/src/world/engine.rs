//! The engine: calls the pure functions and stores what they answer, all of it or nothing.

use super::{Post, Row, World, facts};
use crate::planted::Planted;
use stafeta_checker::{Doing, MINUTE, Mark, SECOND, Seen};
use stafeta_shared::watch::{
    Addressee, ArmChecks, Channel, Event, EventKind, Input, Kind, Link, Marker, Message, Outcome,
    Phase, Refusal, Stage, State, Step, apply, step,
};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Every so many stored states are read back from their text.
const READ_BACK: u64 = 16;

impl World<'_> {
    pub(super) fn arm(&mut self, place: usize) {
        let checks = ArmChecks {
            two_ways_proven: true,
            warning_ticked: false,
            sealed_recipients: 1,
            probe_succeeded: true,
        };
        let done = self.input(place, Input::Arm(checks)).is_ok();
        self.see(number(place), Seen::Did { what: Doing::Arm, done });
    }

    /// A look at a watch, and a second one, which must change nothing.
    pub(super) fn step(&mut self, place: usize) {
        self.steps += 1;
        self.watches[place].changed = false;
        self.watches[place].looked = self.t;
        let out = self.call(place, None);
        let Ok(out) = out else { return };
        self.check_events(place, &out);
        self.store(place, out);
        let lied_to = self.bug.is_some_and(|bug| bug != Planted::Restless);
        if lied_to || self.watches[place].changed {
            return;
        }
        if let Ok(again) = self.call(place, None) {
            let same = again.state == self.watches[place].row.state
                && again.messages.is_empty()
                && again.events.is_empty();
            if !same {
                self.see(number(place), Seen::Odd("a second look"));
            }
        }
    }

    /// Every move by time has exactly one event, and the events follow each other.
    fn check_events(&mut self, place: usize, out: &Step) {
        let mut stage = self.watches[place].row.state.stage();
        for event in &out.events {
            if let EventKind::Moved { from, to } = event.kind {
                if from != stage {
                    return self.see(number(place), Seen::Odd("an event is missing"));
                }
                stage = to;
            }
        }
        if stage != out.state.stage() && self.bug.is_none() {
            self.see(number(place), Seen::Odd("a move without an event"));
        }
    }

    pub(super) fn input(&mut self, place: usize, input: Input) -> Result<(), Refusal> {
        let out = self.call(place, Some(input))?;
        self.store(place, out);
        self.watches[place].changed = true;
        Ok(())
    }

    /// Calls the watch; planted faults change what it is told.
    pub(super) fn call(&mut self, place: usize, input: Option<Input>) -> Result<Step, Refusal> {
        let clock = self.clock.clock();
        self.refresh(place, clock);
        if self.bug.is_some() {
            return self.call_with_lies(place, input);
        }
        let Row { policy, state, facts, .. } = &self.watches[place].row;
        match input {
            None => Ok(step(state, policy, facts, clock)),
            Some(input) => apply(state, policy, facts, clock, input),
        }
    }

    pub(super) fn store(&mut self, place: usize, mut out: Step) {
        self.lie_about(place, &mut out);
        if let Some(cancel) = out.cancel.filter(|_| self.bug != Some(Planted::NeverCancel)) {
            for post in self.posts.iter_mut().filter(|post| usize::from(post.watch) == place) {
                let m = &post.message;
                let old = (m.epoch, m.cycle) == (cancel.epoch, cancel.cycle)
                    && m.ordinal < cancel.below_ordinal;
                if !old || !post.pending || cancel.keeps(m.kind) {
                    continue;
                }
                if post.in_hand.is_some() {
                    post.last_try = true;
                } else {
                    post.pending = false;
                    post.outcome = Outcome::Cancelled;
                    if let Some(fact) = post.fact {
                        self.watches[place].row.facts.rows[fact].outcome = Outcome::Cancelled;
                    }
                }
            }
        }
        self.take_state(place, out.state);
        self.watches[place].row.wake = out.wake;
        for event in &out.events {
            self.event(place, event);
        }
        for message in out.messages {
            self.post(place, message);
        }
        self.show_handovers(place);
    }

    fn take_state(&mut self, place: usize, new: State) {
        let watch = &mut self.watches[place];
        let old = &watch.row.state;
        let cycle = (old.epoch, old.cycle) != (new.epoch, new.cycle);
        if cycle {
            watch.row.wrong_numbers = 0;
            watch.row.facts.rows.clear();
            for post in self.posts.iter_mut().filter(|post| usize::from(post.watch) == place) {
                post.fact = None;
            }
            self.posts.retain(|post| post.pending || usize::from(post.watch) != place);
        }
        self.epoch = self.epoch.max(new.epoch);
        let watch = &mut self.watches[place];
        let moved = watch.row.state.stage() != new.stage();
        watch.row.state = new;
        if moved && self.steps.is_multiple_of(READ_BACK) {
            let state = &self.watches[place].row.state;
            let read =
                serde_json::to_string(state).map(|text| serde_json::from_str::<State>(&text));
            if !matches!(&read, Ok(Ok(read)) if read == state) {
                self.see(number(place), Seen::Odd("the stored state does not read back"));
            }
        }
    }

    fn event(&mut self, place: usize, event: &Event) {
        let of = Link { epoch: event.epoch, cycle: event.cycle };
        match event.kind {
            EventKind::Moved { to: Stage::Released, .. } => {
                self.released += 1;
                self.watches[place].marker = Some(Marker { of, recalled: false });
                self.see(number(place), Seen::ReleaseNotice(Mark(event.epoch, event.cycle)));
            }
            EventKind::Recalled => {
                self.watches[place].marker = Some(Marker { of, recalled: true });
            }
            EventKind::Overdue { .. } => {
                let is_held = self.watches[place].row.state.stage() == Stage::Held;
                match self.bug {
                    Some(Planted::DeafToCanary) => {}
                    Some(Planted::SilentHold) if is_held => {}
                    _ => self.see(number(place), Seen::Overdue),
                }
            }
            _ => {}
        }
    }

    fn post(&mut self, place: usize, message: Message) {
        let lost = match self.bug {
            Some(Planted::LoseAllClear) => message.kind == Kind::AllClear,
            Some(Planted::LoseRelease) => matches!(message.kind, Kind::Release { .. }),
            _ => false,
        };
        if lost {
            return;
        }
        let id = self.next_id;
        self.next_id += 1;
        let Message { epoch, cycle, stage, ordinal, channel, addressee, .. } = message;
        let state = &self.watches[place].row.state;
        let fact = ((epoch, cycle) == (state.epoch, state.cycle)).then(|| {
            let rows = &mut self.watches[place].row.facts.rows;
            let outcome = Outcome::Waiting;
            rows.push(stafeta_shared::watch::Row {
                stage,
                ordinal,
                channel,
                addressee,
                leased: false,
                outcome,
            });
            rows.len() - 1
        });
        let mut dice = self.dice.of(u64::from(id) << 8);
        let longest = if dice.chance(50) { 3 * SECOND } else { 5 * MINUTE };
        let wait = dice.range(SECOND, longest);
        self.posts.push(Post {
            id,
            watch: number(place),
            key: key(stage, ordinal, channel, addressee),
            message,
            written: self.t,
            next: self.t + wait,
            tries: 0,
            outcome: Outcome::Waiting,
            in_hand: None,
            ever_taken: false,
            pending: true,
            last_try: false,
            fact,
            with: Vec::new(),
        });
        self.at(self.t + wait, super::Due::Take(id));
    }

    /// Tells which handovers can be opened now.
    pub(super) fn show_handovers(&mut self, place: usize) {
        for n in 0..self.watches[place].open.len() {
            let watch = &self.watches[place];
            let id = facts::handover_id(number(n));
            let left = match &watch.row.state.phase {
                Phase::Released { parcels, .. } => {
                    parcels.iter().any(|parcel| parcel.handover == id && parcel.left_ms.is_some())
                }
                _ => false,
            };
            if left != watch.open[n] {
                self.watches[place].open[n] = left;
                let n = number(n);
                let seen = if left { Seen::Openable(n) } else { Seen::Locked(n) };
                self.see(number(place), seen);
            }
        }
    }
}

fn key(stage: Stage, ordinal: u32, channel: Channel, addressee: Addressee) -> u64 {
    let mut hasher = DefaultHasher::new();
    (stage, ordinal, channel, addressee).hash(&mut hasher);
    hasher.finish()
}

pub(super) fn number(place: usize) -> u8 {
    u8::try_from(place).unwrap_or(u8::MAX)
}
