//! Every message there is, with what its text needs. Never a secret, never content.
//!
//! Stored as a name and JSON. A new field needs `#[serde(default)]`: rows of the version before
//! are still in the outbox when a new one starts.

use serde::{Deserialize, Serialize};
use stafeta_shared::ids::InviteId;

/// A message to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "template", content = "params", rename_all = "kebab-case")]
pub enum Template {
    /// Mail: the link to sign up with. Its token is derived from the outbox key.
    SignUpLink,
    /// Mail, instead of the link, when the address has an account already.
    AccountExists,
    /// SMS: the second factor at login.
    LoginCode,
    /// SMS: proves a phone.
    PhoneCode,
    /// Mail: an invitation that we deliver (no secret in the link).
    InvitationMail {
        /// The owner's name.
        owner: String,
        /// The invitation.
        invite: InviteId,
    },
    /// Mail: proves the mailbox of somebody invited.
    InvitationEmailCode {
        /// The owner's name.
        owner: String,
    },
    /// SMS: proves the phone of somebody invited.
    InvitationSmsCode,
    /// Mail to the owner.
    InvitationAccepted {
        /// Who, by the address that the owner wrote.
        email: String,
    },
    /// Mail to the owner.
    InvitationDeclined {
        /// Who, by the address that the owner wrote.
        email: String,
    },
    /// Mail and SMS to the account: somebody came in with the printed kit.
    KitUsed {
        /// When.
        at: i64,
        /// In which zone to say it.
        zone: String,
    },
    /// Mail or SMS to the owner: are you all right? The first question of a cycle.
    Ask(Question),
    /// The same question again.
    Reminder(Question),
    /// The last question, on every channel.
    FinalCall(Question),
    /// Mail or SMS to a trusted contact: can you reach them?
    ContactAsk {
        /// The owner's name.
        owner: String,
        /// The contact's name.
        contact: String,
        /// When the next step follows if nobody answers, as far as known.
        until: Option<i64>,
        /// In which zone to say it.
        zone: String,
    },
    /// To the owner: everybody was asked, release is next.
    Cooling(Question),
    /// To a trusted contact: the same.
    CoolingContact {
        /// The owner's name.
        owner: String,
        /// The contact's name.
        contact: String,
        /// When it releases.
        until: Option<i64>,
        /// In which zone to say it.
        zone: String,
    },
    /// To a trusted contact: our messages do not arrive at the owner any more, tell them.
    Unreachable {
        /// The owner's name.
        owner: String,
        /// The contact's name.
        contact: String,
    },
    /// To everybody who was alarmed: the owner is fine.
    AllClear {
        /// The owner's name.
        owner: String,
        /// The contact's name.
        contact: String,
    },
    /// To a recipient: something was left for you. Never what.
    Release {
        /// The owner's name.
        owner: String,
        /// The recipient's name.
        recipient: String,
        /// 0 the first time.
        repeat: u32,
    },
    /// To a recipient: the owner is back.
    Recalled {
        /// The owner's name.
        owner: String,
        /// The recipient's name.
        recipient: String,
    },
    /// To the owner: it was released.
    ReleasedNotice {
        /// The owner's name.
        owner: String,
    },
    /// To ourselves: does this channel work?
    Canary,
    /// To the operator.
    Alarm {
        /// Which alarm: the catalogue's `mail-alarm-<kind>`.
        kind: String,
        /// Ids and figures.
        detail: String,
    },
}

/// What every question to an owner says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Question {
    /// The owner's name.
    pub owner: String,
    /// When the next step follows if nobody answers, as far as known.
    #[serde(default)]
    pub until: Option<i64>,
    /// In which zone to say it.
    pub zone: String,
    /// The strong sign is overdue: until when the number alone still counts.
    #[serde(default)]
    pub strong_by: Option<i64>,
    /// That date has passed: only a login counts.
    #[serde(default)]
    pub strong_only: bool,
    /// A rehearsal.
    #[serde(default)]
    pub drill: bool,
}

impl Template {
    /// Name and parameters as the outbox stores them.
    #[must_use]
    pub fn to_columns(&self) -> (String, String) {
        let value = serde_json::to_value(self).unwrap_or_default();
        let name = value["template"].as_str().unwrap_or_default().to_owned();
        (name, value.get("params").map_or_else(|| "null".to_owned(), ToString::to_string))
    }

    /// The template of a stored row, if this build knows it.
    #[must_use]
    pub fn from_columns(name: &str, params: &str) -> Option<Self> {
        let params: serde_json::Value = serde_json::from_str(params).ok()?;
        let mut value = serde_json::json!({ "template": name });
        if !params.is_null() {
            value["params"] = params;
        }
        serde_json::from_value(value).ok()
    }

    /// Questions about one owner that fall together travel as one message; those of drills, which
    /// every answer ends one by one, do not.
    #[must_use]
    pub const fn is_shared(&self) -> bool {
        matches!(self, Self::Ask(q) | Self::Reminder(q) | Self::FinalCall(q) if !q.drill)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// One of every kind; the compiler asks for a line here when there is one more.
    fn all() -> Vec<Template> {
        use Template as T;
        let (owner, contact, zone) = (String::new, String::new, String::new);
        let next = |template: &T| {
            Some(match template {
                T::SignUpLink => T::AccountExists,
                T::AccountExists => T::LoginCode,
                T::LoginCode => T::PhoneCode,
                T::PhoneCode => {
                    T::InvitationMail { owner: owner(), invite: InviteId::from_bytes([0; 16]) }
                }
                T::InvitationMail { .. } => T::InvitationEmailCode { owner: owner() },
                T::InvitationEmailCode { .. } => T::InvitationSmsCode,
                T::InvitationSmsCode => T::InvitationAccepted { email: String::new() },
                T::InvitationAccepted { .. } => T::InvitationDeclined { email: String::new() },
                T::InvitationDeclined { .. } => T::KitUsed { at: 0, zone: zone() },
                T::KitUsed { .. } => T::Ask(Question::default()),
                T::Ask(_) => T::Reminder(Question::default()),
                T::Reminder(_) => T::FinalCall(Question::default()),
                T::FinalCall(_) => {
                    let (owner, contact, zone) = (owner(), contact(), zone());
                    T::ContactAsk { owner, contact, until: None, zone }
                }
                T::ContactAsk { .. } => T::Cooling(Question::default()),
                T::Cooling(_) => {
                    let (owner, contact, zone) = (owner(), contact(), zone());
                    T::CoolingContact { owner, contact, until: None, zone }
                }
                T::CoolingContact { .. } => T::Unreachable { owner: owner(), contact: contact() },
                T::Unreachable { .. } => T::AllClear { owner: owner(), contact: contact() },
                T::AllClear { .. } => {
                    T::Release { owner: owner(), recipient: contact(), repeat: 0 }
                }
                T::Release { .. } => T::Recalled { owner: owner(), recipient: contact() },
                T::Recalled { .. } => T::ReleasedNotice { owner: owner() },
                T::ReleasedNotice { .. } => T::Canary,
                T::Canary => T::Alarm { kind: String::new(), detail: String::new() },
                T::Alarm { .. } => return None,
            })
        };
        std::iter::successors(Some(T::SignUpLink), next).collect()
    }

    /// The names that rows carry. A rule that goes by names elsewhere is compared with these.
    pub(crate) fn names() -> BTreeSet<String> {
        all().iter().map(|template| template.to_columns().0).collect()
    }

    #[test]
    fn survives_the_outbox() {
        for template in all() {
            let (name, params) = template.to_columns();
            assert_eq!(Template::from_columns(&name, &params), Some(template));
        }
        assert_eq!(Template::from_columns("from-the-future", "null"), None);
    }
}
