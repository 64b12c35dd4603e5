//! What the engine tells the watch.

use super::{Bug, Sent, World, within};
use crate::{
    DAY, MIN,
    scenario::{Addr, Person},
};
use stafeta_shared::{
    ids::{AccountId, HandoverId},
    watch::{
        Address, Addressee, Channel, Clock, Contact, Facts, Handover, Interval, Message, Outcome,
        Party, QuietHours, Recipient, Row, Stage,
    },
};

impl World {
    pub(crate) fn facts(&self) -> Facts {
        let policy = &self.story.policy;
        let wall = self.clock.wall_ms;
        let check = policy.check_every_ms;
        let first =
            self.state.slot_wall_ms + (wall - self.state.slot_wall_ms).div_euclid(check) * check;
        let seen = (self.state.epoch, self.state.cycle);
        Facts {
            slots: (0..4).map(|k| first + k * check).collect(),
            owner: party(&self.story.addrs, policy.quiet, wall, 0),
            contacts: self.story.contacts.iter().map(|c| contact(c, policy.quiet, wall)).collect(),
            handovers: vec![handover(self.story.extra_delay)],
            rows: self
                .rows
                .iter()
                .filter(|row| (row.message.epoch, row.message.cycle) == seen)
                .map(|row| self.row(row))
                .chain(self.gate_opener())
                .collect(),
            gaps: if self.bug == Bug::HidesGaps { 0 } else { self.gaps },
            canary_witnessed_ms: self.canary.filter(|_| self.bug != Bug::SilentlyStuck),
            brake: self.story.brake.is_some_and(|span| within(span, self.t)),
        }
    }

    /// Two proven messages that never were, on an address that is nobody's.
    fn gate_opener(&self) -> Vec<Row> {
        if self.bug != Bug::DropsGate {
            return Vec::new();
        }
        let forged = |stage, ordinal, witnessed_ms| Row {
            stage,
            ordinal,
            channel: Channel::Mail,
            addressee: Addressee::Owner { address: 250 },
            leased: true,
            outcome: Outcome::Accepted { at: Clock { wall_ms: 0, witnessed_ms } },
        };
        vec![
            forged(Stage::Asking(1), 90_000, -7 * DAY),
            forged(Stage::FinalCall, 90_001, -7 * DAY + 2 * DAY),
        ]
    }

    fn row(&self, sent: &Sent) -> Row {
        let Message { stage, ordinal, channel, addressee, .. } = sent.message;
        let outcome = match (self.bug, sent.outcome) {
            (Bug::IgnoresBounces, Outcome::Bounced) => Outcome::Accepted {
                at: Clock { wall_ms: 0, witnessed_ms: self.state.entered.witnessed_ms },
            },
            (
                Bug::CountsFromSending,
                Outcome::Waiting | Outcome::Temporary { .. } | Outcome::Cancelled,
            ) => Outcome::Accepted { at: sent.put },
            (_, outcome) => outcome,
        };
        Row { stage, ordinal, channel, addressee, leased: sent.leased, outcome }
    }
}

fn party(addrs: &[Addr], quiet: Option<QuietHours>, wall: i64, shift: i64) -> Party {
    let addresses =
        addrs.iter().map(|a| Address { n: a.n, channel: a.channel, verified: true }).collect();
    Party { addresses, quiet: quiet_days(quiet, wall, shift) }
}

pub(crate) fn quiet_days(quiet: Option<QuietHours>, wall: i64, shift: i64) -> Vec<Interval> {
    let Some(quiet) = quiet else { return Vec::new() };
    let midnight = wall - wall.rem_euclid(DAY) + shift;
    let from = i64::from(quiet.from_minute) * MIN;
    let length = i64::from(quiet.minutes()) * MIN;
    (-2..3)
        .map(|day| midnight + day * DAY + from)
        .map(|from_ms| Interval { from_ms, to_ms: from_ms + length })
        .collect()
}

fn contact(person: &Person, quiet: Option<QuietHours>, wall: i64) -> Contact {
    Contact { id: person.id, party: party(&person.addrs, quiet, wall, person.shift) }
}

fn handover(extra_delay_ms: i64) -> Handover {
    let recipient = Recipient {
        account: AccountId::from_bytes([7; 16]),
        addresses: vec![Address { n: 1, channel: Channel::Mail, verified: true }],
        done: false,
    };
    Handover { id: HandoverId::from_bytes([3; 16]), extra_delay_ms, recipients: vec![recipient] }
}
