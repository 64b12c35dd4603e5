//! The counter of witnessed time, by the real `tick`, on one to three nodes with their own clocks.
//!
//! Ticking every five seconds for a million years would take years. Where the last ticks changed
//! nothing but the figures, the time between two looks is cut out of what every clock of every
//! node shows, all but the last five seconds of it: `tick` looks only at differences, so it cannot
//! tell. What was cut out of a credited stretch is added to what the counter shows.

use crate::planted::Planted;
use stafeta_checker::{
    DAY, HOUR, MINUTE, SECOND,
    light::{RESTORING, nights},
    story::{Fault, Story},
};
use stafeta_shared::watch::{
    Clock,
    witness::{Counter, Missing, Node, Outside, PROBE_FRESH_MS, Reading, TICK_MAX_MS, tick},
};

/// The wall clock at the beginning of every story.
pub(crate) const EPOCH: i64 = 22_000 * DAY;
/// After a change all nodes tick in full for so long: a takeover and its first credits.
const UNSETTLED: i64 = 40 * SECOND;
const IN_FAULT: i64 = MINUTE;

/// What changes for the nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// A proof has just become too old.
    Stale,
    Start(u8),
    Thaw(u8),
    Seen(bool),
    Uplink(bool),
    Database(bool),
    Jump(u8, i64),
    Freeze(u8),
    Stop(u8),
}

struct Process {
    node: Node,
    /// Overlapping reasons for being dead or standing still.
    dead: u8,
    frozen: u8,
    offset: i64,
}

pub(crate) struct Clockwork {
    now: i64,
    row: Counter,
    cut: i64,
    processes: Vec<Process>,
    turns: Vec<(i64, Turn)>,
    next: usize,
    blind: u8,
    unlinked: u8,
    blind_since: i64,
    unlinked_since: i64,
    no_database: u8,
    settled_at: i64,
    missing: Option<Missing>,
    started: u32,
    bug: Option<Planted>,
    /// What planted faults add.
    stolen: i64,
}

/// A copy of the row, in real time.
#[derive(Debug, Clone)]
pub(crate) struct Saved(Counter);

impl Clockwork {
    pub(crate) fn new(story: &Story, bug: Option<Planted>) -> Self {
        let process =
            |n: u8| Process { node: Node::new(format!("{n}")), dead: 0, frozen: 0, offset: EPOCH };
        let mut work = Self {
            now: 0,
            row: Counter::new(Reading { wall_ms: EPOCH, mono_ms: 0 }),
            cut: 0,
            processes: (0..story.nodes).map(process).collect(),
            turns: turns(story),
            next: 0,
            blind: 0,
            unlinked: 0,
            blind_since: 0,
            unlinked_since: 0,
            no_database: 0,
            settled_at: UNSETTLED,
            missing: None,
            started: 0,
            bug,
            stolen: 0,
        };
        work.tick_all();
        work
    }

    /// The counter.
    pub(crate) const fn witnessed(&self) -> i64 {
        self.row.witnessed_ms + self.cut + self.stolen
    }

    pub(crate) const fn gaps(&self) -> u64 {
        self.row.gaps
    }

    /// Whether any process can work on the database.
    pub(crate) fn is_on(&self) -> bool {
        self.no_database == 0 && self.live().next().is_some()
    }

    pub(crate) const fn is_linked(&self) -> bool {
        self.unlinked == 0
    }

    fn live(&self) -> impl Iterator<Item = &Process> {
        self.processes.iter().filter(|process| process.is_live())
    }

    /// Both clocks, as the process sees them that works at this moment: each for an hour.
    pub(crate) fn clock(&self) -> Clock {
        Clock { wall_ms: self.now + self.offset(), witnessed_ms: self.witnessed() }
    }

    fn offset(&self) -> i64 {
        let count = self.live().count().max(1);
        let place = usize::try_from(self.now / HOUR).unwrap_or_default() % count;
        self.live().nth(place).map_or(EPOCH, |process| process.offset)
    }

    /// When to look whether the wall clock shows this.
    pub(crate) fn when_wall(&self, wall_ms: i64) -> i64 {
        let due = wall_ms - self.offset();
        let first = self.processes.first().map_or(EPOCH, |process| process.offset);
        if self.processes.iter().all(|process| process.offset == first) {
            return due;
        }
        due.min((self.now / HOUR + 1) * HOUR)
    }

    /// When to look whether the counter shows this; `None`: not before the next turn.
    pub(crate) fn when_witnessed(&self, due: i64) -> Option<i64> {
        let exact = self.now + (due - self.witnessed()).max(0);
        if self.now < self.settled_at {
            Some(exact.max(self.now + TICK_MAX_MS))
        } else if self.missing.is_none() {
            Some(exact)
        } else if matches!(self.missing, Some(Missing::Clock | Missing::NotHolder)) {
            Some(exact.max(self.now + IN_FAULT))
        } else {
            None
        }
    }

    pub(crate) fn next_turn(&self) -> i64 {
        self.turns.get(self.next).map_or(i64::MAX, |turn| turn.0)
    }

    /// Lets time pass; returns whether anything but time has changed.
    pub(crate) fn advance(&mut self, to: i64) -> bool {
        let gaps = self.row.gaps;
        let mut turned = false;
        while self.now < to {
            self.run(to.min(self.next_turn()));
            while self.next_turn() <= self.now {
                let turn = self.turns[self.next].1;
                self.next += 1;
                self.turn(turn);
                turned = true;
            }
        }
        turned || self.row.gaps != gaps
    }

    fn run(&mut self, until: i64) {
        while self.now < until {
            let left = until - self.now;
            if !self.is_on() {
                let by_bug = self.bug == Some(Planted::CreditDowntime);
                self.stolen += if by_bug { left } else { 0 };
                self.now = until;
            } else if self.now < self.settled_at {
                self.now += left.min(TICK_MAX_MS);
                self.tick_all();
            } else if self.missing.is_none() {
                let cut = (left - TICK_MAX_MS).max(0);
                self.cut += cut;
                self.now = until;
                self.steal(left);
                self.tick_holder();
            } else {
                let step = match self.missing {
                    Some(Missing::NotHolder) => TICK_MAX_MS,
                    Some(Missing::Clock) => IN_FAULT,
                    _ => left,
                };
                self.now += left.min(step);
                self.tick_all();
            }
        }
    }

    /// Nodes that add though they do not hold the row.
    fn steal(&mut self, credited: i64) {
        if self.bug == Some(Planted::TwoNodesCredit) && self.live().count() > 1 {
            self.stolen += credited;
        }
    }

    fn tick_all(&mut self) {
        self.tick_holder();
        for place in 0..self.processes.len() {
            if self.processes[place].is_live() && !self.holds(place) {
                let missing = self.tick(place);
                self.missing = if self.holds(place) { missing } else { self.missing };
            }
        }
    }

    fn tick_holder(&mut self) {
        let holder = (0..self.processes.len())
            .find(|place| self.holds(*place) && self.processes[*place].is_live());
        self.missing = match holder {
            Some(place) => self.tick(place),
            None => Some(Missing::NotHolder),
        };
    }

    fn holds(&self, place: usize) -> bool {
        self.processes[place].node.name() == self.row.holder
    }

    fn tick(&mut self, place: usize) -> Option<Missing> {
        let outside = self.outside();
        let process = &mut self.processes[place];
        let mono_ms = self.now - self.cut;
        let now = Reading { wall_ms: mono_ms + process.offset, mono_ms };
        let out = tick(&self.row, &process.node, now, outside, TICK_MAX_MS);
        process.node = out.node;
        if let Some(row) = out.write {
            self.row = row;
        }
        out.missing
    }

    fn outside(&self) -> Outside {
        if self.bug == Some(Planted::CreditBlindness) {
            return Outside { probe_age_ms: Some(0), success_age_ms: Some(0) };
        }
        let age = |times: u8, since: i64| if times == 0 { 0 } else { self.now - since };
        let unlinked = age(self.unlinked, self.unlinked_since);
        Outside {
            probe_age_ms: Some(age(self.blind, self.blind_since).max(unlinked)),
            success_age_ms: Some(unlinked),
        }
    }

    fn turn(&mut self, turn: Turn) {
        let now = self.now;
        let unsettled = if turn == Turn::Stale { 0 } else { UNSETTLED };
        self.settled_at = self.settled_at.max(now + unsettled);
        match turn {
            Turn::Stop(n) => self.process(n).dead += 1,
            Turn::Start(n) => {
                self.started += 1;
                let name = format!("{n} for the {}. time", self.started);
                let process = self.process(n);
                process.dead -= 1;
                process.node = Node::new(name);
            }
            Turn::Freeze(n) => self.process(n).frozen += 1,
            Turn::Thaw(n) => self.process(n).frozen -= 1,
            Turn::Jump(n, by) => match self.processes.get_mut(usize::from(n)) {
                Some(process) => process.offset += by,
                None => self.processes.iter_mut().for_each(|process| process.offset += by),
            },
            Turn::Seen(seen) => change(&mut self.blind, &mut self.blind_since, seen, now),
            Turn::Uplink(on) => change(&mut self.unlinked, &mut self.unlinked_since, on, now),
            Turn::Database(on) => {
                self.no_database = if on { self.no_database - 1 } else { self.no_database + 1 };
                for process in &mut self.processes {
                    process.node = process.node.clone().lost();
                }
            }
            Turn::Stale => {}
        }
        if self.is_on() {
            self.tick_all();
        }
    }

    fn process(&mut self, n: u8) -> &mut Process {
        &mut self.processes[usize::from(n)]
    }

    pub(crate) fn save(&self) -> Saved {
        let mut row = self.row.clone();
        row.witnessed_ms = self.witnessed();
        row.wall_high_ms += self.cut;
        row.credited_wall_ms += self.cut;
        Saved(row)
    }

    /// The row of a copy is put back while every process is dead.
    pub(crate) fn put_back(&mut self, saved: &Saved) {
        let mut row = saved.0.clone();
        row.witnessed_ms -= self.cut + self.stolen;
        row.wall_high_ms -= self.cut;
        row.credited_wall_ms -= self.cut;
        self.row = row;
    }
}

impl Process {
    const fn is_live(&self) -> bool {
        self.dead == 0 && self.frozen == 0
    }
}

fn change(times: &mut u8, since: &mut i64, ends: bool, now: i64) {
    if ends {
        *times -= 1;
    } else {
        *since = if *times == 0 { now } else { *since };
        *times += 1;
    }
}

fn turns(story: &Story) -> Vec<(i64, Turn)> {
    let mut turns = Vec::new();
    let all = 0..story.nodes;
    for fault in &story.faults {
        match *fault {
            Fault::Off(n, (from, to)) if n < story.nodes => {
                turns.extend([(from, Turn::Stop(n)), (to, Turn::Start(n))]);
            }
            Fault::Frozen(n, (from, to)) if n < story.nodes => {
                turns.extend([(from, Turn::Freeze(n)), (to, Turn::Thaw(n))]);
            }
            Fault::Nights(..) => {
                for (from, to) in nights(fault) {
                    turns.extend(
                        all.clone().flat_map(|n| [(from, Turn::Stop(n)), (to, Turn::Start(n))]),
                    );
                }
            }
            Fault::Restore(_, at) => {
                let end = at + RESTORING;
                turns
                    .extend(all.clone().flat_map(|n| [(at, Turn::Stop(n)), (end, Turn::Start(n))]));
            }
            Fault::Blind((from, to)) => {
                turns.extend([(from, Turn::Seen(false)), (to, Turn::Seen(true))]);
                turns.push((from + PROBE_FRESH_MS + 1, Turn::Stale));
            }
            Fault::Uplink((from, to)) => {
                turns.extend([(from, Turn::Uplink(false)), (to, Turn::Uplink(true))]);
                turns.push((from + PROBE_FRESH_MS + 1, Turn::Stale));
            }
            Fault::Database((from, to)) => {
                turns.extend([(from, Turn::Database(false)), (to, Turn::Database(true))]);
            }
            Fault::Jump(n, at, by) => turns.push((at, Turn::Jump(n, by))),
            Fault::Off(..)
            | Fault::Frozen(..)
            | Fault::Relay(..)
            | Fault::Crowd(_)
            | Fault::Dies(_)
            | Fault::OwnAddress(..) => {}
        }
    }
    turns.sort_unstable();
    turns
}
