//! What a judge remembers of one watch.

use crate::seen::{Mark, Says, Sent, Whom};
use std::collections::HashMap;

/// One watch.
#[derive(Debug, Default)]
pub(super) struct Track {
    /// When it was started, and made a draft again.
    pub(super) armings: Vec<(i64, bool)>,
    /// When the owner changed schedule and contacts, and to what.
    pub(super) changes: Vec<(i64, u8)>,
    pub(super) cycle: Cycle,
    /// When somebody's word ended the newest cycle seen.
    pub(super) ended: Option<i64>,
    /// Ended cycles, the newest last.
    pub(super) over: Vec<(Mark, i64)>,
    /// Marks up to here are of no use: the database was put back since.
    pub(super) dead_to: Option<Mark>,
    /// Which message has each key.
    pub(super) keys: HashMap<u64, u32>,
    /// A pause ends so much later at the latest.
    pub(super) pause: i64,
    /// The pause that runs: since when, how long.
    pub(super) paused: Option<(i64, i64)>,
    /// The longest pause so far: a copy put back may hold it.
    pub(super) longest_pause: i64,
    /// Since when the watch waits for its next question.
    pub(super) restarted: i64,
    /// The owner's own last sign, and the last strong one.
    pub(super) signed: i64,
    pub(super) strong: i64,
    pub(super) overdue: Option<i64>,
    /// Contacts' addresses that had a worrying message and no all-clear since.
    pub(super) worries: Vec<Worry>,
    pub(super) release: Option<Release>,
    /// Recipients who were told and then recalled: handover, since.
    pub(super) recalls: Vec<(u8, i64)>,
    /// The last release notice.
    pub(super) noticed: Option<Mark>,
    /// Canaries of the running cycle.
    pub(super) canaries: Vec<i64>,
    /// It is held, as the owner chose; an operator may lift that.
    pub(super) lifted: Option<i64>,
}

/// A contact's address that waits for an all-clear.
#[derive(Debug, Clone, Copy)]
pub(super) struct Worry {
    pub(super) whom: Whom,
    pub(super) mark: Mark,
    pub(super) since: i64,
    pub(super) cleared: Option<i64>,
    pub(super) due: Option<i64>,
}

/// One cycle, as far as messages showed it.
#[derive(Debug, Default)]
pub(super) struct Cycle {
    pub(super) mark: Mark,
    /// First try of a question.
    pub(super) asked: Option<i64>,
    pub(super) first_final: Option<i64>,
    /// The newest try of a message to the owner.
    pub(super) last_asked: i64,
    /// When each final call was written.
    pub(super) finals: Vec<i64>,
    /// First try of the last message that asked anybody.
    pub(super) last_call: i64,
    pub(super) warned: bool,
    /// Messages to the owner that were taken.
    pub(super) owner: Vec<Taken>,
    pub(super) contacts: [Contact; 5],
    /// Others have been asked or told.
    pub(super) others: bool,
}

/// A message to the owner that a relay took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken {
    pub(super) id: u32,
    pub(super) t: i64,
    pub(super) is_final: bool,
    pub(super) by_mail: bool,
    pub(super) returned: Option<i64>,
}

/// What was tried with one contact.
#[derive(Debug, Clone, Default)]
pub(super) struct Contact {
    pub(super) tried: Option<i64>,
    /// Messages that were taken, by Message-ID. One that is tried again does not stand here until
    /// it is taken again: its sender died before it wrote that down, so nobody could wait for it.
    pub(super) taken: Vec<(u32, i64)>,
    /// Any answer spoke about one of their addresses.
    pub(super) answered: bool,
}

/// A release.
#[derive(Debug)]
pub(super) struct Release {
    pub(super) at: i64,
    /// The database was put back at this instant: what had left leaves again.
    pub(super) again: i64,
    pub(super) held: Option<i64>,
    pub(super) parcels: Vec<Parcel>,
}

/// A handover of a release.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Parcel {
    pub(super) open: Option<i64>,
    pub(super) opened: bool,
    pub(super) told: u32,
    pub(super) first_told: Option<i64>,
    pub(super) held: bool,
}

impl Track {
    pub(super) fn is_armed(&self) -> bool {
        self.armings.last().is_some_and(|(_, armed)| *armed)
    }
}

impl Cycle {
    pub(super) fn of(mark: Mark) -> Self {
        Self { mark, ..Self::default() }
    }

    /// Whether anybody was asked in it.
    pub(super) const fn is_open(&self) -> bool {
        self.asked.is_some() || self.first_final.is_some()
    }
}

impl Says {
    /// It tells a contact that something may be wrong.
    pub(super) const fn worries(self) -> bool {
        matches!(self, Self::ContactAsk | Self::Cooling | Self::Unreachable)
    }

    /// It stays when its cycle is over.
    pub(super) const fn outlives(self) -> bool {
        matches!(self, Self::AllClear | Self::Recalled(_))
    }
}

impl Sent {
    /// The contact written to.
    pub(super) const fn contact(&self) -> Option<u8> {
        match self.to {
            Whom::Contact(contact, _) => Some(contact),
            Whom::Owner(_) | Whom::Recipient(..) => None,
        }
    }
}
