//! Plays a story: the clocks, an engine that calls the watch only when its wake-up is due or a
//! fact has changed, the sender, the relays, the mailboxes, the people.
//!
//! * `clockwork`: the counter; `engine`: steps and what is stored; `facts`: what a step is told
//! * `sender`: outbox, relays, mailboxes; `people`: what they press; `backup`: copies put back
//!
//! What happens is told to the checker at once; the checker never sees the watch.

mod backup;
mod clockwork;
mod engine;
mod facts;
mod lies;
mod people;
mod sender;

use crate::{dice::Dice, planted::Planted};
use backup::Copy;
use clockwork::Clockwork;
use stafeta_checker::{
    DAY, HOUR, Judge, Light, MINUTE, Mark, Seen, Verdict,
    light::RESTORING,
    seen::By,
    story::{Fault, Story},
};
use stafeta_shared::watch::{Facts, Marker, Message, Outcome, Policy, Stage, State, Wake};
use std::{cmp::Reverse, collections::BinaryHeap};

/// A wake-up is never sooner than this after the last look.
const SOONEST: i64 = 500;
const ROUNDS_MAX: u32 = 4_000_000;

/// What happened in a story.
#[derive(Debug, Clone, Default)]
pub struct Played {
    /// How long it was played.
    pub length: i64,
    /// How many of its watches were armed that long, in milliseconds together.
    pub watched: i64,
    /// Cycles seen.
    pub cycles: u64,
    /// Releases.
    pub released: u32,
    /// Broken promises.
    pub wrong: Vec<Verdict>,
    /// Everything that happened, if it was asked for.
    pub log: Vec<(i64, u8, Seen)>,
}

/// Plays a story to its end, or to the first broken promise.
#[must_use]
pub fn play(story: &Story, bug: Option<Planted>, keep_log: bool) -> Played {
    let light = Light::of(story);
    let mut world = World::new(story, &light, bug, keep_log);
    world.play();
    world.close()
}

/// What is due, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// The sender takes a message in hand.
    Take(u32),
    /// The relay answers.
    Leave(u32),
    /// The lease of a sender that died runs out.
    Expire(u32),
    /// A message comes back.
    Return(u8, u32),
    /// Somebody types the number behind a link.
    Press(u8, Person, Mark),
    /// A contact says that they cannot reach the owner.
    Doubt(u8, u8, Mark),
    /// A scanner tries numbers.
    Scan(u8, Mark),
    /// A recipient opens.
    Open(u8, u8),
    Deed(usize),
    Rearm(u8),
    Canary,
    CopyMade(usize),
    CopyPutBack(usize),
    /// A fact that belongs to nobody has changed.
    News,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Person {
    Owner,
    Thief,
    Contact(u8),
}

impl Person {
    const fn by(self, strong: bool) -> By {
        match self {
            Self::Owner if strong => By::OwnerStrong,
            Self::Owner => By::OwnerMail,
            Self::Thief => By::Thief,
            Self::Contact(contact) => By::Contact(contact),
        }
    }
}

/// A row of the outbox.
#[derive(Debug, Clone)]
struct Post {
    id: u32,
    watch: u8,
    message: Message,
    key: u64,
    written: i64,
    /// Not before; it may have been taken along by another message since that was planned.
    next: i64,
    tries: u16,
    outcome: Outcome,
    /// Taken in hand at this instant, and not answered yet.
    in_hand: Option<i64>,
    ever_taken: bool,
    /// The sender still tries.
    pending: bool,
    /// Taken back while a sender had it in hand: no further try.
    last_try: bool,
    /// Its place among the facts of the running cycle.
    fact: Option<usize>,
    /// Questions of other watches that travel in the same mail.
    with: Vec<u32>,
}

/// A watch as the database has it.
#[derive(Debug, Clone)]
struct Row {
    policy: Policy,
    state: State,
    wake: Wake,
    wrong_numbers: u8,
    facts: Facts,
}

/// A watch in the world.
struct Watched {
    row: Row,
    changed: bool,
    looked: i64,
    /// Day for which quiet hours are laid out.
    quiet_day: i64,
    /// Whether each handover can be opened.
    open: Vec<bool>,
    /// Links that people hold: the oldest and the newest.
    links: Vec<Mark>,
    contact_links: [Option<Mark>; 5],
    marker: Option<Marker>,
}

struct World<'a> {
    story: &'a Story,
    light: &'a Light,
    judge: Judge<'a>,
    bug: Option<Planted>,
    dice: Dice,
    log: Option<Vec<(i64, u8, Seen)>>,
    t: i64,
    clock: Clockwork,
    queue: BinaryHeap<Reverse<(i64, u32, Due)>>,
    serial: u32,
    watches: Vec<Watched>,
    posts: Vec<Post>,
    next_id: u32,
    canary: [Option<i64>; 2],
    copies: Vec<Option<Box<Copy>>>,
    /// The link of a mail, and another cycle that the same mail asked for.
    together: Vec<[(u8, Mark); 2]>,
    epoch: u32,
    steps: u64,
    /// Looks under a planted fault.
    looks: u64,
    released: u32,
    counted_at: i64,
}

impl<'a> World<'a> {
    fn new(story: &'a Story, light: &'a Light, bug: Option<Planted>, keep_log: bool) -> Self {
        let clock = Clockwork::new(story, bug);
        let watches =
            story.watches.iter().map(|watch| facts::watched(story, watch, clock.clock())).collect();
        let mut world = Self {
            story,
            light,
            judge: Judge::new(story, light),
            bug,
            dice: Dice::new(story.seed),
            log: keep_log.then(Vec::new),
            t: 0,
            clock,
            queue: BinaryHeap::new(),
            serial: 0,
            watches,
            posts: Vec::new(),
            next_id: 0,
            canary: [None; 2],
            copies: Vec::new(),
            together: Vec::new(),
            epoch: 1,
            steps: 0,
            looks: 0,
            released: 0,
            counted_at: 0,
        };
        world.plan();
        world
    }

    fn plan(&mut self) {
        self.at(0, Due::Canary);
        for (place, (at, _)) in self.story.deeds.iter().enumerate() {
            self.at(*at, Due::Deed(place));
        }
        for (place, fault) in self.story.faults.iter().enumerate() {
            self.copies.push(None);
            match *fault {
                Fault::Restore(taken, at) => {
                    self.at(taken, Due::CopyMade(place));
                    self.at(at + RESTORING, Due::CopyPutBack(place));
                }
                Fault::Crowd((from, to)) => {
                    self.at(from, Due::News);
                    self.at(to, Due::News);
                }
                _ => {}
            }
        }
    }

    fn at(&mut self, t: i64, due: Due) {
        self.serial += 1;
        self.queue.push(Reverse((t, self.serial, due)));
    }

    fn see(&mut self, watch: u8, seen: Seen) {
        self.judge.see(self.t, watch, &seen);
        if let Some(log) = &mut self.log {
            log.push((self.t, watch, seen));
        }
    }

    fn play(&mut self) {
        for watch in 0..self.watches.len() {
            self.arm(watch);
        }
        let mut rounds = 0;
        while self.t < self.story.length && !self.is_over() && self.judge.is_fine() {
            let next = self.next_instant().min(self.story.length);
            let changed = self.clock.advance(next);
            self.t = next;
            if changed {
                self.watches.iter_mut().for_each(|watch| watch.changed = true);
            }
            self.happen();
            rounds += 1;
            if rounds > ROUNDS_MAX {
                return self.see(0, Seen::Odd("the watch asks to be woken too often"));
            }
        }
    }

    fn close(self) -> Played {
        let length = self.t;
        let watches = i64::try_from(self.watches.len()).unwrap_or(1);
        let (wrong, cycles) = self.judge.close(self.t);
        Played {
            length,
            watched: length * watches,
            cycles,
            released: self.released,
            wrong,
            log: self.log.unwrap_or_default(),
        }
    }

    /// Everything is released and opened, and nobody does anything any more.
    fn is_over(&self) -> bool {
        let done = |watch: &Watched| {
            watch.row.state.stage() == Stage::Released
                && watch.row.facts.handovers.iter().all(|h| h.recipients.iter().all(|r| r.done))
        };
        let quiet = self.story.deeds.last().is_none_or(|last| last.0 < self.t);
        let news = |fault: &Fault| matches!(fault, Fault::Restore(_, at) if at + DAY > self.t);
        quiet && self.watches.iter().all(done) && !self.story.faults.iter().any(news)
    }

    fn next_instant(&self) -> i64 {
        let queued = self.queue.peek().map_or(i64::MAX, |next| next.0.0);
        let turn = self.clock.next_turn();
        let mut next = queued.min(turn);
        if self.clock.is_on() {
            for watch in &self.watches {
                let by_wall = watch.row.wake.due_wall_ms.map(|due| self.clock.when_wall(due));
                let by_counter =
                    watch.row.wake.due_witnessed_ms.and_then(|due| self.clock.when_witnessed(due));
                let due = [by_wall, by_counter].into_iter().flatten().min().unwrap_or(i64::MAX);
                next = next.min(due.max(watch.looked + SOONEST));
            }
        }
        next.max(self.t + 1)
    }

    fn happen(&mut self) {
        while let Some(Reverse((at, _, due))) = self.queue.peek().copied() {
            if at > self.t {
                break;
            }
            self.queue.pop();
            self.due(due);
        }
        if !self.clock.is_on() {
            return;
        }
        if self.t - self.counted_at >= HOUR {
            self.counted_at = self.t;
            self.see(0, Seen::Counter(self.clock.witnessed()));
        }
        let clock = self.clock.clock();
        for place in 0..self.watches.len() {
            let watch = &self.watches[place];
            let wake = watch.row.wake;
            let due = wake.due_wall_ms.is_some_and(|due| due <= clock.wall_ms)
                || wake.due_witnessed_ms.is_some_and(|due| due <= clock.witnessed_ms);
            if due && self.t >= watch.looked + SOONEST || watch.changed {
                self.step(place);
            }
        }
    }

    fn due(&mut self, due: Due) {
        match due {
            Due::Take(id) => self.take(id),
            Due::Leave(id) => self.leave(id),
            Due::Expire(id) => self.expire(id),
            Due::Return(watch, id) => self.come_back(watch, id),
            Due::Press(watch, person, mark) => self.press(watch, person, mark),
            Due::Doubt(watch, contact, mark) => self.doubt(watch, contact, mark),
            Due::Scan(watch, mark) => self.scan(watch, mark),
            Due::Open(watch, handover) => self.open(watch, handover),
            Due::Deed(place) => self.deed(place),
            Due::Rearm(watch) => self.rearm(watch),
            Due::Canary => self.send_canary(),
            Due::CopyMade(place) => self.copy(place),
            Due::CopyPutBack(place) => self.put_back(place),
            Due::News => self.watches.iter_mut().for_each(|watch| watch.changed = true),
        }
    }

    /// If nobody can reach the service now: comes again when somebody can.
    fn is_out_of_reach(&mut self, due: Due) -> bool {
        let next = self.light.next(self.t);
        if next > self.t {
            self.at(next + MINUTE, due);
        }
        next > self.t
    }

    fn is_held_up(&mut self, due: Due) -> bool {
        let on = self.clock.is_on();
        if !on {
            self.at(self.clock.next_turn().max(self.t + 1), due);
        }
        !on
    }
}
