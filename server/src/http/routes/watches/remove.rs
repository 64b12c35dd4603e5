//! DELETE: remove a watch that is a draft.

use super::own;
use crate::{
    app::AppState,
    engine::act,
    http::{
        Answer,
        extract::{FreshAccount, Path},
    },
    store::watches,
};
use axum::{extract::State, http::StatusCode};
use stafeta_shared::{api::ProblemCode, ids::WatchId};

/// Refuses anything but a draft: disarm first.
pub(super) async fn remove(
    State(app): State<AppState>,
    Path(id): Path<WatchId>,
    account: FreshAccount,
) -> Answer<StatusCode> {
    let mut tx = app.db.begin_write().await?;
    let watch = own(&mut tx, account.id, id).await?;
    if watch.status != "draft" {
        return Err(ProblemCode::WatchState.into());
    }
    watches::delete(&mut tx, id).await?;
    act::edited(&mut tx, &app, account.id, None).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
