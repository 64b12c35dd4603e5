//! Who I am; `null` for a visitor, who has done nothing wrong by asking.

use crate::{
    app::{AppState, Deps},
    domain::accounts::phone,
    http::{
        Answer,
        extract::{Json, MaybeAccount},
    },
    store::{self, Tx, accounts},
};
use axum::extract::State;
use stafeta_shared::api::MeResponse;

pub(super) async fn me(
    State(app): State<AppState>,
    MaybeAccount(session): MaybeAccount,
) -> Answer<Json<Option<MeResponse>>> {
    let Some(session) = session else { return Ok(Json(None)) };
    let mut tx = app.db.begin_read().await?;
    let Some(account) = accounts::by_id(&mut tx, session.id).await? else { return Ok(Json(None)) };
    Ok(Json(Some(of(&mut tx, &app, &account).await?)))
}

/// What an account is told about itself.
///
/// # Errors
/// When the database fails.
pub async fn of(tx: &mut Tx, app: &Deps, account: &accounts::Account) -> store::Result<MeResponse> {
    let roles = accounts::roles(tx, account.id).await?;
    Ok(MeResponse {
        account: account.id,
        name: account.name.clone(),
        email: account.email.clone(),
        phone: account.phone.as_deref().map(phone::masked),
        language: account.language.clone(),
        zone: account.zone.clone(),
        strong_sign_at: account.strong_sign_at,
        is_owner: roles.owner,
        is_recipient: roles.recipient,
        storage_used: u64::try_from(account.storage_used).unwrap_or_default(),
        storage_max: app.config.limits.storage,
    })
}
