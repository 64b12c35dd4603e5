//! The form of a watch: what a person types, in days and hours, and the schedule it means.

use super::duration::{DAY, HOUR};
use stafeta_shared::{
    api::{Contact, WatchRequest, WatchResponse},
    ids::{ContactId, WatchId},
    watch::{CONTACTS_MAX, Field, Policy, QuietHours, Scale, Then},
};

/// What stands in the fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// Days from question to question.
    pub check_every: String,
    /// Repetitions.
    pub reminders: String,
    /// Days between them.
    pub spacing: String,
    /// Days after the final call.
    pub final_wait: String,
    /// Days for each trusted contact.
    pub contact_wait: String,
    /// Hours before the release.
    pub cooling: String,
    /// Days after which addresses that are all dead count as silence.
    pub unreachable: String,
    /// Wait for ever instead.
    pub hold: bool,
    /// Days between strong signs.
    pub strong: String,
    /// First quiet hour; empty for none.
    pub quiet_from: String,
    /// First hour after.
    pub quiet_to: String,
    /// Local hour of the question.
    pub hour: String,
    /// IANA zone.
    pub zone: String,
    /// In the order they are asked.
    pub contacts: Vec<ContactForm>,
}

/// One trusted contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactForm {
    /// Stays the same while it is edited.
    pub id: ContactId,
    /// How messages address them.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their phone; empty for none.
    pub phone: String,
    /// cs, en, de.
    pub language: String,
    /// Zone of a contact elsewhere, kept as it is.
    pub zone: Option<String>,
}

impl ContactForm {
    /// An empty row.
    #[must_use]
    pub fn new(id: ContactId, language: &str) -> Self {
        let language = language.to_owned();
        Self {
            id,
            name: String::new(),
            email: String::new(),
            phone: String::new(),
            language,
            zone: None,
        }
    }

    fn is_empty(&self) -> bool {
        self.name.trim().is_empty() && self.email.trim().is_empty() && self.phone.trim().is_empty()
    }
}

impl Form {
    /// The product's defaults, with one row for a trusted contact.
    #[must_use]
    pub fn new(zone: String, first: ContactForm) -> Self {
        let policy = Policy::with_contacts(vec![first.id]);
        Self::of(&policy, zone, vec![first])
    }

    /// What the server holds.
    #[must_use]
    pub fn from_watch(watch: &WatchResponse) -> Self {
        let row = |contact: &Contact| ContactForm {
            id: contact.contact,
            name: contact.name.clone(),
            email: contact.email.clone(),
            phone: contact.phone.clone().unwrap_or_default(),
            language: contact.language.clone(),
            zone: contact.zone.clone(),
        };
        let contacts = watch.contacts.iter().map(row).collect();
        Self::of(&watch.policy, watch.zone.clone(), contacts)
    }

    fn of(policy: &Policy, zone: String, contacts: Vec<ContactForm>) -> Self {
        let quiet = |pick: fn(QuietHours) -> u16| {
            policy.quiet.map(|quiet| (pick(quiet) / 60).to_string()).unwrap_or_default()
        };
        Self {
            check_every: amount(policy.check_every_ms, DAY),
            reminders: policy.reminders.to_string(),
            spacing: amount(policy.spacing_ms, DAY),
            final_wait: amount(policy.final_wait_ms, DAY),
            contact_wait: amount(policy.contact_wait_ms, DAY),
            cooling: amount(policy.cooling_ms, HOUR),
            unreachable: amount(policy.unreachable_wait_ms, DAY),
            hold: policy.unreachable_then == Then::Hold,
            strong: amount(policy.strong_every_ms, DAY),
            quiet_from: quiet(|hours| hours.from_minute),
            quiet_to: quiet(|hours| hours.to_minute),
            hour: (policy.ask_at_minute / 60).to_string(),
            zone,
            contacts,
        }
    }

    /// Whether another contact may be added.
    #[must_use]
    pub const fn may_add(&self) -> bool {
        self.contacts.len() < CONTACTS_MAX
    }

    /// The schedule. A number that cannot be read becomes zero, which every bound refuses.
    #[must_use]
    pub fn policy(&self) -> Policy {
        let contacts: Vec<ContactId> = self.filled().map(|contact| contact.id).collect();
        Policy {
            check_every_ms: length(&self.check_every, DAY),
            ask_at_minute: u16::from(self.hour()) * 60,
            reminders: self.reminders.trim().parse().unwrap_or(u8::MAX),
            spacing_ms: length(&self.spacing, DAY),
            final_wait_ms: length(&self.final_wait, DAY),
            contact_wait_ms: length(&self.contact_wait, DAY),
            cooling_ms: length(&self.cooling, HOUR),
            unreachable_wait_ms: length(&self.unreachable, DAY),
            unreachable_then: if self.hold { Then::Hold } else { Then::Release },
            strong_every_ms: length(&self.strong, DAY),
            quiet: self.quiet(),
            ..Policy::with_contacts(contacts)
        }
    }

    fn quiet(&self) -> Option<QuietHours> {
        if self.quiet_from.trim().is_empty() && self.quiet_to.trim().is_empty() {
            return None;
        }
        let minute = |text: &str| text.trim().parse::<u16>().unwrap_or(99).saturating_mul(60);
        Some(QuietHours {
            from_minute: minute(&self.quiet_from),
            to_minute: minute(&self.quiet_to),
        })
    }

    fn filled(&self) -> impl Iterator<Item = &ContactForm> {
        self.contacts.iter().filter(|contact| !contact.is_empty())
    }

    /// Local hour of the question.
    #[must_use]
    pub fn hour(&self) -> u8 {
        self.hour.trim().parse().unwrap_or(24)
    }

    /// How many contacts will be asked.
    #[must_use]
    pub fn contact_count(&self) -> u8 {
        u8::try_from(self.filled().count()).unwrap_or(u8::MAX)
    }

    /// Fields out of their bounds, by the rules the server has too.
    #[must_use]
    pub fn wrong(&self) -> Vec<Field> {
        let mut wrong: Vec<Field> = match self.policy().validate(Scale::Real) {
            Ok(()) => Vec::new(),
            Err(violations) => violations.into_iter().map(|violation| violation.field).collect(),
        };
        if self.hour() > 23 {
            wrong.push(Field::AskAtMinute);
        }
        if self
            .filled()
            .any(|one| one.name.trim().is_empty() || !super::address::looks_like_email(&one.email))
        {
            wrong.push(Field::Contacts);
        }
        wrong
    }

    /// What is sent. Empty rows are left out.
    #[must_use]
    pub fn request(&self, watch: WatchId) -> WatchRequest {
        let contact = |row: &ContactForm| Contact {
            contact: row.id,
            name: row.name.trim().to_owned(),
            email: row.email.trim().to_owned(),
            phone: Some(row.phone.trim().to_owned()).filter(|phone| !phone.is_empty()),
            language: row.language.clone(),
            zone: row.zone.clone(),
        };
        WatchRequest {
            watch,
            policy: self.policy(),
            zone: self.zone.clone(),
            contacts: self.filled().map(contact).collect(),
        }
    }
}

/// Whole units, or with one decimal where a policy was made elsewhere.
#[expect(clippy::cast_precision_loss, reason = "days and hours of a schedule")]
fn amount(ms: i64, unit: i64) -> String {
    if ms % unit == 0 { (ms / unit).to_string() } else { format!("{:.1}", ms as f64 / unit as f64) }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "days and hours of a schedule; a float saturates"
)]
fn length(text: &str, unit: i64) -> i64 {
    let number: f64 = text.trim().replace(',', ".").parse().unwrap_or(0.0);
    (number * unit as f64).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        let row = ContactForm::new(ContactId::from_bytes([1; 16]), "cs");
        Form::new("Europe/Prague".to_owned(), row)
    }

    #[test]
    fn the_defaults_are_the_products_and_within_bounds() {
        let mut form = form();
        assert_eq!(form.wrong(), []);
        assert_eq!(form.contact_count(), 0, "an empty row is no contact");
        form.contacts[0].name = "Eva".to_owned();
        form.contacts[0].email = "eva@example.org".to_owned();
        assert_eq!(form.wrong(), []);
        let default = Policy::with_contacts(vec![form.contacts[0].id]);
        assert_eq!(form.policy(), default);
    }

    #[test]
    fn decimals_in_both_styles_and_nonsense() {
        let mut form = form();
        form.spacing = "0,5".to_owned();
        assert_eq!(form.policy().spacing_ms, 12 * HOUR);
        form.spacing = "soon".to_owned();
        assert_eq!(form.wrong(), [Field::Spacing]);
        form.spacing = "1".to_owned();
        form.hour = "25".to_owned();
        assert!(form.wrong().contains(&Field::AskAtMinute));
    }

    #[test]
    fn a_half_written_contact_is_pointed_at() {
        let mut form = form();
        form.contacts[0].name = "Eva".to_owned();
        assert_eq!(form.wrong(), [Field::Contacts]);
    }
}
