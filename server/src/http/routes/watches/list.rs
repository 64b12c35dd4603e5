//! GET: my watches.

use super::view::view;
use crate::{
    app::AppState,
    engine::beat,
    http::{
        Answer,
        extract::{Account, Json},
    },
    store::watches,
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
    let mut answer = WatchesResponse { watches: Vec::new() };
    for watch in watches::of_owner(&mut tx, account.id).await? {
        answer.watches.push(view(&mut tx, watch, now).await?);
    }
    Ok(Json(answer))
}
