//! The bundle chain of myself or of somebody I am paired with.
//!
//! Anybody else does not exist, as far as this answer goes.

use crate::{
    app::AppState,
    http::{
        Answer,
        extract::{Account, Json},
    },
    store::bundles as store,
};
use axum::extract::{Path, State};
use stafeta_shared::{
    api::{BundlesResponse, ProblemCode},
    ids::AccountId,
};

pub(super) async fn bundles(
    State(app): State<AppState>,
    session: Account,
    Path(account): Path<String>,
) -> Answer<Json<BundlesResponse>> {
    let account: AccountId = account.parse().map_err(|_| ProblemCode::NotFound)?;
    let mut tx = app.db.begin_read().await?;
    if !store::related(&mut tx, session.id, account).await? {
        return Err(ProblemCode::NotFound.into());
    }
    let bundles = store::of(&mut tx, account).await?;
    Ok(Json(BundlesResponse { bundles: bundles.into_iter().map(Into::into).collect() }))
}
