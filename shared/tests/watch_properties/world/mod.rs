//! Plays a story in real time: the clocks, the sender, the mailboxes, the people, and an engine
//! that calls the watch only when its wake-up is due or a fact has changed.

mod facts;
mod people;
mod sender;

use crate::{
    DAY, HOUR, MIN,
    rng::Rng,
    scenario::{Scenario, Span},
};
pub(crate) use facts::quiet_days;
use stafeta_shared::{
    ids::WatchId,
    watch::{
        Addressee, ArmChecks, Clock, EventKind, Input, Kind, Link, Message, OutboxKey, Outcome,
        Refusal, Sign, Stage, State, Step, Wake, apply, step,
    },
};
use std::collections::HashSet;

/// Faults planted into the engine or the watch, to prove that the checker sees them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Bug {
    None,
    /// The counter runs while the service is off.
    CreditsDowntime,
    /// Returned messages are believed to have arrived.
    IgnoresBounces,
    /// A message counts from the moment it is written.
    CountsFromSending,
    /// The gate always stands open.
    DropsGate,
    /// The last wait is a minute.
    SkipsCooling,
    /// Nobody wakes a watch that waits for a dead owner.
    ForgetsToWake,
    /// Messages of an ended cycle still leave.
    NeverCancels,
    /// Nobody tells the watch about gaps.
    HidesGaps,
    /// Mail answers never count.
    DeafToMail,
    /// The all-clear is lost.
    LosesAllClear,
    /// Overdue watches raise no alarm, and canaries are not reported.
    SilentlyStuck,
}

/// What really happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Seen {
    Emitted(Message),
    /// `known`: the relay said so.
    Delivered {
        message: Message,
        bounces_at: Option<i64>,
        known: bool,
    },
    Refused(Addressee),
    Press {
        by: Sign,
        told: Result<(), Refusal>,
    },
    Left,
    Overdue,
    Canary,
    DuplicateKey(OutboxKey),
    NotIdempotent(String),
}

struct Sent {
    message: Message,
    put: Clock,
    outcome: Outcome,
    leased: bool,
    next_try: Option<i64>,
    tries: u32,
}

#[derive(Clone, Copy)]
enum Act {
    Owner { sign: Sign, link: Option<Link> },
    Contact { input: Input },
}

pub(crate) struct World {
    pub(crate) story: Scenario,
    pub(crate) log: Vec<(i64, Seen)>,
    pub(crate) state: State,
    pub(crate) t: i64,
    pub(crate) clock: Clock,
    bug: Bug,
    r: Rng,
    offset: i64,
    fault_until: i64,
    credited_at: i64,
    gaps: u64,
    canary: Option<i64>,
    canary_due: i64,
    rows: Vec<Sent>,
    keys: HashSet<OutboxKey>,
    bounces: Vec<(i64, usize)>,
    acts: Vec<(i64, Act)>,
    edges: Vec<i64>,
    wake: Wake,
    changed: bool,
    /// Somebody presses everything there is, at any time.
    pub(crate) meddles: bool,
}

const EPOCH: i64 = 1_900_000_000_000;

impl World {
    pub(crate) fn new(story: Scenario, bug: Bug) -> Self {
        let mut edges: Vec<i64> =
            story.down.iter().chain(&story.blind).flat_map(|s| [s.0, s.1]).collect();
        edges.extend(story.jumps.iter().flat_map(|(at, _)| [*at, *at + HOUR]));
        edges.sort_unstable();
        let clock = Clock { wall_ms: EPOCH, witnessed_ms: 0 };
        Self {
            log: Vec::new(),
            state: State::draft(clock),
            t: 0,
            clock,
            bug,
            r: Rng::new(story.seed ^ 0xff),
            offset: EPOCH,
            fault_until: i64::MIN,
            credited_at: 0,
            gaps: 0,
            canary: None,
            canary_due: 0,
            rows: Vec::new(),
            keys: HashSet::new(),
            bounces: Vec::new(),
            acts: Vec::new(),
            edges,
            wake: Wake::default(),
            changed: false,
            meddles: false,
            story,
        }
    }

    /// Plays until everything has left, or until `end`.
    pub(crate) fn play(&mut self, end: i64) {
        self.input(Input::Arm(checks())).expect("arms");
        for _ in 0..400_000 {
            let over = self.state.stage() == Stage::Released
                && !self.meddles
                && self.log.iter().rev().take(400).any(|(_, seen)| *seen == Seen::Left);
            if self.t >= end || over {
                return;
            }
            let next = self.next_instant().min(end);
            self.pass(next);
            self.happen();
        }
        panic!(
            "seed {}: the world never ends; the watch asks to be woken too often",
            self.story.seed
        );
    }

    fn is_down(&self) -> bool {
        inside(&self.story.down, self.t)
    }

    fn is_credited(&self) -> bool {
        !self.is_down() && !inside(&self.story.blind, self.t) && self.t >= self.fault_until
    }

    fn next_instant(&self) -> i64 {
        let later = self.edges.partition_point(|edge| *edge <= self.t);
        let edge = self.edges.get(later).copied().unwrap_or(i64::MAX);
        if self.is_down() {
            return edge;
        }
        let tries = self.rows.iter().filter_map(|row| row.next_try).min();
        let bounce = self.bounces.iter().map(|b| b.0).min();
        let act = self.acts.iter().map(|a| a.0).min();
        let by_wall = self.wake.due_wall_ms.map(|due| due - self.offset);
        let counting = self.is_credited() || self.bug == Bug::CreditsDowntime;
        let by_counter = self
            .wake
            .due_witnessed_ms
            .filter(|_| counting)
            .map(|due| self.t + (due - self.clock.witnessed_ms));
        let all = [tries, bounce, act, by_wall, by_counter, Some(self.canary_due)];
        all.into_iter().flatten().min().unwrap_or(i64::MAX).max(self.t + 1).min(edge)
    }

    fn pass(&mut self, to: i64) {
        let credited = self.is_credited();
        if credited || self.bug == Bug::CreditsDowntime {
            self.clock.witnessed_ms += to - self.t;
        }
        if credited {
            self.credited_at = to;
        }
        self.t = to;
        if let Some((_, by)) = self.story.jumps.iter().find(|(at, _)| *at == to) {
            self.offset += by;
            self.fault_until = to + HOUR;
        }
        self.clock.wall_ms = self.t + self.offset;
        if self.is_credited() && !credited && self.t - self.credited_at > 6 * HOUR
            || self.t == self.fault_until
        {
            self.gaps += 1;
            self.changed = true;
            self.credited_at = self.t;
        }
    }

    fn happen(&mut self) {
        if self.is_down() {
            return;
        }
        if self.t >= self.canary_due {
            self.canary_due = self.t + DAY;
            let works = |channel| {
                !self.story.relay.iter().any(|(c, s, _)| *c == channel && within(*s, self.t))
            };
            if self.story.addrs.iter().any(|addr| works(addr.channel)) {
                self.canary = Some(self.clock.witnessed_ms);
                self.log.push((self.t, Seen::Canary));
            }
            if self.meddles {
                self.meddle();
            }
        }
        for (_, row) in take_due(&mut self.bounces, self.t) {
            self.rows[row].outcome = Outcome::Bounced;
            self.changed = true;
        }
        for index in 0..self.rows.len() {
            if self.rows[index].next_try.is_some_and(|at| at <= self.t) {
                self.attempt(index);
            }
        }
        for (_, act) in take_due(&mut self.acts, self.t) {
            self.act(act);
        }
        let due = self.wake.due_wall_ms.is_some_and(|due| due <= self.clock.wall_ms)
            || self.wake.due_witnessed_ms.is_some_and(|due| due <= self.clock.witnessed_ms);
        if due || self.changed {
            self.step();
        }
    }

    fn step(&mut self) {
        self.changed = false;
        let policy = self.policy();
        let out = step(&self.state, &policy, &self.facts(), self.clock);
        self.store(out);
        let again = step(&self.state, &policy, &self.facts(), self.clock);
        let same =
            again.state == self.state && again.messages.is_empty() && again.events.is_empty();
        if !same && self.bug == Bug::None {
            let text = format!("{:?} -> {:?} {:?}", self.state, again.state, again.events);
            self.log.push((self.t, Seen::NotIdempotent(text)));
        }
    }

    fn policy(&self) -> stafeta_shared::watch::Policy {
        let mut policy = self.story.policy.clone();
        if self.bug == Bug::SkipsCooling {
            policy.cooling_ms = MIN;
        }
        policy
    }

    fn input(&mut self, input: Input) -> Result<(), Refusal> {
        let out = apply(&self.state, &self.policy(), &self.facts(), self.clock, input)?;
        self.store(out);
        Ok(())
    }

    fn store(&mut self, out: Step) {
        if let Some(cancel) = out.cancel.filter(|_| self.bug != Bug::NeverCancels) {
            for row in &mut self.rows {
                let m = &row.message;
                let old = (m.epoch, m.cycle) == (cancel.epoch, cancel.cycle)
                    && m.ordinal < cancel.below_ordinal;
                if old && row.next_try.is_some() && !cancel.keeps(m.kind) {
                    row.outcome = Outcome::Cancelled;
                    row.next_try = None;
                }
            }
        }
        for event in &out.events {
            match event.kind {
                EventKind::HandoverLeft { .. } => self.log.push((self.t, Seen::Left)),
                EventKind::Overdue { .. } if self.bug != Bug::SilentlyStuck => {
                    self.log.push((self.t, Seen::Overdue));
                }
                _ => {}
            }
        }
        for message in out.messages {
            if self.bug == Bug::LosesAllClear && message.kind == Kind::AllClear {
                continue;
            }
            let key = message.key(WatchId::from_bytes([9; 16]));
            if !self.keys.insert(key) {
                self.log.push((self.t, Seen::DuplicateKey(key)));
            }
            self.log.push((self.t, Seen::Emitted(message)));
            let wait = self.r.range(1_000, 5 * MIN);
            self.rows.push(Sent {
                message,
                put: self.clock,
                outcome: Outcome::Waiting,
                leased: false,
                next_try: Some(self.t + wait),
                tries: 0,
            });
        }
        let json = serde_json::to_string(&out.state).expect("state as JSON");
        self.state = serde_json::from_str(&json).expect("state from JSON");
        assert_eq!(self.state, out.state, "the stored state reads back");
        self.wake = out.wake;
        if self.bug == Bug::ForgetsToWake && self.state.stage() == Stage::Unreachable {
            self.wake = Wake::default();
        }
    }
}

fn take_due<T: Copy>(list: &mut Vec<(i64, T)>, now: i64) -> Vec<(i64, T)> {
    let due = list.iter().copied().filter(|item| item.0 <= now).collect();
    list.retain(|item| item.0 > now);
    due
}

pub(crate) fn inside(spans: &[Span], t: i64) -> bool {
    spans.iter().any(|span| within(*span, t))
}

pub(crate) const fn within(span: Span, t: i64) -> bool {
    span.0 <= t && t < span.1
}

pub(crate) const fn checks() -> ArmChecks {
    ArmChecks {
        two_ways_proven: true,
        warning_ticked: false,
        sealed_recipients: 1,
        probe_succeeded: true,
    }
}
