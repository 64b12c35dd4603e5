//! The page's calls about watches. Schedules and addresses are no secret of the keeper.

use super::{
    api::{Nothing, get, post, send},
    failure::Failure,
};
use stafeta_shared::{
    api::{
        ArmRequest, CheckInResponse, PauseRequest, ProjectionRequest, RecallResponse,
        WatchEventsResponse, WatchRequest, WatchResponse, WatchesResponse, paths,
    },
    ids::WatchId,
    watch::Projection,
};

/// My watches.
pub async fn all() -> Result<WatchesResponse, Failure> {
    get(paths::WATCHES).await
}

/// Create a watch.
pub async fn create(request: &WatchRequest) -> Result<(), Failure> {
    post::<_, Nothing>(paths::WATCHES, request).await.map(drop)
}

/// Change a watch.
pub async fn update(request: &WatchRequest) -> Result<(), Failure> {
    let path = paths::fill(paths::WATCH, &[&request.watch.to_string()]);
    send::<_, Nothing>("PUT", &path, Some(request)).await.map(drop)
}

/// One watch out of all of mine.
pub async fn one(watch: WatchId) -> Result<Option<WatchResponse>, Failure> {
    Ok(all().await?.watches.into_iter().find(|one| one.watch == watch))
}

/// Arm.
pub async fn arm(watch: WatchId, accept_single_way: bool) -> Result<(), Failure> {
    let path = paths::fill(paths::WATCH_ARM, &[&watch.to_string()]);
    post::<_, Nothing>(&path, &ArmRequest { accept_single_way }).await.map(drop)
}

/// Back to a draft.
pub async fn disarm(watch: WatchId) -> Result<(), Failure> {
    let path = paths::fill(paths::WATCH_DISARM, &[&watch.to_string()]);
    post::<_, Nothing>(&path, &serde_json::json!({})).await.map(drop)
}

/// Pause until a time.
pub async fn pause(watch: WatchId, until: i64) -> Result<(), Failure> {
    let path = paths::fill(paths::WATCH_PAUSE, &[&watch.to_string()]);
    post::<_, Nothing>(&path, &PauseRequest { until }).await.map(drop)
}

/// End the pause.
pub async fn resume(watch: WatchId) -> Result<(), Failure> {
    let path = paths::fill(paths::WATCH_RESUME, &[&watch.to_string()]);
    post::<_, Nothing>(&path, &serde_json::json!({})).await.map(drop)
}

/// What happened to a watch.
pub async fn events(watch: WatchId) -> Result<WatchEventsResponse, Failure> {
    get(&paths::fill(paths::WATCH_EVENTS, &[&watch.to_string()])).await
}

/// "I'm back".
pub async fn recall(watch: WatchId) -> Result<RecallResponse, Failure> {
    let path = paths::fill(paths::WATCH_RECALL, &[&watch.to_string()]);
    post(&path, &serde_json::json!({})).await
}

/// What a schedule means.
pub async fn projection(request: &ProjectionRequest) -> Result<Projection, Failure> {
    post(paths::PROJECTION, request).await
}

/// "I'm fine".
pub async fn check_in() -> Result<CheckInResponse, Failure> {
    post(paths::CHECK_IN, &serde_json::json!({})).await
}
