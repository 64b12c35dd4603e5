//! Watches as people write them: what is checked before anything is stored.
//!
//! The bounds of the schedule are `shared::watch`'s; here only what the server alone can know:
//! addresses, phone numbers, zones. Refuses with the field's name and a code for the form.

use super::accounts::{Email, Phone, create};
use crate::store::contacts;
use stafeta_shared::{
    api::WatchRequest,
    lang::Lang,
    limits::person_name,
    watch::{CONTACTS_MAX, Field, Policy, Scale, WrongWith},
};
use std::collections::BTreeSet;

/// A schedule and its contacts, fit to be stored.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The schedule; its contacts are those of the request.
    pub policy: Policy,
    /// Local hour of the question.
    pub hour: i64,
    /// IANA zone.
    pub zone: String,
    /// In their order.
    pub contacts: Vec<contacts::Contact>,
}

/// What is wrong with which field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Such as `policy.spacing` or `contacts.0.email`.
    pub field: String,
    /// Such as `too-small`.
    pub code: &'static str,
}

/// Checks a request; `countries` are those to which SMS are sent.
///
/// # Errors
/// Every field that is wrong.
pub fn check(
    request: &WatchRequest,
    scale: Scale,
    countries: &[String],
) -> Result<Checked, Vec<Wrong>> {
    let mut wrong = Vec::new();
    let contacts: Vec<_> = request
        .contacts
        .iter()
        .enumerate()
        .filter_map(|(n, contact)| person(contact, n, countries, &mut wrong))
        .collect();
    if request.contacts.len() > CONTACTS_MAX {
        wrong.push(Wrong { field: "contacts".to_owned(), code: "too-large" });
    }
    let ids: BTreeSet<_> = request.contacts.iter().map(|contact| contact.contact).collect();
    if ids.len() != request.contacts.len() {
        wrong.push(Wrong { field: "contacts".to_owned(), code: "twice" });
    }
    let policy = policy(request, scale, &mut wrong);
    if !create::is_zone(&request.zone) {
        wrong.push(Wrong { field: "zone".to_owned(), code: "unknown" });
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let hour = i64::from(policy.ask_at_minute / 60);
    Ok(Checked { policy, hour, zone: request.zone.clone(), contacts })
}

/// The schedule with the contacts of the request, which stand beside it there.
fn policy(request: &WatchRequest, scale: Scale, wrong: &mut Vec<Wrong>) -> Policy {
    let mut policy = request.policy.clone();
    policy.contacts = request.contacts.iter().map(|contact| contact.contact).collect();
    wrong.extend(bounds(&policy, scale));
    policy
}

/// Every field of a schedule that is out of its bounds.
#[must_use]
pub fn bounds(policy: &Policy, scale: Scale) -> Vec<Wrong> {
    let violations = policy.validate(scale).err().unwrap_or_default();
    violations
        .iter()
        .map(|violation| Wrong {
            field: format!("policy.{}", name(violation.field)),
            code: match violation.wrong {
                WrongWith::TooSmall { .. } => "too-small",
                WrongWith::TooLarge { .. } => "too-large",
                WrongWith::Twice => "twice",
            },
        })
        .collect()
}

fn name(field: Field) -> String {
    let value = serde_json::to_value(field).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn person(
    contact: &stafeta_shared::api::Contact,
    n: usize,
    countries: &[String],
    wrong: &mut Vec<Wrong>,
) -> Option<contacts::Contact> {
    let before = wrong.len();
    let mut refuse = |field: &str, code| {
        wrong.push(Wrong { field: format!("contacts.{n}.{field}"), code });
    };
    let name = person_name(&contact.name);
    if name.is_none() {
        refuse("name", "invalid");
    }
    let email = Email::parse(&contact.email);
    if email.is_none() {
        refuse("email", "invalid");
    }
    let typed = contact.phone.as_deref().map(str::trim).filter(|phone| !phone.is_empty());
    let phone = typed.map(|phone| Phone::parse(phone, countries)).transpose();
    if phone.is_err() {
        refuse("phone", "invalid");
    }
    if Lang::parse(&contact.language).is_none() {
        refuse("language", "unknown");
    }
    if contact.zone.as_deref().is_some_and(|zone| !create::is_zone(zone)) {
        refuse("zone", "unknown");
    }
    if wrong.len() > before {
        return None;
    }
    Some(contacts::Contact {
        id: contact.contact,
        name: name?,
        email: email?.written().to_owned(),
        phone: phone.ok()?.map(|phone| phone.as_str().to_owned()),
        language: contact.language.clone(),
        zone: contact.zone.clone(),
        wrong_numbers: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use stafeta_shared::{
        api::Contact,
        ids::{ContactId, WatchId},
    };

    fn request() -> WatchRequest {
        let contact = Contact {
            contact: ContactId::from_bytes([2; 16]),
            name: " Petr ".into(),
            email: "petr@example.org".into(),
            phone: Some("+420 601 123 456".into()),
            language: "cs".into(),
            zone: None,
        };
        WatchRequest {
            watch: WatchId::from_bytes([1; 16]),
            policy: Policy { ask_at_minute: 600, ..Policy::with_contacts(Vec::new()) },
            zone: "Europe/Prague".into(),
            contacts: vec![contact],
        }
    }

    fn fields(request: &WatchRequest) -> Vec<String> {
        let wrong = check(request, Scale::Real, &["CZ".into()]).unwrap_err();
        wrong.into_iter().map(|wrong| wrong.field).collect()
    }

    #[test]
    fn the_list_of_contacts_is_the_requests() {
        let checked = check(&request(), Scale::Real, &["CZ".into()]).unwrap();
        assert_eq!(checked.policy.contacts, [ContactId::from_bytes([2; 16])]);
        assert_eq!((checked.policy.ask_at_minute, checked.hour), (600, 10));
        assert_eq!(checked.contacts[0].name, "Petr");
        assert_eq!(checked.contacts[0].phone.as_deref(), Some("+420601123456"));
    }

    #[test]
    fn names_every_field_that_is_wrong() {
        let mut bad = request();
        bad.policy.ask_at_minute = 24 * 60;
        bad.zone = "Mars/Olympus".into();
        bad.contacts[0].email = "nobody".into();
        bad.contacts[0].phone = Some("123".into());
        bad.policy.cooling_ms = 1;
        let expected = [
            "contacts.0.email",
            "contacts.0.phone",
            "policy.cooling",
            "policy.ask_at_minute",
            "zone",
        ];
        assert_eq!(fields(&bad), expected);
    }

    #[test]
    fn nobody_is_asked_twice() {
        let mut bad = request();
        bad.contacts.push(bad.contacts[0].clone());
        assert!(fields(&bad).contains(&"contacts".to_owned()));
    }
}
