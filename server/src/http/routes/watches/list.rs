//! GET: my watches.

use super::view::views;
use crate::{
    app::AppState,
    engine::beat,
    http::{
        Answer,
        extract::{Account, Json},
    },
};
use axum::extract::State;
use stafeta_shared::api::WatchesResponse;

/// Oldest first, each with its projection.
pub(super) async fn list(
    State(app): State<AppState>,
    account: Account,
) -> Answer<Json<WatchesResponse>> {
    let mut tx = app.db.begin_read().await?;
    let now = beat::now(&mut tx, &app).await?;
    Ok(Json(views(&mut tx, account.id, now).await?))
}
