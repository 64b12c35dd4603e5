//! POST: what a policy means, computed by the machine itself. Stores nothing.

use super::scale;
use crate::{
    app::AppState,
    domain::{accounts::create, watches::bounds},
    engine::{beat, load},
    http::{
        Answer, Refusal,
        extract::{Account, Json},
    },
};
use axum::extract::State;
use stafeta_shared::{
    api::ProjectionRequest,
    watch::{Projection, project},
};

/// Refuses a field out of its bounds.
pub(super) async fn projection(
    State(app): State<AppState>,
    _account: Account,
    Json(request): Json<ProjectionRequest>,
) -> Answer<Json<Projection>> {
    if !create::is_zone(&request.zone) {
        return Err(Refusal::invalid("zone", "unknown"));
    }
    let policy = request.policy;
    let wrong = bounds(&policy, scale(&app));
    if !wrong.is_empty() {
        return Err(wrong.into());
    }
    let mut tx = app.db.begin_read().await?;
    let now = beat::now(&mut tx, &app).await?;
    drop(tx);
    let (state, facts) = load::imagined(&policy, &request.zone, request.phone, now);
    Ok(Json(project(&state, &policy, &facts, now.clock)))
}
