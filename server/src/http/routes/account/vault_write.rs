//! Replace the vault, if nobody replaced it in between.
//!
//! Refuses: bytes that do not say they are this account's vault with this counter; a counter that
//! is not the next one (the client loads again and re-applies its change).

use crate::{
    app::AppState,
    domain::accounts::vault,
    http::{
        Answer, Refusal,
        extract::{Account, JsonUpTo, VAULT_BODY_MAX},
    },
};
use axum::{extract::State, http::StatusCode};
use stafeta_shared::api::VaultUpdate;

pub(super) async fn write(
    State(app): State<AppState>,
    session: Account,
    JsonUpTo(update): JsonUpTo<VaultUpdate, VAULT_BODY_MAX>,
) -> Answer<StatusCode> {
    let mut tx = app.db.begin_write().await?;
    vault::commit(&mut tx, session.id, &update, app.clock.wall()).await?.map_err(Refusal::from)?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
