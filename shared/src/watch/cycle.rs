//! Ending a cycle and picking the next slot.

use super::{
    facts::Recipient,
    key::{Addressee, Channel, Stage},
    machine::Machine,
    message::Kind,
    state::{Phase, Run},
    time::DAY_MS,
};
use crate::ids::HandoverId;

impl Machine<'_> {
    /// Ends the running cycle: what is unsent is taken back, whoever was asked gets the all-clear,
    /// the next cycle begins. The caller places the watch and writes the event.
    pub(super) fn end_cycle(&mut self) {
        let asked = self.asked_contacts();
        let told = self.told_recipients();
        self.take_back(u32::MAX);
        self.rows = &[];
        self.state.cycle = self.state.cycle.saturating_add(1);
        self.state.run = Run::default();
        self.state.phase = Phase::Armed { until_witnessed_ms: self.now() };
        if !asked.is_empty() {
            self.send(Kind::AllClear, &asked);
        }
        for (handover, to) in told {
            self.send(Kind::Recalled { handover }, &to);
        }
    }

    /// Every contact's address that a message of this cycle may have reached. The all-clear of
    /// the cycle before was put out while armed; it worries nobody.
    pub(super) fn asked_contacts(&self) -> Vec<(Channel, Addressee)> {
        let mut asked: Vec<_> = self
            .rows
            .iter()
            .filter(|row| {
                row.leased && row.stage != Stage::Armed && row.addressee.contact().is_some()
            })
            .map(|row| (row.channel, row.addressee))
            .chain(self.state.run.worried.iter().copied())
            .collect();
        asked.sort_unstable();
        asked.dedup();
        asked
    }

    fn told_recipients(&self) -> Vec<(HandoverId, Vec<(Channel, Addressee)>)> {
        let Phase::Released { parcels, .. } = &self.state.phase else {
            return Vec::new();
        };
        let left = parcels.iter().filter(|parcel| parcel.left_ms.is_some());
        left.filter_map(|parcel| {
            let handover = self.facts.handovers.iter().find(|h| h.id == parcel.handover)?;
            let to = handover.recipients.iter().flat_map(Recipient::addressees).collect();
            Some((parcel.handover, to))
        })
        .collect()
    }

    /// Armed with the first slot at least half an interval from now. A series that a mad clock
    /// carried far away is left: the next question comes after one interval.
    pub(super) fn arm(&mut self) {
        let check = self.policy.check_every_ms;
        let now = self.clock.wall_ms;
        let earliest = now.saturating_add(check / 2);
        let latest = earliest.saturating_add(check).saturating_add(DAY_MS);
        let slot = self.facts.slots.iter().copied().find(|slot| (earliest..=latest).contains(slot));
        self.state.slot_wall_ms = slot.unwrap_or_else(|| now.saturating_add(check));
        let until_witnessed_ms =
            self.now().saturating_add(check).saturating_add(check / 2).saturating_add(DAY_MS);
        self.state.phase = Phase::Armed { until_witnessed_ms };
        self.state.entered = self.clock;
        self.state.overdue_ms = None;
    }

    /// Whether a sign given now answers the next slot too: due within a day, and within half an
    /// interval, so that a daily question is not asked every other day.
    pub(super) fn answers_next_slot(&self) -> bool {
        let ahead = self.state.slot_wall_ms.saturating_sub(self.clock.wall_ms);
        ahead < DAY_MS.min(self.policy.check_every_ms / 2)
    }
}
