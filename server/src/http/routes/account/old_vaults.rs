//! Vaults that were replaced in the last weeks, without their bytes.

use crate::{
    app::AppState,
    http::{
        Answer,
        extract::{Account, Json},
    },
    store::old_vaults as store,
};
use axum::extract::State;
use stafeta_shared::api::{OldVault, OldVaultsResponse};

/// Oldest first.
pub(super) async fn old_vaults(
    State(app): State<AppState>,
    session: Account,
) -> Answer<Json<OldVaultsResponse>> {
    let mut tx = app.db.begin_read().await?;
    let vaults = store::of(&mut tx, session.id).await?;
    let shown = |old: &store::OldVault| OldVault {
        counter: old.counter.unsigned_abs(),
        replaced_at: old.replaced_at,
        len: old.len.unsigned_abs(),
    };
    Ok(Json(OldVaultsResponse { vaults: vaults.iter().map(shown).collect() }))
}
