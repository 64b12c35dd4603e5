//! What this installation is.

use crate::{app::AppState, http::extract::Json};
use axum::{Router, extract::State, routing::get};
use stafeta_shared::{
    api::{InstanceResponse, paths},
    limits::FILE_MAX,
};

/// Routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new().route(paths::INSTANCE, get(instance))
}

async fn instance(State(app): State<AppState>) -> Json<InstanceResponse> {
    let server = &app.config.server;
    Json(InstanceResponse {
        realm: server.realm.clone(),
        name: app.config.instance.name.clone(),
        sign_up: app.config.instance.sign_up,
        demo: server.demo,
        now: app.clock.wall(),
        file_max: FILE_MAX,
    })
}
