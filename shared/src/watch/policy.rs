//! What the owner chose, and its bounds: the same for the form and the server.
//!
//! Refuses nothing while being read; [`Policy::validate`] lists every field that is out of bounds.
//! To add a field: here, in [`super::Field`], and a line in `validate`.

use super::{
    key::Channel,
    time::{DAY_MS, HOUR_MS},
};
use crate::ids::ContactId;
use serde::{Deserialize, Serialize};

/// Longest extra delay of a handover after the release.
pub const EXTRA_DELAY_MAX_MS: i64 = 365 * DAY_MS;
/// Longest pause.
pub const PAUSE_MAX_MS: i64 = 90 * DAY_MS;
/// Longest grace after an overdue strong sign.
const GRACE_MAX_MS: i64 = 60 * DAY_MS;
/// A relay may keep a mail this long before it bounces, with a day in hand.
const MAIL_QUEUE_MS: i64 = 6 * DAY_MS;
pub(super) const DAY_MIN: u16 = 24 * 60;

/// Daily quiet hours as minutes of the civil day; `from` may be later than `to` (over midnight).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// First quiet minute.
    pub from_minute: u16,
    /// First minute after.
    pub to_minute: u16,
}

impl QuietHours {
    /// Length in minutes, over midnight where needed.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        (self.to_minute % DAY_MIN + DAY_MIN - self.from_minute % DAY_MIN) % DAY_MIN
    }
}

/// What follows once every address of the owner has been dead for long enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// The contacts, the cooling, the release.
    Release,
    /// Wait until somebody moves it.
    Hold,
}

/// The schedule of a watch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Time from question to question.
    pub check_every_ms: i64,
    /// Minute of the civil day (owner's zone) at which a question goes out.
    pub ask_at_minute: u16,
    /// Repetitions of the first question.
    pub reminders: u8,
    /// Wait after the question and after every reminder.
    pub spacing_ms: i64,
    /// Wait after the final call.
    pub final_wait_ms: i64,
    /// Trusted contacts in the order of asking.
    pub contacts: Vec<ContactId>,
    /// Wait for each trusted contact.
    pub contact_wait_ms: i64,
    /// Last wait before the release.
    pub cooling_ms: i64,
    /// A strong sign is due at least this often.
    pub strong_every_ms: i64,
    /// For how long after the owner's own last sign a contact's "fine" counts; `None`: always.
    pub contact_limit_ms: Option<i64>,
    /// Wait once every address of the owner is dead.
    pub unreachable_wait_ms: i64,
    /// What follows that wait.
    pub unreachable_then: Then,
    /// Quiet hours of the owner and the contacts, each in their own zone.
    pub quiet: Option<QuietHours>,
}

impl Policy {
    /// The product's defaults for these contacts.
    #[must_use]
    pub fn with_contacts(contacts: Vec<ContactId>) -> Self {
        let unreachable_days = if contacts.is_empty() { 90 } else { 30 };
        Self {
            check_every_ms: 7 * DAY_MS,
            ask_at_minute: 9 * 60,
            reminders: 3,
            spacing_ms: DAY_MS,
            final_wait_ms: 2 * DAY_MS,
            contacts,
            contact_wait_ms: 3 * DAY_MS,
            cooling_ms: DAY_MS,
            strong_every_ms: 60 * DAY_MS,
            contact_limit_ms: Some(180 * DAY_MS),
            unreachable_wait_ms: unreachable_days * DAY_MS,
            unreachable_then: Then::Release,
            quiet: Some(QuietHours { from_minute: 22 * 60, to_minute: 7 * 60 }),
        }
    }

    /// How long plain mail answers count after the last strong sign.
    #[must_use]
    pub fn plain_answers_ms(&self) -> i64 {
        self.strong_every_ms.saturating_add(self.strong_every_ms.min(GRACE_MAX_MS))
    }

    /// The window of a final call that only mail carried: a relay may sit on it for days.
    #[must_use]
    pub fn mail_only_final_ms(&self) -> i64 {
        let contact = if self.contacts.is_empty() { 0 } else { self.contact_wait_ms };
        let rest = MAIL_QUEUE_MS.saturating_sub(self.cooling_ms).saturating_sub(contact);
        self.final_wait_ms.max(rest)
    }

    /// Shortest time from the acceptance of a final call to the release, by what carried it: a relay may sit on
    /// a mail for days.
    #[must_use]
    pub fn after_final_call_ms(&self, carrier: Channel) -> i64 {
        let contacts = i64::try_from(self.contacts.len()).unwrap_or(i64::MAX);
        let waits = self.contact_wait_ms.saturating_mul(contacts).saturating_add(self.cooling_ms);
        let all = self.final_wait_ms.saturating_add(waits);
        match carrier {
            Channel::Sms => all,
            Channel::Mail => all.max(MAIL_QUEUE_MS),
        }
    }

    /// How far apart the two proven messages of the gate lie: 20 h within the product's bounds,
    /// less only where a demo policy makes the final call shorter than a day.
    #[must_use]
    pub fn gate_distance_ms(&self) -> i64 {
        (20 * HOUR_MS).min(self.final_wait_ms.saturating_mul(5) / 6)
    }

    /// Ordinal of the last question before the final call.
    #[must_use]
    pub const fn last_asking(&self) -> u8 {
        self.reminders.saturating_add(1)
    }
}
