//! Accept with the account that is logged in.
//!
//! Refuses: an invitation that was answered or is too old; one's own; an account with another
//! address, unless the invited mailbox was proven by its code; an account without a confirmed
//! phone; a bundle that is not the newest one; a vault that changed in between.

use super::{Consent, grant_hash, waiting};
use crate::{
    app::AppState,
    domain::accounts::vault,
    http::{
        Answer, Refusal,
        extract::{Account, JsonUpTo, Path, VAULT_BODY_MAX},
    },
    store::{
        StoreError, Tx, accounts, bundles,
        invitations::{self, Invitation},
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
    let proof = request.proof_recipient.as_ref();
    let consent = Consent::to(&invitation, &request.consent, proof)?;
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
    consent.accept(&mut tx, &invitation, (me.id, bundle), now).await?;
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
