//! Copies of the database, and putting one back.

use super::{Due, Post, Row, World, clockwork::Saved};
use crate::planted::Planted;
use stafeta_checker::{MINUTE, Seen, story::Fault};
use stafeta_shared::watch::Input;

/// A copy of the database.
pub(super) struct Copy {
    taken: i64,
    rows: Vec<Row>,
    posts: Vec<Post>,
    counter: Saved,
}

impl World<'_> {
    pub(super) fn copy(&mut self, place: usize) {
        let copy = Copy {
            taken: self.t,
            rows: self.watches.iter().map(|watch| watch.row.clone()).collect(),
            posts: self.posts.clone(),
            counter: self.clock.save(),
        };
        self.copies[place] = Some(Box::new(copy));
    }

    /// The service is off; the copy takes the place of the database, then the service starts and
    /// every watch learns of it.
    pub(super) fn put_back(&mut self, place: usize) {
        if !self.clock.is_on() {
            let next = self.clock.next_turn().max(self.t + 1);
            return self.at(next, Due::CopyPutBack(place));
        }
        let Some(copy) = self.copies[place].take() else { return };
        if matches!(self.story.faults[place], Fault::Restore(_, at) if copy.taken >= at) {
            return;
        }
        self.clock.put_back(&copy.counter);
        self.posts = copy.posts;
        for post in &mut self.posts {
            post.in_hand = None;
            post.next = self.t;
            post.with.clear();
        }
        for (watch, row) in self.watches.iter_mut().zip(copy.rows) {
            let opened = std::mem::take(&mut watch.row.facts.handovers);
            watch.row = row;
            watch.row.facts.handovers = opened;
            watch.quiet_day = i64::MIN;
            watch.open.fill(false);
            watch.changed = true;
        }
        let waiting: Vec<u32> = self.posts.iter().filter(|p| p.pending).map(|p| p.id).collect();
        self.canary = [None; 2];
        self.see(0, Seen::Restored { taken: copy.taken });
        self.begin_epoch();
        for id in waiting {
            self.at(self.t + MINUTE, Due::Take(id));
        }
    }

    fn begin_epoch(&mut self) {
        self.epoch += 1;
        for place in 0..self.watches.len() {
            let marker = self.watches[place].marker;
            let (epoch, marker) = match self.bug {
                Some(Planted::KeepEpoch) => (self.watches[place].row.state.epoch + 1, None),
                Some(Planted::ForgetMarkers) => (self.epoch, None),
                _ => (self.epoch, marker),
            };
            let before = self.watches[place].row.state.clone();
            let done = self.input(place, Input::Restore { epoch, marker }).is_ok();
            let lies = matches!(self.bug, Some(Planted::ResumeAfterRestore | Planted::KeepEpoch));
            if lies && before.is_open() {
                self.watches[place].row.state = before;
            } else if lies {
                self.watches[place].row.state.epoch = before.epoch;
            }
            if !done {
                self.see(super::engine::number(place), Seen::Odd("a restore was refused"));
            }
            self.show_handovers(place);
        }
    }
}
