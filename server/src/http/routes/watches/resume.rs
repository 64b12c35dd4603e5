//! POST: end the pause.

use super::change;
use crate::{
    app::AppState,
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
    change(&app, account.id, id, |_, _| Input::Resume).await
}
