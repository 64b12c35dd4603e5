//! A bench for single rules: one watch, channels that answer as told, a clock moved by hand.

use stafeta_shared::{
    ids::{AccountId, ContactId, HandoverId},
    watch::{
        About, Address, Addressee, ArmChecks, Channel, Clock, Contact, DAY_MS, EventKind, Facts,
        Handover, Input, Kind, Message, Outcome, Party, Policy, Recipient, Refusal, Row, Stage,
        State, Step, Wake, apply, step,
    },
};

pub(crate) const MAIL: Channel = Channel::Mail;
pub(crate) const SMS: Channel = Channel::Sms;

/// What the channel says to a message at this moment; `None`: the sender keeps trying.
pub(crate) type Answer = fn(&Message, Clock) -> Outcome;

#[derive(Clone)]
pub(crate) struct Bench {
    pub(crate) state: State,
    pub(crate) policy: Policy,
    pub(crate) facts: Facts,
    pub(crate) clock: Clock,
    pub(crate) events: Vec<EventKind>,
    /// Messages with the counter value at which they were put out.
    pub(crate) sent: Vec<(i64, Message)>,
    pub(crate) wake: Wake,
    pub(crate) answer: Answer,
    pub(crate) canary: bool,
}

pub(crate) fn accepted(_: &Message, at: Clock) -> Outcome {
    Outcome::Accepted { at }
}

pub(crate) fn contact_id(n: u8) -> ContactId {
    ContactId::from_bytes([n; 16])
}

pub(crate) fn addresses(channels: &[Channel]) -> Vec<Address> {
    channels
        .iter()
        .zip(1..)
        .map(|(channel, n)| Address { n, channel: *channel, verified: true })
        .collect()
}

/// Defaults without quiet hours, so that lengths can be read off.
pub(crate) const FULL: Outcome = Outcome::Temporary { about: About::Address };
pub(crate) const OURS: Outcome = Outcome::Temporary { about: About::Us };

pub(crate) fn is_final(kind: &Kind) -> bool {
    *kind == Kind::FinalCall
}

pub(crate) fn policy(contacts: u8) -> Policy {
    let mut policy = Policy::with_contacts((1..=contacts).map(contact_id).collect());
    policy.quiet = None;
    policy
}

impl Bench {
    /// An armed watch whose owner has these addresses and whose contacts have mail and phone.
    pub(crate) fn new(policy: Policy, owner: &[Channel]) -> Self {
        let clock = Clock { wall_ms: 1_000 * DAY_MS, witnessed_ms: 500 * DAY_MS };
        let contact = |id: &ContactId| Contact {
            id: *id,
            party: Party { addresses: addresses(&[MAIL, SMS]), quiet: Vec::new() },
        };
        let recipient = Recipient {
            account: AccountId::from_bytes([8; 16]),
            addresses: addresses(&[MAIL, SMS]),
            done: false,
        };
        let handover = Handover {
            id: HandoverId::from_bytes([4; 16]),
            extra_delay_ms: 0,
            recipients: vec![recipient],
        };
        let facts = Facts {
            owner: Party { addresses: addresses(owner), quiet: Vec::new() },
            contacts: policy.contacts.iter().map(contact).collect(),
            handovers: vec![handover],
            ..Facts::default()
        };
        let mut bench = Self {
            state: State::draft(clock),
            policy,
            facts,
            clock,
            events: Vec::new(),
            sent: Vec::new(),
            wake: Wake::default(),
            answer: accepted,
            canary: true,
        };
        bench.input(Input::Arm(checks())).unwrap();
        bench
    }

    pub(crate) fn stage(&self) -> Stage {
        self.state.stage()
    }

    pub(crate) fn input(&mut self, input: Input) -> Result<(), Refusal> {
        self.slots();
        let out = apply(&self.state, &self.policy, &self.facts, self.clock, input)?;
        self.take(out);
        Ok(())
    }

    /// One look, and another one with what the channels answered, until nothing moves.
    pub(crate) fn look(&mut self) {
        loop {
            self.slots();
            let out = step(&self.state, &self.policy, &self.facts, self.clock);
            let moved = !out.messages.is_empty();
            self.take(out);
            if !moved {
                break;
            }
        }
        let Wake { due_wall_ms, due_witnessed_ms } = self.wake;
        assert!(
            due_wall_ms.is_none_or(|due| due > self.clock.wall_ms)
                && due_witnessed_ms.is_none_or(|due| due > self.clock.witnessed_ms),
            "woken again at once: {:?} at {:?}",
            self.wake,
            self.clock
        );
    }

    fn slots(&mut self) {
        let check = self.policy.check_every_ms;
        self.facts.slots = (0..5).map(|k| self.state.slot_wall_ms + k * check).collect();
        if self.canary {
            self.facts.canary_witnessed_ms = Some(self.clock.witnessed_ms);
        }
    }

    fn take(&mut self, out: Step) {
        if (out.state.epoch, out.state.cycle) != (self.state.epoch, self.state.cycle) {
            self.facts.rows.clear();
        }
        if let Some(cancel) =
            out.cancel.filter(|c| (c.epoch, c.cycle) == (out.state.epoch, out.state.cycle))
        {
            for row in &mut self.facts.rows {
                let pending = matches!(row.outcome, Outcome::Waiting | Outcome::Temporary { .. });
                if pending && row.ordinal < cancel.below_ordinal {
                    row.outcome = Outcome::Cancelled;
                }
            }
        }
        self.state = out.state;
        self.wake = out.wake;
        self.events.extend(out.events.iter().map(|event| event.kind));
        for message in out.messages {
            self.sent.push((self.clock.witnessed_ms, message));
            let Message { stage, ordinal, channel, addressee, .. } = message;
            let outcome = (self.answer)(&message, self.clock);
            self.facts.rows.push(Row { stage, ordinal, channel, addressee, leased: true, outcome });
        }
    }

    /// Lets both clocks run, from wake-up to wake-up.
    pub(crate) fn run(&mut self, ms: i64) {
        let end = self.clock.plus(ms);
        self.look();
        for _ in 0..10_000 {
            let left = end.witnessed_ms - self.clock.witnessed_ms;
            self.clock = self.clock.plus(self.next_wake().min(left));
            self.look();
            if self.clock >= end {
                return;
            }
        }
        panic!("woken too often at {:?}", self.state);
    }

    /// How far ahead the next wake-up lies.
    fn next_wake(&self) -> i64 {
        let by_wall = self.wake.due_wall_ms.map(|due| due - self.clock.wall_ms);
        let by_counter = self.wake.due_witnessed_ms.map(|due| due - self.clock.witnessed_ms);
        [by_wall, by_counter].into_iter().flatten().min().unwrap_or(i64::MAX)
    }

    /// Runs from wake-up to wake-up until the watch stands there; returns how long it took.
    pub(crate) fn until(&mut self, stage: Stage) -> i64 {
        let from = self.clock.witnessed_ms;
        for _ in 0..10_000 {
            if self.stage() == stage {
                return self.state.entered.witnessed_ms - from;
            }
            self.look();
            self.run(self.next_wake().min(DAY_MS));
        }
        panic!("never came to {stage}, stands at {:?}", self.state);
    }

    /// The wall clock runs on while nothing is witnessed.
    pub(crate) fn outage(&mut self, ms: i64) {
        self.clock.wall_ms += ms;
        self.facts.gaps += 1;
        self.look();
    }

    /// Changes what became of rows.
    pub(crate) fn now(&mut self, which: impl Fn(&Row) -> bool, outcome: Outcome) {
        self.facts.rows.iter_mut().filter(|row| which(row)).for_each(|row| row.outcome = outcome);
        self.look();
    }

    /// Counter values at which messages of this kind were put out, one per sending.
    pub(crate) fn times(&self, want: impl Fn(&Kind) -> bool) -> Vec<i64> {
        let mut times: Vec<i64> =
            self.sent.iter().filter(|(_, m)| want(&m.kind)).map(|(t, _)| *t).collect();
        times.dedup();
        times
    }

    pub(crate) fn link(&self) -> stafeta_shared::watch::Link {
        stafeta_shared::watch::Link { epoch: self.state.epoch, cycle: self.state.cycle }
    }
}

pub(crate) fn checks() -> ArmChecks {
    ArmChecks {
        two_ways_proven: true,
        warning_ticked: false,
        sealed_recipients: 1,
        probe_succeeded: true,
    }
}

pub(crate) fn to_owner(row: &Row) -> bool {
    matches!(row.addressee, Addressee::Owner { .. })
}
