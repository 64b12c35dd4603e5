//! An invitation as its owner sees it.

use crate::{
    domain::{accounts::phone, invitations::state_at},
    store::{Result, Tx, accounts, bundles, invitations::Invitation},
};
use stafeta_shared::{
    api::{InvitationState, PersonResponse},
    bytes::B64,
};

pub(super) async fn person(
    tx: &mut Tx,
    invitation: &Invitation,
    now: i64,
) -> Result<PersonResponse> {
    let state = state_at(invitation, now);
    // The keys of somebody who was removed are no business of this owner any more.
    let recipient = invitation.recipient.filter(|_| state == InvitationState::Accepted);
    let chain = match recipient {
        Some(recipient) => bundles::of(tx, recipient).await?,
        None => Vec::new(),
    };
    let confirmed = match recipient {
        // Whoever joins with an account has confirmed its phone before.
        Some(recipient) if invitation.phone_proven.is_none() => {
            accounts::by_id(tx, recipient).await?.and_then(|account| account.phone)
        }
        Some(_) => invitation.phone_proven.clone(),
        None => None,
    };
    Ok(PersonResponse {
        invite: invitation.id,
        delivery: invitation.delivery,
        state,
        email: invitation.email.clone(),
        phone: confirmed.as_deref().map(phone::masked),
        language: invitation.language.clone(),
        created_at: invitation.created_at,
        expires_at: invitation.expires_at,
        answered_at: invitation.answered_at,
        recipient,
        recipient_bundle: invitation
            .recipient_bundle
            .filter(|_| recipient.is_some())
            .map(B64::from),
        bundles: chain.into_iter().map(B64::from).collect(),
        proof_recipient: invitation.proof_recipient.clone().map(B64::from),
    })
}
