//! Owners, thieves, contacts, scanners and operators.

use super::{Due, Person, World, engine::number, facts::contact_id};
use crate::planted::Planted;
use stafeta_checker::{
    seen::{Doing, Mark, Seen, Told},
    story::{Deed, NEVER},
};
use stafeta_shared::watch::{Input, Link, Phase, Refusal, Sign, Stage};

/// Wrong numbers of a cycle before only a login counts.
const TRIES: u8 = 3;

impl World<'_> {
    /// Somebody types the number behind a link.
    pub(super) fn press(&mut self, watch: u8, person: Person, mark: Mark) {
        if self.is_out_of_reach(Due::Press(watch, person, mark)) {
            return;
        }
        let thing = u64::from(watch) << 60 ^ u64::from(mark.0) << 52 ^ u64::from(mark.1) << 8;
        let logs_in = self.dice.of(thing ^ 0x51).chance(i64::from(self.story.owner.strong));
        let strong = logs_in && person == Person::Owner;
        let told = self.confirm(watch, person, strong, Some(mark));
        if told == Told::LogIn && person == Person::Owner {
            self.confirm(watch, person, true, None);
        }
    }

    /// The page behind a link: for the cycle it was made for, or for another one that the same mail
    /// asked for and that wants an answer more.
    fn lead(&self, own: (u8, Mark), person: Person) -> (u8, Mark) {
        if self.bug == Some(Planted::OneLinkOnly) {
            return own;
        }
        let asked = self.all_asked(own, person).into_iter();
        asked.min_by_key(|at| self.standing(*at)).unwrap_or(own)
    }

    /// All that the mail of a link asked this person for, what the link was made for first. Only mails
    /// to the owner ask for several watches.
    fn all_asked(&self, own: (u8, Mark), person: Person) -> Vec<(u8, Mark)> {
        let shares = !matches!(person, Person::Contact(_));
        let mails = self.together.iter().filter(|mail| shares && mail[0] == own);
        [own].into_iter().chain(mails.map(|mail| mail[1])).collect()
    }

    /// What a page shows: open, no tries left, released, over; in the order of wanting an answer.
    fn standing(&self, (watch, mark): (u8, Mark)) -> u8 {
        let row = &self.watches[usize::from(watch)].row;
        if Mark(row.state.epoch, row.state.cycle) != mark {
            return 3;
        }
        match row.state.stage() {
            Stage::Draft | Stage::Armed | Stage::Paused => 3,
            _ if row.wrong_numbers >= TRIES => 1,
            Stage::Released => 2,
            _ => 0,
        }
    }

    /// What somebody typed behind a link, and what the page said about all that the mail asked for.
    fn confirm(&mut self, watch: u8, person: Person, strong: bool, mark: Option<Mark>) -> Told {
        let link = mark.map(|mark| self.lead((watch, mark), person));
        let (at, shown) = link.map_or((watch, None), |(at, mark)| (at, Some(mark)));
        let told = self.confirm_at(at, person, strong, shown);
        let by = person.by(strong);
        if let Some(mark) = mark.filter(|_| told != Told::Fine) {
            let others = self.all_asked((watch, mark), person).into_iter().skip(1);
            for (other, mark) in others.filter(|other| Some(*other) != link) {
                self.see(other, Seen::Press { by, mark: Some(mark), told });
            }
        }
        told
    }

    /// One confirmation, for every real watch of the owner or for the one drill.
    fn confirm_at(&mut self, watch: u8, person: Person, strong: bool, mark: Option<Mark>) -> Told {
        let sign = match person {
            Person::Owner if strong => Sign::OwnerStrong,
            Person::Owner | Person::Thief => Sign::OwnerMail,
            Person::Contact(contact) => Sign::Contact { contact: contact_id(contact) },
        };
        let by = person.by(strong);
        let own = usize::from(watch);
        let locked = self.watches[own].row.wrong_numbers >= TRIES && sign == Sign::OwnerMail;
        let told = if locked {
            Told::LogIn
        } else {
            let link = mark.map(|mark| self.link(own, mark));
            self.confirm_one(own, sign, link)
        };
        self.see(watch, Seen::Press { by, mark, told });
        let answers_all = self.bug == Some(Planted::DrillAnswersReal);
        if self.story.watches[own].drill && !answers_all || locked {
            return told;
        }
        for other in (0..self.watches.len()).filter(|other| *other != own) {
            if !self.story.watches[other].drill && self.confirm_one(other, sign, None) == Told::Fine
            {
                if self.story.watches[own].drill {
                    continue; // nobody meant it
                }
                self.see(number(other), Seen::Press { by, mark: None, told: Told::Fine });
            }
        }
        told
    }

    fn link(&self, place: usize, mark: Mark) -> Link {
        let state = &self.watches[place].row.state;
        match self.bug {
            Some(Planted::OldLinkCounts) => Link { epoch: state.epoch, cycle: state.cycle },
            _ => Link { epoch: mark.0, cycle: mark.1 },
        }
    }

    fn confirm_one(&mut self, place: usize, sign: Sign, link: Option<Link>) -> Told {
        if self.bug == Some(Planted::DeafToMail) && sign == Sign::OwnerMail {
            let running = Link {
                epoch: self.watches[place].row.state.epoch,
                cycle: self.watches[place].row.state.cycle,
            };
            return if link.is_none_or(|link| link == running) { Told::Fine } else { Told::Over };
        }
        told(self.input(place, Input::Confirm { sign, link }))
    }

    pub(super) fn doubt(&mut self, watch: u8, contact: u8, mark: Mark) {
        if self.is_out_of_reach(Due::Doubt(watch, contact, mark)) {
            return;
        }
        let link = Link { epoch: mark.0, cycle: mark.1 };
        let input = Input::ContactCannotReach { contact: contact_id(contact), link };
        _ = self.input(usize::from(watch), input);
    }

    /// Presses buttons and tries numbers, all of them wrong: each is a try for everything that the mail
    /// asked for.
    pub(super) fn scan(&mut self, watch: u8, mark: Mark) {
        for (watch, mark) in self.all_asked((watch, mark), Person::Thief) {
            let row = &mut self.watches[usize::from(watch)].row;
            if Mark(row.state.epoch, row.state.cycle) == mark {
                row.wrong_numbers = row.wrong_numbers.saturating_add(1);
            }
        }
    }

    pub(super) fn open(&mut self, watch: u8, handover: u8) {
        let watched = &mut self.watches[usize::from(watch)];
        let recipients = &mut watched.row.facts.handovers[usize::from(handover)].recipients;
        if !watched.open[usize::from(handover)] || recipients.iter().all(|r| r.done) {
            return;
        }
        recipients.iter_mut().for_each(|recipient| recipient.done = true);
        watched.changed = true;
        self.see(watch, Seen::Opened(handover));
    }

    pub(super) fn rearm(&mut self, watch: u8) {
        if !self.is_out_of_reach(Due::Rearm(watch)) {
            self.arm(usize::from(watch));
        }
    }

    pub(super) fn deed(&mut self, place: usize) {
        if self.is_out_of_reach(Due::Deed(place)) {
            return;
        }
        let deed = self.story.deeds[place].1;
        let alive = self.t < self.story.owner.dies;
        match deed {
            Deed::Fine if alive => _ = self.confirm(0, Person::Owner, true, None),
            Deed::Edit(w) if alive => {
                self.log_in_and(w, deed, Input::Edit);
                self.also_edited(w);
            }
            Deed::Change(w, change) if alive => self.change(w, change),
            Deed::Pause(w, length) if alive => {
                let lasts = if self.bug == Some(Planted::ShortPause) { length / 8 } else { length };
                let until_wall_ms = self.clock.clock().wall_ms + lasts;
                _ = self.log_in_and(w, deed, Input::Pause { until_wall_ms });
            }
            Deed::Resume(w) if alive => _ = self.log_in_and(w, deed, Input::Resume),
            Deed::Disarm(w, length) if alive => {
                self.log_in_and(w, deed, Input::Disarm);
                self.at(self.t + length, Due::Rearm(w));
            }
            Deed::Recall(w) => _ = self.log_in_and(w, deed, Input::Recall),
            Deed::HoldRest(w) => self.hold_rest(w, deed),
            Deed::LiftHold(w) => _ = self.log_in_and(w, deed, Input::LiftHold),
            Deed::Press(w) if alive => self.press_link(w, Person::Owner, false),
            Deed::PressOld(w) if alive => self.press_link(w, Person::Owner, true),
            Deed::ThiefPress(w) if self.story.owner.thief < NEVER => {
                self.press_link(w, Person::Thief, false);
            }
            Deed::ContactFine(w, contact) => {
                let link = self.watches[usize::from(w)].contact_links[usize::from(contact)];
                if let Some(mark) = link {
                    self.confirm(w, Person::Contact(contact), false, Some(mark));
                }
            }
            Deed::ContactDoubts(w, contact) => {
                let link = self.watches[usize::from(w)].contact_links[usize::from(contact)];
                if let Some(mark) = link {
                    self.doubt(w, contact, mark);
                }
            }
            _ => {}
        }
    }

    fn press_link(&mut self, watch: u8, person: Person, oldest: bool) {
        let links = &self.watches[usize::from(watch)].links;
        let link = if oldest { links.first() } else { links.last() };
        if let Some(mark) = link.copied() {
            self.confirm(watch, person, false, Some(mark));
        }
    }

    /// Schedule and contacts are stored with what the edit made of the watch, or not at all.
    fn change(&mut self, watch: u8, change: u8) {
        let (place, story, deed) = (usize::from(watch), self.story, Deed::Change(watch, change));
        let row = &mut self.watches[place].row;
        let old = (row.policy.clone(), row.facts.contacts.clone());
        if self.bug != Some(Planted::KeepOldTerms) {
            super::facts::agree(story, row, story.watches[place].agreed(Some(change)));
        }
        self.watches[place].quiet_day = i64::MIN;
        if self.log_in_and(watch, deed, Input::Edit) {
            self.also_edited(watch);
        } else {
            let watched = &mut self.watches[place];
            (watched.row.policy, watched.row.facts.contacts) = old;
            watched.quiet_day = i64::MIN;
        }
    }

    /// Whether they were told that it is done.
    fn log_in_and(&mut self, watch: u8, deed: Deed, input: Input) -> bool {
        let place = usize::from(watch);
        let thanked = match (self.bug, deed) {
            (Some(Planted::EditKeepsCycle), Deed::Edit(_)) => {
                self.watches[place].row.state.is_open()
            }
            (Some(Planted::IgnoreRecall), Deed::Recall(_)) => {
                self.watches[place].row.state.stage() == Stage::Released
            }
            _ => false,
        };
        let out = if thanked { Ok(None) } else { self.call(place, Some(input)).map(Some) };
        // People learn that it is done before anything follows from it.
        let done = out.is_ok();
        self.see(watch, Seen::Did { what: Doing::Deed(deed), done });
        if let Ok(Some(out)) = out {
            self.store(place, out);
            self.watches[place].changed = true;
            if matches!(deed, Deed::Recall(_)) {
                let handovers = &mut self.watches[place].row.facts.handovers;
                handovers.iter_mut().flat_map(|h| &mut h.recipients).for_each(|r| r.done = false);
            }
        }
        done
    }

    /// A change is a strong sign for every other watch too.
    fn also_edited(&mut self, except: u8) {
        for other in (0..self.watches.len()).filter(|other| *other != usize::from(except)) {
            let asleep =
                matches!(self.watches[other].row.state.stage(), Stage::Draft | Stage::Released);
            if !asleep
                && !self.story.watches[other].drill
                && !self.story.watches[usize::from(except)].drill
            {
                self.log_in_and(number(other), Deed::Edit(number(other)), Input::Edit);
            }
        }
    }

    fn hold_rest(&mut self, watch: u8, deed: Deed) {
        let place = usize::from(watch);
        let state = &self.watches[place].row.state;
        let link = Link { epoch: state.epoch, cycle: state.cycle };
        let before = state.clone();
        if self.bug == Some(Planted::HoldTwice)
            && let Phase::Released { held, .. } = &mut self.watches[place].row.state.phase
        {
            *held = false;
        }
        let done = self.input(place, Input::HoldRest { link }).is_ok();
        if self.bug == Some(Planted::IgnoreHold)
            && let Phase::Released { .. } = before.phase
        {
            self.watches[place].row.state = before;
        }
        self.see(watch, Seen::Did { what: Doing::Deed(deed), done });
    }
}

const fn told(result: Result<(), Refusal>) -> Told {
    match result {
        Ok(()) => Told::Fine,
        Err(Refusal::CycleOver | Refusal::OldEpoch) => Told::Over,
        Err(Refusal::AlreadyReleased) => Told::Released,
        Err(Refusal::StrongSignNeeded) => Told::LogIn,
        Err(Refusal::NotAsked | Refusal::ContactLimitPassed) => Told::NotYours,
        Err(_) => Told::Impossible,
    }
}
