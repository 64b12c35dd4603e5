//! POST: pause a watch until a day.

use super::change;
use crate::{
    app::AppState,
    http::{
        Answer,
        extract::{FreshAccount, Json, Path},
    },
};
use axum::extract::State;
use stafeta_shared::{
    api::{PauseRequest, WatchResponse},
    ids::WatchId,
    watch::Input,
};

/// Refuses more than 90 days, and a second pause without a check-in in between.
pub(super) async fn pause(
    State(app): State<AppState>,
    Path(id): Path<WatchId>,
    account: FreshAccount,
    Json(request): Json<PauseRequest>,
) -> Answer<Json<WatchResponse>> {
    let input = Input::Pause { until_wall_ms: request.until };
    change(&app, account.id, id, |_, _| input).await
}
