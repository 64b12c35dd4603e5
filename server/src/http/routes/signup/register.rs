//! First step of an OPAQUE registration, with a grant: a sign-up token or the grant that an
//! invitation's codes earned.
//!
//! Refuses: a grant that is wrong, used or too old; another suite; a malformed request.

use super::token_hash;
use crate::{
    app::AppState,
    http::{Answer, Refusal, extract::Json},
    store::{Tx, invitations, sign_ups},
};
use axum::extract::State;
use stafeta_shared::{
    api::{OpaqueRegisterRequest, OpaqueRegisterResponse, ProblemCode},
    crypto::{Suite, opaque::registration_response},
    ids::AccountId,
};

pub(super) async fn register(
    State(app): State<AppState>,
    Json(request): Json<OpaqueRegisterRequest>,
) -> Answer<Json<OpaqueRegisterResponse>> {
    Suite::try_from(request.suite).map_err(|_| ProblemCode::SuiteRefused)?;
    let hash = token_hash(&request.grant)?;
    let mut tx = app.db.begin_read().await?;
    let account =
        granted(&mut tx, &hash, app.clock.wall()).await?.ok_or(ProblemCode::LinkInvalid)?;
    drop(tx);
    let response = registration_response(&app.keys.opaque, &request.request, account)
        .map_err(|_| Refusal::invalid("request", "form"))?;
    Ok(Json(OpaqueRegisterResponse { account, response: response.into() }))
}

/// The account that whoever holds this grant may register.
async fn granted(tx: &mut Tx, hash: &[u8; 32], now: i64) -> Answer<Option<AccountId>> {
    if let Some(sign_up) = sign_ups::open(tx, hash, now).await? {
        return Ok(Some(sign_up.account));
    }
    let invited = invitations::grant(tx, hash, now).await?;
    Ok(invited.and_then(|invitation| invitation.grant_account))
}
