//! POST: end the pause.

use super::{own, view::view};
use crate::{
    app::AppState,
    engine::{act, beat},
    http::{
        Answer,
        extract::{FreshAccount, Json, Path},
    },
};
use axum::extract::State;
use stafeta_shared::{api::WatchResponse, ids::WatchId, watch::Input};

/// Refuses a watch that is not paused.
pub(super) async fn resume(
    State(app): State<AppState>,
    Path(id): Path<WatchId>,
    account: FreshAccount,
) -> Answer<Json<WatchResponse>> {
    let mut tx = app.db.begin_write().await?;
    let now = beat::now(&mut tx, &app).await?;
    let watch = own(&mut tx, account.id, id).await?;
    let loaded = act::act(&mut tx, &app, watch, now, Input::Resume).await?;
    act::edited(&mut tx, &app, account.id, Some(id)).await?;
    let answer = view(&mut tx, loaded.watch, now).await?;
    tx.commit().await?;
    Ok(Json(answer))
}
