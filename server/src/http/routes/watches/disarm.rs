//! POST: back to a draft.

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

/// Ends an open cycle first, with its all-clear. Refuses a watch that has released.
pub(super) async fn disarm(
    State(app): State<AppState>,
    Path(id): Path<WatchId>,
    account: FreshAccount,
) -> Answer<Json<WatchResponse>> {
    change(&app, account.id, id, |_, _| Input::Disarm).await
}
