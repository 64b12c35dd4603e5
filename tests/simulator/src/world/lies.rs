//! What planted faults do: to what a step is told, and to what it answers.

use super::{World, engine::number};
use crate::planted::Planted;
use stafeta_checker::{DAY, HOUR, MINUTE, Seen};
use stafeta_shared::watch::{
    About, Addressee, Channel, Clock, EventKind, Facts, Input, Outcome, Phase, Refusal, Row, Stage,
    State, Step, Visit, Wake, apply, step,
};

impl World<'_> {
    /// Calls the watch with what a planted fault makes of policy, facts and clock.
    pub(super) fn call_with_lies(
        &mut self,
        place: usize,
        input: Option<Input>,
    ) -> Result<Step, Refusal> {
        let mut clock = self.clock.clock();
        let mut facts = self.watches[place].row.facts.clone();
        let mut policy = self.watches[place].row.policy.clone();
        let mut state = self.watches[place].row.state.clone();
        self.looks += 1;
        self.lie_in_facts(place, &state, &mut facts);
        match self.bug {
            Some(Planted::SkipQuestion) => policy.reminders = policy.reminders.saturating_sub(1),
            Some(Planted::SkipContact) => _ = policy.contacts.pop(),
            Some(Planted::SkipCooling) => policy.cooling_ms = MINUTE,
            Some(Planted::ShortFinalCall) => policy.final_wait_ms = 2 * HOUR,
            Some(Planted::ShortContactWait) => policy.contact_wait_ms = 2 * HOUR,
            Some(Planted::PlainForEver) => policy.strong_every_ms = 100_000 * DAY,
            Some(Planted::ContactForEver) => policy.contact_limit_ms = None,
            Some(Planted::BrakeForEver) => state.run.braked = false,
            Some(Planted::EndlessReturns) => state.run.returns = 0,
            Some(Planted::ForgedCanary) => facts.canary_witnessed_ms = Some(clock.witnessed_ms),
            Some(Planted::SilentDrill) => state.drill = false,
            Some(Planted::TrustMailQueue) => {
                // Mail is as good as a phone.
                let mail = facts.rows.iter_mut().filter(|row| row.stage == Stage::FinalCall);
                mail.for_each(|row| row.channel = Channel::Sms);
            }
            Some(Planted::RestartAtGap) => restart_at_gap(&mut state, facts.gaps),
            Some(Planted::ForgetSlot) if state.stage() == Stage::Armed => {
                state.slot_wall_ms = clock.wall_ms + DAY;
                forget_counter(&mut state);
            }
            Some(Planted::TrustWallClock) => forget_counter(&mut state),
            Some(Planted::DelayByWall) if state.stage() == Stage::Released => {
                let passed = clock.wall_ms - state.entered.wall_ms;
                clock.witnessed_ms = state.entered.witnessed_ms + passed;
            }
            _ => {}
        }
        match input {
            None => Ok(step(&state, &policy, &facts, clock)),
            Some(input) => apply(&state, &policy, &facts, clock, input),
        }
    }

    pub(super) fn lie_in_facts(&self, place: usize, state: &State, facts: &mut Facts) {
        match self.bug {
            Some(Planted::HideGaps) => facts.gaps = 0,
            Some(Planted::Restless) => facts.gaps = self.looks,
            Some(Planted::IgnoreCrowd) => facts.brake = false,
            Some(Planted::NoQuietHours) => {
                facts.owner.quiet.clear();
                facts.contacts.iter_mut().for_each(|contact| contact.party.quiet.clear());
            }
            Some(Planted::DropGate) => facts.rows.extend(forged(state)),
            Some(Planted::CountFromSending) => {
                let posts = self.posts.iter().filter(|post| usize::from(post.watch) == place);
                for (fact, written) in posts.filter_map(|p| Some((p.fact?, p.written))) {
                    let row = &mut facts.rows[fact];
                    if matches!(row.outcome, Outcome::Waiting | Outcome::Temporary { .. }) {
                        let ago = self.t - written;
                        let at = self.clock.clock().plus(-ago);
                        row.outcome = Outcome::Accepted { at };
                    }
                }
            }
            Some(Planted::BelieveSilence) => {
                for row in &mut facts.rows {
                    if let Outcome::Unknown { witnessed_ms } = row.outcome {
                        row.outcome = Outcome::Accepted { at: Clock { wall_ms: 0, witnessed_ms } };
                    }
                }
            }
            Some(Planted::BlameContact) => {
                for row in facts.rows.iter_mut().filter(|row| row.addressee.contact().is_some()) {
                    if row.outcome == (Outcome::Temporary { about: About::Us }) {
                        row.outcome = Outcome::Temporary { about: About::Address };
                    }
                }
            }
            Some(Planted::FirstAddressOnly) => facts.owner.addresses.truncate(1),
            _ => {}
        }
    }

    pub(super) fn lie_about(&mut self, place: usize, out: &mut Step) {
        let before = &self.watches[place].row.state;
        match self.bug {
            Some(Planted::ReuseCycle)
                if out.state.cycle > before.cycle && out.state.stage() == Stage::Armed =>
            {
                out.state.cycle = before.cycle;
                out.state.run.next_ordinal = 0;
            }
            Some(Planted::ForgetToWake) if out.state.stage() == Stage::Unreachable => {
                out.wake = Wake::default();
            }
            Some(Planted::ForgetSlot) if out.state.stage() == Stage::Armed => {
                let wall = self.clock.clock().wall_ms;
                out.wake = Wake { due_wall_ms: Some(wall + DAY / 2), due_witnessed_ms: None };
            }
            Some(Planted::SilentDrill) => {
                out.state.drill = self.story.watches[place].drill;
                if out.state.drill
                    && let Phase::Released { parcels, .. } = &mut out.state.phase
                {
                    parcels.clear();
                }
            }
            Some(Planted::ReleaseTwice) => self.release_again(place, out),
            Some(Planted::DrillForReal) => self.release_drill(place, out),
            _ => {}
        }
    }

    fn release_again(&mut self, place: usize, out: &mut Step) {
        let since = out.state.entered;
        let now = self.clock.clock();
        if self.watches[place].row.state.stage() == Stage::Released
            && now.witnessed_ms > since.witnessed_ms + DAY
            && let Phase::Released { parcels, .. } = &mut out.state.phase
        {
            parcels.iter_mut().for_each(|parcel| parcel.left_ms = None);
            out.state.entered = now;
            out.wake.due_witnessed_ms = Some(now.witnessed_ms + DAY);
            let at = now;
            let (epoch, cycle) = (out.state.epoch, out.state.cycle);
            let kind = EventKind::Moved { from: Stage::Cooling, to: Stage::Released };
            out.events.push(stafeta_shared::watch::Event { at, epoch, cycle, kind });
        }
    }

    /// The handovers of the real watch leave with the drill.
    fn release_drill(&mut self, place: usize, out: &mut Step) {
        let is_release = |event: &stafeta_shared::watch::Event| {
            matches!(event.kind, EventKind::Moved { to: Stage::Released, .. })
        };
        if self.story.watches[place].drill && out.events.iter().any(is_release) {
            self.see(number(place), Seen::Openable(0));
        }
    }
}

/// Two proven messages that never were, on an address that is nobody's.
fn forged(state: &State) -> [Row; 2] {
    let row = |stage, ordinal, witnessed_ms| Row {
        stage,
        ordinal,
        channel: Channel::Mail,
        addressee: Addressee::Owner { address: 250 },
        leased: true,
        outcome: Outcome::Accepted { at: Clock { wall_ms: 0, witnessed_ms } },
    };
    let now = state.entered.witnessed_ms;
    [row(Stage::Asking(1), 90_000, now - 7 * DAY), row(Stage::FinalCall, 90_001, now - 5 * DAY)]
}

/// The window begins anew where there was a gap since.
fn restart_at_gap(state: &mut State, gaps: u64) {
    if let Phase::FinalCall { visit } = &mut state.phase
        && visit.sent_ms.is_some()
        && gaps > visit.gaps_seen
    {
        *visit = Visit::begin(visit.since_ms, state.run.next_ordinal, gaps);
    }
}

/// Waits for the wall clock alone.
const fn forget_counter(state: &mut State) {
    match &mut state.phase {
        Phase::Armed { until_witnessed_ms } | Phase::Paused { until_witnessed_ms, .. } => {
            *until_witnessed_ms = i64::MAX / 2;
        }
        _ => {}
    }
}
