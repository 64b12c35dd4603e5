//! What the world says at this moment: zones, channels, addresses, outcomes.
//!
//! The caller turns zones into instants and rows of the outbox into [`Row`]s; nothing here is
//! stored with the watch.

use super::{
    key::{Addressee, Channel, Stage},
    time::{Clock, Interval},
};
use crate::ids::{AccountId, ContactId, HandoverId};
use serde::{Deserialize, Serialize};

/// Everything `step` may look at beside the state, the policy and the clock.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The series of slots through [`super::State::slot_wall_ms`], ascending from about now to at
    /// least one and a half check intervals and a day ahead.
    pub slots: Vec<i64>,
    /// The owner, in the owner's zone.
    pub owner: Party,
    /// The trusted contacts, each in the contact's zone, else the owner's. Their order is the policy's.
    pub contacts: Vec<Contact>,
    /// The handovers attached to this watch.
    pub handovers: Vec<Handover>,
    /// Every outbox row of the running (epoch, cycle), whatever became of it.
    pub rows: Vec<Row>,
    /// How many gaps of witnessed time there have been so far (see [`super::witness`]).
    pub gaps: u64,
    /// Counter value of the last canary (our own mail or SMS to ourselves) that a relay of one of
    /// this owner's channels carried.
    pub canary_witnessed_ms: Option<i64>,
    /// Too many owners fall silent at once (see [`super::brake_engaged`]).
    pub brake: bool,
}

impl Facts {
    /// The facts about one contact.
    #[must_use]
    pub fn contact(&self, id: ContactId) -> Option<&Contact> {
        self.contacts.iter().find(|contact| contact.id == id)
    }
}

/// The addresses and quiet hours of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Addresses in the order of preference.
    pub addresses: Vec<Address>,
    /// Quiet hours as instants; for a projection they must reach to its end.
    pub quiet: Vec<Interval>,
}

/// One address. What became of it in this cycle is read from the rows, not from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Number within the person, never reused within a cycle.
    pub n: u8,
    /// Mailbox or phone.
    pub channel: Channel,
    /// Only confirmed addresses are written to.
    pub verified: bool,
}

/// A trusted contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Who.
    pub id: ContactId,
    /// How to reach them.
    pub party: Party,
}

/// A handover attached to the watch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// Which.
    pub id: HandoverId,
    /// It leaves this long after the release.
    pub extra_delay_ms: i64,
    /// Those it is sealed to.
    pub recipients: Vec<Recipient>,
}

/// A recipient of a handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Who.
    pub account: AccountId,
    /// How to reach them; all are used at once.
    pub addresses: Vec<Address>,
    /// Opened or declined: no further message.
    pub done: bool,
}

impl Recipient {
    /// Every confirmed address, as somebody to write to.
    pub(super) fn addressees(&self) -> Vec<(Channel, Addressee)> {
        let account = self.account;
        addressees(&self.addresses, |address| Addressee::Recipient { account, address })
    }
}

/// Every confirmed address, as somebody to write to.
pub(super) fn addressees(
    addresses: &[Address],
    to: impl Fn(u8) -> Addressee,
) -> Vec<(Channel, Addressee)> {
    addresses.iter().filter(|a| a.verified).map(|a| (a.channel, to(a.n))).collect()
}

/// One outbox row of the running cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The stage that asked for it.
    pub stage: Stage,
    /// Its ordinal.
    pub ordinal: u32,
    /// How it travels.
    pub channel: Channel,
    /// To whom.
    pub addressee: Addressee,
    /// Whether a sender ever took it: from then on it may have left.
    pub leased: bool,
    /// What became of it.
    pub outcome: Outcome,
}

/// Whom a temporary failure speaks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// The address: 4xx to RCPT (full mailbox, greylisting), a phone switched off.
    Address,
    /// Us: connect, AUTH, MAIL FROM, DATA, every other 5xx, a gateway's own trouble.
    Us,
}

/// What became of a row so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Not tried yet, or under its first lease.
    Waiting,
    /// Tried without success; the sender tries again by itself.
    Temporary {
        /// Whose fault.
        about: About,
    },
    /// A relay or gateway took it.
    Accepted {
        /// When, on both clocks.
        at: Clock,
    },
    /// The address was refused for good (5.1.x, 5.2.x at RCPT; unknown number).
    Refused,
    /// Accepted first, then returned.
    Bounced,
    /// It may or may not have left.
    Unknown {
        /// Counter value of the attempt.
        witnessed_ms: i64,
    },
    /// Taken back before it left.
    Cancelled,
}
