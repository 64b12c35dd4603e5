//! One vault that was replaced. Refuses a counter that is not kept.

use crate::{
    app::AppState,
    http::{
        Answer,
        extract::{Account, Json, Path},
    },
    store::old_vaults,
};
use axum::extract::State;
use stafeta_shared::api::{OldVaultResponse, ProblemCode};

pub(super) async fn old_vault(
    State(app): State<AppState>,
    session: Account,
    Path(counter): Path<u64>,
) -> Answer<Json<OldVaultResponse>> {
    let wanted = i64::try_from(counter).map_err(|_| ProblemCode::NotFound)?;
    let mut tx = app.db.begin_read().await?;
    let vault = old_vaults::vault(&mut tx, session.id, wanted).await?;
    let vault = vault.ok_or(ProblemCode::NotFound)?.into();
    Ok(Json(OldVaultResponse { counter, vault }))
}
