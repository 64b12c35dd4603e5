//! The slot of the way this session came in by, never another one, and the vault.

use crate::{
    app::AppState,
    http::{
        Answer,
        extract::{Account, Json},
    },
    store::{accounts, slots},
};
use axum::extract::State;
use stafeta_shared::api::{ProblemCode, VaultResponse};

pub(super) async fn read(
    State(app): State<AppState>,
    session: Account,
) -> Answer<Json<VaultResponse>> {
    let slot = session.session.slot;
    let mut tx = app.db.begin_read().await?;
    let stored =
        slots::stored(&mut tx, session.id, slot).await?.ok_or(ProblemCode::Unauthenticated)?;
    let (counter, vault) = accounts::vault(&mut tx, session.id).await?;
    Ok(Json(VaultResponse {
        slot,
        stored: stored.into(),
        counter: u64::try_from(counter).unwrap_or_default(),
        vault: vault.into(),
    }))
}
