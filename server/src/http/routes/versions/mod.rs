//! Sealed versions, for their owner: commit, read the newest again, say that they still hold, and see
//! who opened them.

mod commit;
mod facts;
mod heads;
mod newest;
mod receipts;

use crate::app::AppState;
use axum::{
    Router,
    routing::{get, post},
};
use stafeta_shared::api::paths;

/// Routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(paths::VERSIONS, get(newest::newest).post(commit::commit))
        .route(paths::RECEIPTS, get(receipts::receipts))
        .route(paths::HEADS, post(heads::heads))
}

#[cfg(test)]
mod tests;
