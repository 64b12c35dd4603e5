//! POST: pause a watch until a day.

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
    let mut tx = app.db.begin_write().await?;
    let now = beat::now(&mut tx, &app).await?;
    let watch = own(&mut tx, account.id, id).await?;
    let input = Input::Pause { until_wall_ms: request.until };
    let loaded = act::act(&mut tx, &app, watch, now, input).await?;
    act::edited(&mut tx, &app, account.id, Some(id)).await?;
    let answer = view(&mut tx, loaded.watch, now).await?;
    tx.commit().await?;
    app.engine.hint.notify_waiters();
    Ok(Json(answer))
}
