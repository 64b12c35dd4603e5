//! What the owner chose, and its bounds: the same for the form and the server.
//!
//! Refuses nothing while being read; [`Policy::validate`] lists every field that is out of bounds.
//! To add a field: here, in [`Field`], and a line in `validate`.

use super::time::{DAY_MS, HOUR_MS, SECOND_MS};
use crate::ids::ContactId;
use serde::{Deserialize, Serialize};

/// Trusted contacts of one watch.
pub const CONTACTS_MAX: usize = 5;
/// Longest extra delay of a handover after the release.
pub const EXTRA_DELAY_MAX_MS: i64 = 365 * DAY_MS;
/// Longest pause.
pub const PAUSE_MAX_MS: i64 = 90 * DAY_MS;
/// Longest grace after an overdue strong sign.
const GRACE_MAX_MS: i64 = 60 * DAY_MS;
/// A relay may keep a mail this long before it bounces, with a day in hand.
const MAIL_QUEUE_MS: i64 = 6 * DAY_MS;
const QUIET_MAX_MIN: u16 = 12 * 60;
const DAY_MIN: u16 = 24 * 60;

/// Whether the bounds of the product hold, or only those of the demo clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// A real watch on a real clock.
    Real,
    /// Demo and test policies: lengths from one second on.
    Demo,
}

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

    /// Every field out of bounds, for the form to show beside the field.
    ///
    /// # Errors
    /// The list is never empty.
    pub fn validate(&self, scale: Scale) -> Result<(), Vec<Violation>> {
        let mut wrong = Vec::new();
        for (field, value, min, max) in self.lengths() {
            let min = if scale == Scale::Demo { SECOND_MS } else { min };
            check(&mut wrong, field, value, min, max);
        }
        check(&mut wrong, Field::Reminders, self.reminders.into(), 0, 30);
        check(&mut wrong, Field::AskAtMinute, self.ask_at_minute.into(), 0, (DAY_MIN - 1).into());
        let contacts = i64::try_from(self.contacts.len()).unwrap_or(i64::MAX);
        check(&mut wrong, Field::Contacts, contacts, 0, CONTACTS_MAX as i64);
        let mut seen = self.contacts.clone();
        seen.sort_unstable();
        seen.dedup();
        if seen.len() != self.contacts.len() {
            wrong.push(Violation { field: Field::Contacts, wrong: WrongWith::Twice });
        }
        if let Some(quiet) = self.quiet {
            let ends = quiet.from_minute.max(quiet.to_minute);
            check(&mut wrong, Field::Quiet, ends.into(), 0, (DAY_MIN - 1).into());
            check(&mut wrong, Field::Quiet, quiet.minutes().into(), 1, QUIET_MAX_MIN.into());
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    fn lengths(&self) -> Vec<(Field, i64, i64, i64)> {
        let mut all = vec![
            (Field::CheckEvery, self.check_every_ms, DAY_MS, 365 * DAY_MS),
            (Field::Spacing, self.spacing_ms, 12 * HOUR_MS, 30 * DAY_MS),
            (Field::FinalWait, self.final_wait_ms, DAY_MS, 60 * DAY_MS),
            (Field::ContactWait, self.contact_wait_ms, DAY_MS, 60 * DAY_MS),
            (Field::Cooling, self.cooling_ms, 12 * HOUR_MS, 30 * DAY_MS),
            (Field::StrongEvery, self.strong_every_ms, 7 * DAY_MS, 400 * DAY_MS),
            (Field::UnreachableWait, self.unreachable_wait_ms, 14 * DAY_MS, 365 * DAY_MS),
        ];
        if let Some(limit) = self.contact_limit_ms {
            all.push((Field::ContactLimit, limit, 30 * DAY_MS, i64::MAX));
        }
        all
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

    /// Shortest time from the acceptance of a final call that only mail carried to the release.
    #[must_use]
    pub fn after_mail_ms(&self) -> i64 {
        let contacts = i64::try_from(self.contacts.len()).unwrap_or(i64::MAX);
        let waits = self.contact_wait_ms.saturating_mul(contacts).saturating_add(self.cooling_ms);
        self.final_wait_ms.saturating_add(waits).max(MAIL_QUEUE_MS)
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

fn check(wrong: &mut Vec<Violation>, field: Field, value: i64, min: i64, max: i64) {
    if value < min {
        wrong.push(Violation { field, wrong: WrongWith::TooSmall { min } });
    } else if value > max {
        wrong.push(Violation { field, wrong: WrongWith::TooLarge { max } });
    }
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// [`Policy::check_every_ms`]
    CheckEvery,
    /// [`Policy::ask_at_minute`]
    AskAtMinute,
    /// [`Policy::reminders`]
    Reminders,
    /// [`Policy::spacing_ms`]
    Spacing,
    /// [`Policy::final_wait_ms`]
    FinalWait,
    /// [`Policy::contacts`]
    Contacts,
    /// [`Policy::contact_wait_ms`]
    ContactWait,
    /// [`Policy::cooling_ms`]
    Cooling,
    /// [`Policy::strong_every_ms`]
    StrongEvery,
    /// [`Policy::contact_limit_ms`]
    ContactLimit,
    /// [`Policy::unreachable_wait_ms`]
    UnreachableWait,
    /// [`Policy::quiet`]
    Quiet,
}

/// What is wrong with a field; limits in the unit of the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum WrongWith {
    /// Below the smallest value.
    TooSmall {
        /// The smallest value.
        min: i64,
    },
    /// Above the largest value.
    TooLarge {
        /// The largest value.
        max: i64,
    },
    /// The same contact twice.
    Twice,
}

/// One field out of bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// Where.
    pub field: Field,
    /// What.
    #[serde(flatten)]
    pub wrong: WrongWith,
}
