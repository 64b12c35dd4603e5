//! "If I fell silent now, what would happen when?": `step` itself, run ahead with channels that
//! take every message at once, a clock that is fully witnessed, recipients who open at once.

use super::{
    facts::{Facts, Outcome, Row},
    key::{Addressee, Channel, Stage},
    message::{Kind, Message},
    policy::Policy,
    state::{Phase, State},
    step::{Step, Wake, step},
    time::Clock,
};
use serde::{Deserialize, Serialize};

/// More wake-ups than any policy needs until its last handover has left.
const WAKES_MAX: usize = 2_000;

/// What an entry of the timeline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// A stage, from its entry to its end.
    Stage,
    /// A message, at the instant it leaves.
    Message {
        /// What it says.
        message: Kind,
    },
}

/// One entry of the timeline, by wall time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// In which stage.
    pub stage: Stage,
    /// What.
    #[serde(flatten)]
    pub what: What,
    /// From.
    pub from_ms: i64,
    /// To; `None` where it stays.
    pub to_ms: Option<i64>,
    /// How the message travels.
    pub channel: Option<Channel>,
    /// To whom the message goes.
    pub addressee: Option<Addressee>,
}

/// The timeline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Projection {
    /// Stages and messages in the order in which they begin.
    pub entries: Vec<Entry>,
    /// The first question that is still to come.
    pub first_question_ms: Option<i64>,
    /// The release.
    pub released_ms: Option<i64>,
    /// The last handover leaves.
    pub all_left_ms: Option<i64>,
}

/// Runs ahead from `state`. A draft is projected as if it were armed now.
#[must_use]
pub fn project(state: &State, policy: &Policy, facts: &Facts, clock: Clock) -> Projection {
    let mut run = Run::new(state, policy, facts, clock);
    for _ in 0..WAKES_MAX {
        let out = step(&run.state, policy, &run.facts, run.clock);
        let wake = out.wake;
        let quiet = out.messages.is_empty();
        run.take(out);
        if run.is_over() {
            break;
        }
        if quiet && !run.advance(wake) {
            break;
        }
    }
    run.close()
}

struct Run {
    state: State,
    facts: Facts,
    clock: Clock,
    since: Clock,
    out: Projection,
}

impl Run {
    fn new(state: &State, policy: &Policy, facts: &Facts, clock: Clock) -> Self {
        let mut facts = facts.clone();
        facts.brake = false;
        for row in &mut facts.rows {
            if matches!(
                row.outcome,
                Outcome::Waiting | Outcome::Temporary { .. } | Outcome::Unknown { .. }
            ) {
                row.outcome = Outcome::Accepted { at: clock };
            }
        }
        let state = if state.phase == Phase::Draft {
            let mut machine = super::machine::Machine::new(state, policy, &facts, clock);
            machine.arm();
            machine.finish().state
        } else {
            state.clone()
        };
        let since = state.entered;
        Self { state, facts, clock, since, out: Projection::default() }
    }

    fn take(&mut self, step: Step) {
        let before = self.state.stage();
        let after = step.state.stage();
        if before != after {
            self.span(before);
            self.since = self.clock;
            if after == Stage::Asking(1) {
                self.out.first_question_ms.get_or_insert(self.clock.wall_ms);
            }
            if after == Stage::Released {
                self.out.released_ms = Some(self.clock.wall_ms);
            }
        }
        self.state = step.state;
        for message in step.messages {
            self.deliver(&message);
        }
    }

    fn span(&mut self, stage: Stage) {
        self.out.entries.push(Entry {
            stage,
            what: What::Stage,
            from_ms: self.since.wall_ms,
            to_ms: Some(self.clock.wall_ms),
            channel: None,
            addressee: None,
        });
    }

    fn deliver(&mut self, message: &Message) {
        let Message { stage, ordinal, channel, addressee, kind, .. } = *message;
        let outcome = Outcome::Accepted { at: self.clock };
        if let (Addressee::Recipient { account, .. }, Kind::Release { handover }) =
            (addressee, kind)
        {
            let same = self.facts.handovers.iter_mut().filter(|h| h.id == handover);
            let recipients = same.flat_map(|h| &mut h.recipients);
            recipients.filter(|r| r.account == account).for_each(|r| r.done = true);
        }
        self.facts.rows.push(Row { stage, ordinal, channel, addressee, leased: true, outcome });
        self.out.entries.push(Entry {
            stage,
            what: What::Message { message: kind },
            from_ms: self.clock.wall_ms,
            to_ms: Some(self.clock.wall_ms),
            channel: Some(channel),
            addressee: Some(addressee),
        });
    }

    /// Released, and every handover has left; or held.
    fn is_over(&mut self) -> bool {
        match &self.state.phase {
            Phase::Held => true,
            Phase::Released { parcels, .. }
                if parcels.iter().all(|parcel| parcel.left_ms.is_some()) =>
            {
                self.out.all_left_ms = Some(self.clock.wall_ms);
                true
            }
            _ => false,
        }
    }

    fn advance(&mut self, wake: Wake) -> bool {
        let by_wall = wake.due_wall_ms.map(|due| due.saturating_sub(self.clock.wall_ms));
        let by_counter =
            wake.due_witnessed_ms.map(|due| due.saturating_sub(self.clock.witnessed_ms));
        let Some(ahead) = [by_wall, by_counter].into_iter().flatten().min() else {
            return false;
        };
        self.clock = self.clock.plus(ahead.max(1));
        self.facts.canary_witnessed_ms = Some(self.clock.witnessed_ms);
        true
    }

    fn close(mut self) -> Projection {
        self.span(self.state.stage());
        if let Some(last) = self.out.entries.last_mut() {
            last.to_ms = None;
        }
        self.out.entries.sort_by_key(|entry| entry.from_ms);
        self.out
    }
}
