//! How far a person is, as a shape and a word.

use crate::{
    app::components::status::Shape,
    protocol::{Person, Verified},
};
use stafeta_shared::api::InvitationState;

/// Shape and text key.
#[must_use]
pub fn readiness(person: &Person, now: i64) -> (Shape, &'static str) {
    match person.state {
        InvitationState::Accepted if person.key_changed => {
            (Shape::Cross, "people-state-key-changed")
        }
        InvitationState::Accepted => match person.verified {
            Verified::Link | Verified::Number => (Shape::Full, "people-state-ready"),
            Verified::No => (Shape::Triangle, "people-state-unverified"),
        },
        InvitationState::Invited if person.expires_at <= now => {
            (Shape::Empty, "people-state-expired")
        }
        InvitationState::Invited => (Shape::Half, "people-state-invited"),
        InvitationState::Declined => (Shape::Cross, "people-state-declined"),
        InvitationState::Cancelled => (Shape::Empty, "people-state-cancelled"),
        InvitationState::Removed => (Shape::Empty, "people-state-removed"),
        InvitationState::Expired => (Shape::Empty, "people-state-expired"),
    }
}

/// Whether something can be sealed to them.
#[must_use]
pub fn can_receive(person: &Person) -> bool {
    person.state == InvitationState::Accepted && !person.key_changed && person.recipient.is_some()
}

/// The state's name for tests.
#[must_use]
pub const fn state_name(person: &Person) -> &'static str {
    match person.state {
        InvitationState::Invited => "invited",
        InvitationState::Accepted => "accepted",
        InvitationState::Declined => "declined",
        InvitationState::Cancelled => "cancelled",
        InvitationState::Removed => "removed",
        InvitationState::Expired => "expired",
    }
}

/// How far the key is known, for tests.
#[must_use]
pub const fn verified_name(person: &Person) -> &'static str {
    match person.verified {
        Verified::No => "no",
        Verified::Link => "link",
        Verified::Number => "number",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stafeta_shared::{
        api::Delivery,
        ids::{AccountId, InviteId},
    };

    fn person(state: InvitationState, verified: Verified) -> Person {
        Person {
            invite: InviteId::from_bytes([1; 16]),
            name: "Petr".to_owned(),
            email: "petr@example.org".to_owned(),
            phone: None,
            delivery: Delivery::Mail,
            state,
            recipient: Some(AccountId::from_bytes([2; 16])),
            verified,
            key_changed: false,
            created_at: 0,
            expires_at: 10,
            answered_at: None,
            has_link: false,
        }
    }

    #[test]
    fn only_verified_people_are_ready() {
        let word = |person: &Person| readiness(person, 5).1;
        assert_eq!(word(&person(InvitationState::Accepted, Verified::Link)), "people-state-ready");
        assert_eq!(
            word(&person(InvitationState::Accepted, Verified::No)),
            "people-state-unverified"
        );
        assert_eq!(word(&person(InvitationState::Invited, Verified::No)), "people-state-invited");
    }

    #[test]
    fn a_changed_key_outweighs_everything() {
        let mut changed = person(InvitationState::Accepted, Verified::Number);
        changed.key_changed = true;
        assert_eq!(readiness(&changed, 5).1, "people-state-key-changed");
        assert!(!can_receive(&changed));
    }

    #[test]
    fn an_old_invitation_is_called_expired_before_the_server_says_so() {
        let old = person(InvitationState::Invited, Verified::No);
        assert_eq!(readiness(&old, 10).1, "people-state-expired");
        assert!(!can_receive(&old));
    }
}
