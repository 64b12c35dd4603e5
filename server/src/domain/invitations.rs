//! Invitations: what state one is in at a moment, and what its end does.

use crate::{
    deliver::{Channel, Message, Template, enqueue},
    store::{
        Result, StoreError, Tx, accounts,
        invitations::{self, Invitation},
        sealed,
    },
};
use stafeta_shared::{api::InvitationState, lang::Lang};

/// The right to register lives this long after the codes.
pub const GRANT_MS: i64 = 30 * 60_000;
/// Longest name of a version of the consent text.
const CONSENT_MAX: usize = 64;

/// Why an invitation cannot be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// It was answered, cancelled or ended.
    Used,
    /// Nobody answered in time.
    Expired,
}

/// The state at a moment; expiry is never stored.
#[must_use]
pub fn state_at(invitation: &Invitation, now: i64) -> InvitationState {
    match invitation.state {
        InvitationState::Invited if invitation.expires_at <= now => InvitationState::Expired,
        state => state,
    }
}

/// Whether it still waits for an answer.
///
/// # Errors
/// [`Closed`].
pub fn open(invitation: &Invitation, now: i64) -> std::result::Result<(), Closed> {
    match state_at(invitation, now) {
        InvitationState::Invited => Ok(()),
        InvitationState::Expired => Err(Closed::Expired),
        _ => Err(Closed::Used),
    }
}

/// Whether this names a version of the consent text.
#[must_use]
pub fn is_consent(text: &str) -> bool {
    (1..=CONSENT_MAX).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_graphic())
}

/// Takes an invitation back, or ends a pairing: whatever was sealed to that person and has neither
/// been released nor opened is destroyed, unless another pairing with them goes on. `false` when
/// there was nothing left to end.
///
/// # Errors
/// When the database fails.
pub async fn end(tx: &mut Tx, invitation: &Invitation, now: i64) -> Result<bool> {
    use InvitationState::{Accepted, Cancelled, Invited, Removed};
    match (invitation.state, invitation.recipient) {
        (Invited, _) => invitations::end(tx, invitation.id, Invited, Cancelled, now).await,
        (Accepted, Some(recipient)) => {
            let ended = invitations::end(tx, invitation.id, Accepted, Removed, now).await?;
            if invitations::pairings(tx, invitation.owner, recipient).await?.is_empty() {
                sealed::destroy_for(tx, invitation.owner, recipient).await?;
            }
            Ok(ended)
        }
        _ => Ok(false),
    }
}

/// Mails the owner that somebody answered.
///
/// # Errors
/// When the database fails.
pub async fn tell_owner(
    tx: &mut Tx,
    invitation: &Invitation,
    template: Template,
    now: i64,
) -> Result<()> {
    let owner = accounts::by_id(tx, invitation.owner)
        .await?
        .ok_or(StoreError::Corrupt("invitations.owner"))?;
    let message = Message {
        key: format!("invitation/{}/answer", invitation.id),
        scope: None,
        channel: Channel::Mail,
        addressee: "owner".to_owned(),
        address: owner.email,
        language: Lang::parse(&owner.language).unwrap_or_default(),
        template,
        not_before: None,
        expires_at: None,
    };
    enqueue(tx, &message, now).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consent_names_are_short_and_plain() {
        assert!(is_consent("2026-11"));
        for bad in ["", " ", "a b", "č", &"x".repeat(65)] {
            assert!(!is_consent(bad), "{bad}");
        }
    }
}
