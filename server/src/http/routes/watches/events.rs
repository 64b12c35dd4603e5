//! GET: the history of a watch, newest first.

use crate::{
    app::AppState,
    http::{
        Answer,
        extract::{Account, Json},
    },
    store::{events, watches},
};
use axum::extract::{Path, State};
use stafeta_shared::{
    api::{ProblemCode, WatchEventResponse, WatchEventsResponse},
    ids::WatchId,
};

const NEWEST: i64 = 200;

/// Refuses anybody but the owner.
pub(super) async fn events(
    State(app): State<AppState>,
    Path(id): Path<WatchId>,
    account: Account,
) -> Answer<Json<WatchEventsResponse>> {
    let mut tx = app.db.begin_read().await?;
    let watch = watches::by_id(&mut tx, id).await?.filter(|watch| watch.owner == account.id);
    if watch.is_none() {
        return Err(ProblemCode::NotFound.into());
    }
    let events = events::newest(&mut tx, id, NEWEST).await?;
    let events = events
        .into_iter()
        .map(|event| WatchEventResponse {
            seq: u64::try_from(event.seq).unwrap_or_default(),
            at: event.event.at,
            kind: event.event.kind,
            detail: serde_json::from_str(&event.event.detail).unwrap_or_default(),
        })
        .collect();
    Ok(Json(WatchEventsResponse { events }))
}
