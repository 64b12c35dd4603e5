//! The workbench of one step: the state being changed and what comes out of it.

use super::{
    event::{Again, Event, EventKind},
    evidence::Call,
    facts::{Contact, Facts, Handover, Row, addressees},
    key::{Addressee, Channel},
    message::{Kind, Message, PlainAnswers},
    policy::Policy,
    state::{Parcel, Phase, State, Unreachable},
    step::{Cancel, Step, Wake},
    time::{Clock, DAY_MS},
    visit::Visit,
};

pub(super) struct Machine<'a> {
    pub(super) state: State,
    pub(super) policy: &'a Policy,
    pub(super) facts: &'a Facts,
    /// Rows of the running cycle; emptied when the cycle changes.
    pub(super) rows: &'a [Row],
    pub(super) clock: Clock,
    events: Vec<Event>,
    messages: Vec<Message>,
    cancel: Option<Cancel>,
    wake: Wake,
    deadline: Option<i64>,
}

impl<'a> Machine<'a> {
    pub(super) fn new(state: &State, policy: &'a Policy, facts: &'a Facts, clock: Clock) -> Self {
        Self {
            state: state.clone(),
            policy,
            facts,
            rows: &facts.rows,
            clock,
            events: Vec::new(),
            messages: Vec::new(),
            cancel: None,
            wake: Wake::default(),
            deadline: None,
        }
    }

    /// The counter.
    pub(super) const fn now(&self) -> i64 {
        self.clock.witnessed_ms
    }

    /// Forgets the wake-ups of the stage just left.
    pub(super) fn look_again(&mut self) {
        self.wake = Wake::default();
        self.deadline = None;
    }

    pub(super) fn wake_at(&mut self, witnessed_ms: i64) {
        earliest(&mut self.wake.due_witnessed_ms, witnessed_ms);
    }

    pub(super) fn wake_at_wall(&mut self, wall_ms: i64) {
        earliest(&mut self.wake.due_wall_ms, wall_ms);
    }

    pub(super) fn deadline(&mut self, witnessed_ms: i64) {
        self.deadline = Some(witnessed_ms);
    }

    pub(super) fn event(&mut self, kind: EventKind) {
        self.event_in_cycle(self.state.cycle, kind);
    }

    pub(super) fn event_in_cycle(&mut self, cycle: u32, kind: EventKind) {
        self.events.push(Event { at: self.clock, epoch: self.state.epoch, cycle, kind });
    }

    pub(super) fn again(&mut self, why: Again) {
        let stage = self.state.stage();
        self.event(EventKind::AskedAgain { stage, why });
    }

    /// Moves to another stage, with its one event; what the old stage had not sent is taken back.
    pub(super) fn go(&mut self, phase: Phase) {
        let from = self.state.stage();
        self.place(phase);
        self.event(EventKind::Moved { from, to: self.state.stage() });
    }

    /// Like [`Self::go`] where the caller writes the event.
    pub(super) fn place(&mut self, phase: Phase) {
        self.take_back(self.state.run.next_ordinal);
        self.state.phase = phase;
        self.state.entered = self.clock;
        self.state.overdue_ms = None;
    }

    pub(super) fn take_back(&mut self, below_ordinal: u32) {
        let (epoch, cycle) = (self.state.epoch, self.state.cycle);
        let cancel = Cancel { epoch, cycle, below_ordinal };
        if self.cancel.is_none_or(|old| (old.epoch, old.cycle) == (epoch, cycle)) {
            self.cancel = Some(cancel);
        }
        self.messages.retain(|message| cancel.keeps(message.kind));
    }

    pub(super) fn asking(&self, n: u8) -> Phase {
        Phase::Asking { n, visit: self.visit() }
    }

    pub(super) fn final_call(&self) -> Phase {
        Phase::FinalCall { visit: self.visit() }
    }

    /// Trusted contact `n` (from 1), or the cooling where there are no more.
    pub(super) fn contact_or_cooling(&self, n: u8) -> Phase {
        if usize::from(n) <= self.policy.contacts.len() {
            Phase::ContactCall { n, visit: self.visit() }
        } else {
            Phase::Cooling { visit: self.visit() }
        }
    }

    /// The release: what leaves when. A drill lets nothing leave.
    pub(super) fn released(&self) -> Phase {
        let handovers = if self.state.drill { &[][..] } else { &self.facts.handovers };
        let parcel = |handover: &Handover| Parcel {
            handover: handover.id,
            due_ms: self.now().saturating_add(handover.extra_delay_ms.max(0)),
            left_ms: None,
            rounds: 0,
            alarmed: false,
        };
        Phase::Released { parcels: handovers.iter().map(parcel).collect(), held: false }
    }

    /// Counts this cycle for the brake, once; drills do not count.
    pub(super) fn want_contacts(&mut self) {
        if !self.state.run.wanted && !self.state.drill {
            self.state.run.wanted = true;
            self.event(EventKind::ContactsWanted);
        }
    }

    /// Whether the brake must delay this cycle now: it does so once, and never a drill.
    pub(super) const fn brakes(&self) -> bool {
        self.facts.brake && !self.state.run.braked && !self.state.drill
    }

    pub(super) fn unreachable(&self) -> Phase {
        let rest = self.policy.unreachable_wait_ms.saturating_sub(self.state.run.unreachable_ms);
        let deadline_ms = self.now().saturating_add(rest).saturating_add(3 * DAY_MS);
        let visit =
            Unreachable { counted_until_ms: self.now(), deadline_ms, ..Unreachable::default() };
        Phase::Unreachable { visit }
    }

    fn visit(&self) -> Visit {
        Visit::begin(self.now(), self.state.run.next_ordinal, self.facts.gaps)
    }

    pub(super) fn restart(&self, visit: &mut Visit) {
        visit.restart(self.now(), self.state.run.next_ordinal, self.facts.gaps);
    }

    /// A call to the owner on every confirmed address.
    pub(super) fn owner_call(&self, kind: Kind) -> Call<'a> {
        let to = addressees(&self.facts.owner.addresses, |address| Addressee::Owner { address });
        Call { stage: self.state.stage(), kind, to, quiet: &self.facts.owner.quiet }
    }

    /// A call to a contact on every confirmed address.
    pub(super) fn contact_call(&self, contact: &'a Contact, kind: Kind) -> Call<'a> {
        let id = contact.id;
        let to = addressees(&contact.party.addresses, |address| Addressee::Contact {
            contact: id,
            address,
        });
        Call { stage: self.state.stage(), kind, to, quiet: &contact.party.quiet }
    }

    /// Puts one message for every addressee into the outbox, under one new ordinal.
    pub(super) fn send(&mut self, kind: Kind, to: &[(Channel, Addressee)]) -> u32 {
        let ordinal = self.state.run.next_ordinal;
        self.state.run.next_ordinal = ordinal.saturating_add(1);
        for &(channel, addressee) in to {
            let plain = match addressee {
                Addressee::Owner { .. } => self.plain_answers(),
                Addressee::Contact { .. } | Addressee::Recipient { .. } => PlainAnswers::Count,
            };
            let (epoch, cycle, stage) = (self.state.epoch, self.state.cycle, self.state.stage());
            self.messages.push(Message {
                epoch,
                cycle,
                stage,
                ordinal,
                channel,
                addressee,
                drill: self.state.drill,
                kind,
                plain,
            });
        }
        ordinal
    }

    fn plain_answers(&self) -> PlainAnswers {
        let until = self.plain_until();
        if self.now() < self.state.last_strong_ms.saturating_add(self.policy.strong_every_ms) {
            PlainAnswers::Count
        } else if self.now() < until {
            PlainAnswers::CountUntil { wall_ms: self.clock.wall_at(until) }
        } else {
            PlainAnswers::CountNoMore
        }
    }

    /// Counter value from which on plain mail answers no longer count.
    pub(super) fn plain_until(&self) -> i64 {
        self.state.last_strong_ms.saturating_add(self.policy.plain_answers_ms())
    }

    pub(super) fn finish(mut self) -> Step {
        self.raise_overdue();
        let Self { state, events, messages, cancel, wake, .. } = self;
        Step { state, events, messages, cancel, wake }
    }

    fn raise_overdue(&mut self) {
        self.state.deadline_ms = self.deadline;
        let Some(deadline) = self.deadline else {
            self.state.overdue_ms = None;
            return;
        };
        if self.now() <= deadline {
            self.state.overdue_ms = None;
            self.wake_at(deadline.saturating_add(1));
            return;
        }
        let raised = match self.state.overdue_ms {
            Some(raised) if self.now() < raised.saturating_add(DAY_MS) => raised,
            _ => {
                let stage = self.state.stage();
                self.event(EventKind::Overdue { stage, deadline_witnessed_ms: deadline });
                self.state.overdue_ms = Some(self.now());
                self.now()
            }
        };
        self.wake_at(raised.saturating_add(DAY_MS));
    }
}

fn earliest(slot: &mut Option<i64>, at: i64) {
    *slot = Some(slot.map_or(at, |old| old.min(at)));
}
