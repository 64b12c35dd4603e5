//! `/healthz`: the process answers. `/readyz`: it can do its work.

use crate::{app::AppState, http::Answer, store::instance};
use axum::{Router, extract::State, routing::get};

/// Routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new().route("/healthz", get(healthz)).route("/readyz", get(readyz))
}

async fn healthz() -> &'static str {
    "ok\n"
}

/// Refuses (503) while the database does not answer.
async fn readyz(State(app): State<AppState>) -> Answer<&'static str> {
    let mut tx = app.db.begin_read().await?;
    instance::all(&mut tx).await?;
    Ok("ready\n")
}
