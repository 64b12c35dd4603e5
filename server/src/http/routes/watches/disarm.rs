//! POST: back to a draft.

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
use stafeta_shared::{api::WatchResponse, ids::WatchId};

/// Ends an open cycle first, with its all-clear. Refuses a watch that has released.
pub(super) async fn disarm(
    State(app): State<AppState>,
    Path(id): Path<WatchId>,
    account: FreshAccount,
) -> Answer<Json<WatchResponse>> {
    let mut tx = app.db.begin_write().await?;
    let now = beat::now(&mut tx, &app).await?;
    let watch = own(&mut tx, account.id, id).await?;
    let loaded = act::disarm(&mut tx, &app, watch, now).await?;
    act::edited(&mut tx, &app, account.id, Some(id)).await?;
    let answer = view(&mut tx, loaded.watch, now).await?;
    tx.commit().await?;
    app.engine.hint.notify_waiters();
    Ok(Json(answer))
}
