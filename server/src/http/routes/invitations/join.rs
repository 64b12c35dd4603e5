//! Accept with the account that is logged in.
//!
//! Refuses: an invitation that was answered or is too old; one's own; an account with another
//! address, unless the invited mailbox was proven by its code; an account without a confirmed
//! phone; a bundle that is not the newest one; a vault that changed in between.

use super::{grant_hash, proof_fits, waiting};
use crate::{
    app::AppState,
    deliver::Template,
    domain::{
        accounts::vault,
        invitations::{is_consent, tell_owner},
    },
    http::{
        Answer, Refusal,
        extract::{Account, JsonUpTo, Path, VAULT_BODY_MAX},
    },
    store::{
        StoreError, Tx, accounts, bundles,
        invitations::{self, Acceptance, Invitation},
    },
};
use axum::{extract::State, http::StatusCode};
use stafeta_shared::{
    api::{InvitationJoinRequest, ProblemCode},
    bytes::B64,
    ids::InviteId,
};

pub(super) async fn join(
    State(app): State<AppState>,
    me: Account,
    Path(invite): Path<InviteId>,
    JsonUpTo(request): JsonUpTo<InvitationJoinRequest, VAULT_BODY_MAX>,
) -> Answer<StatusCode> {
    let now = app.clock.wall();
    let mut tx = app.db.begin_write().await?;
    let invitation = waiting(&mut tx, invite, now).await?;
    if invitation.owner == me.id {
        return Err(ProblemCode::InvitationOwn.into());
    }
    if !is_consent(&request.consent) {
        return Err(Refusal::invalid("consent", "form"));
    }
    let proof = request.proof_recipient.as_ref();
    if !proof_fits(proof, invitation.delivery) {
        return Err(Refusal::invalid("proof_recipient", "delivery"));
    }
    let account = accounts::by_id(&mut tx, me.id).await?.ok_or(ProblemCode::Unauthenticated)?;
    let proven = proven(&mut tx, &invitation, request.grant.as_ref(), now).await?;
    if account.email_key != invitation.email_key && proven.is_none() {
        return Err(ProblemCode::Forbidden.into());
    }
    match (&account.phone, proven.and_then(|granted| granted.phone_proven)) {
        (Some(_), _) => {}
        (None, Some(phone)) => accounts::set_phone(&mut tx, me.id, &phone, now).await?,
        (None, None) => return Err(ProblemCode::PhoneMissing.into()),
    }
    let bundle =
        bundles::newest_hash(&mut tx, me.id).await?.ok_or(StoreError::Corrupt("bundles.hash"))?;
    if request.bundle[..] != bundle {
        return Err(ProblemCode::BundleInvalid.into());
    }
    vault::commit(&mut tx, me.id, &request.vault, now).await?.map_err(Refusal::from)?;
    let acceptance = Acceptance {
        recipient: me.id,
        bundle,
        proof: proof.map(|proof| &proof[..]),
        consent: &request.consent,
    };
    if !invitations::accept(&mut tx, invite, &acceptance, now).await? {
        return Err(ProblemCode::InvitationUsed.into());
    }
    let news = Template::InvitationAccepted { email: invitation.email.clone() };
    tell_owner(&mut tx, &invitation, news, now).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The invitation again, if the grant proves that its codes were typed.
async fn proven(
    tx: &mut Tx,
    invitation: &Invitation,
    grant: Option<&B64>,
    now: i64,
) -> Answer<Option<Invitation>> {
    let Some(grant) = grant else { return Ok(None) };
    let granted = invitations::grant(tx, &grant_hash(grant), now).await?;
    Ok(granted.filter(|granted| granted.id == invitation.id))
}
