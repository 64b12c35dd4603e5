//! POST: "I'm back": lock what was not opened, arm again.

use super::own;
use crate::{
    app::{AppState, Deps},
    engine::{act, beat},
    http::{
        Answer,
        extract::{FreshAccount, Json, Path},
    },
    store::{releases, retrying},
};
use axum::extract::State;
use stafeta_shared::{
    api::RecallResponse,
    ids::{AccountId, WatchId},
    watch::Input,
};

/// Refuses a watch that has not released.
pub(super) async fn recall(
    State(app): State<AppState>,
    Path(id): Path<WatchId>,
    account: FreshAccount,
) -> Answer<Json<RecallResponse>> {
    let recalled = retrying(|| take_back(&app, account.id, id)).await?;
    app.engine.hint.notify_waiters();
    Ok(Json(recalled))
}

async fn take_back(app: &Deps, owner: AccountId, id: WatchId) -> Answer<RecallResponse> {
    let mut tx = app.db.begin_write().await?;
    let now = beat::now(&mut tx, app).await?;
    let watch = own(&mut tx, owner, id).await?;
    let cycle = releases::Cycle { watch: id, epoch: watch.epoch, cycle: watch.cycle };
    act::act(&mut tx, app, watch, now, Input::Recall).await?;
    act::edited(&mut tx, app, owner, Some(id)).await?;
    let (locked, opened) = releases::counts(&mut tx, cycle).await?;
    tx.commit().await?;
    Ok(RecallResponse { locked, opened })
}
