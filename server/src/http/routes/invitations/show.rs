//! What is asked of somebody who opened an invitation link. Changes nothing. Address and number
//! are masked: the link may have gone astray.

use crate::{
    app::AppState,
    domain::{
        accounts::{Email, phone},
        invitations::open,
    },
    http::{
        Answer,
        extract::{Json, Path},
    },
    store::{StoreError, accounts, bundles, invitations},
};
use axum::extract::State;
use stafeta_shared::{
    api::{InvitationResponse, ProblemCode},
    ids::InviteId,
};

pub(super) async fn show(
    State(app): State<AppState>,
    Path(invite): Path<InviteId>,
) -> Answer<Json<InvitationResponse>> {
    let mut tx = app.db.begin_read().await?;
    let invitation = invitations::by_id(&mut tx, invite).await?.ok_or(ProblemCode::NotFound)?;
    open(&invitation, app.clock.wall())?;
    let owner = accounts::by_id(&mut tx, invitation.owner)
        .await?
        .ok_or(StoreError::Corrupt("invitations.owner"))?;
    let chain = bundles::of(&mut tx, owner.id).await?;
    let email = Email::parse(&invitation.email).map(|email| email.masked());
    Ok(Json(InvitationResponse {
        invite,
        owner: owner.id,
        owner_name: owner.name,
        owner_bundles: chain.into_iter().map(Into::into).collect(),
        owner_bundle: invitation.owner_bundle.into(),
        proof_owner: invitation.proof_owner.map(Into::into),
        delivery: invitation.delivery,
        email: email.unwrap_or_default(),
        phone: invitation.phone.as_deref().map(phone::masked),
        email_code: true,
        expires_at: invitation.expires_at,
        language: invitation.language,
    }))
}
