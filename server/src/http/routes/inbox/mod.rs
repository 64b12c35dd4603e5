//! What was prepared for the account that is logged in. Before release nothing is given out but
//! the fact of the pairing: every operation that yields a header, wrap, lock, body, part or half
//! of a key goes through the gate (`gate.rs`), and its test lists them all: add yours there.

mod decline;
mod gate;
mod head;
mod key;
mod list;
mod part;
mod receipt;
mod sealed;

use gate::{permitted, permitted_to_change};

use crate::app::AppState;
use axum::{
    Router,
    routing::{get, post},
};
use stafeta_shared::api::paths;

/// Routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(paths::INBOX, get(list::list))
        .route(paths::INBOX_SEALED, get(sealed::sealed))
        .route(paths::INBOX_HEAD, get(head::head))
        .route(paths::INBOX_RECEIPT, post(receipt::receipt))
        .route(paths::INBOX_KEY, post(key::key))
        .route(paths::INBOX_PART, get(part::part))
        .route(paths::INBOX_DECLINE, post(decline::decline))
}

#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;
