//! The bounds of a policy, and what is wrong with one, field by field.

use super::{
    policy::{DAY_MIN, Policy},
    time::{DAY_MS, HOUR_MS, SECOND_MS},
};
use serde::{Deserialize, Serialize};

/// Trusted contacts of one watch.
pub const CONTACTS_MAX: usize = 5;
const QUIET_MAX_MIN: u16 = 12 * 60;

/// Whether the bounds of the product hold, or only those of the demo clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// A real watch on a real clock.
    Real,
    /// Demo and test policies: lengths from one second on.
    Demo,
}

impl Policy {
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
