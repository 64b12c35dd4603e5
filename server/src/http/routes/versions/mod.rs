//! Sealed versions, for their owner: commit, and read the newest again.

mod commit;
mod facts;
mod newest;

use crate::app::AppState;
use axum::{Router, routing::get};
use stafeta_shared::api::paths;

/// Routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new().route(paths::VERSIONS, get(newest::newest).post(commit::commit))
}

#[cfg(test)]
mod tests;
