//! The demo's window behind the scenes: what everybody received, where the watches stand, and a
//! clock that can be moved. Only in a demo; elsewhere these addresses do not exist.

mod api;
mod page;
mod view;

use crate::{app::AppState, http::Refusal};
use axum::{
    Router,
    extract::FromRequestParts,
    http::request::Parts,
    routing::{get, post},
};
use stafeta_shared::api::ProblemCode;

const PAGE: &str = "/demo";
const PAGE_CLOCK: &str = "/demo/clock";
const API_MESSAGES: &str = "/api/demo/messages";
const API_CLOCK: &str = "/api/demo/clock";
const API_STATE: &str = "/api/demo/state";

/// Routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(PAGE, get(page::show))
        .route(PAGE_CLOCK, post(page::clock))
        .route(API_MESSAGES, get(api::messages))
        .route(API_CLOCK, post(api::clock))
        .route(API_STATE, get(api::state))
}

/// Proof that this is a demo.
struct Demo;

impl FromRequestParts<AppState> for Demo {
    type Rejection = Refusal;

    async fn from_request_parts(_: &mut Parts, app: &AppState) -> Result<Self, Refusal> {
        if app.config.server.demo { Ok(Self) } else { Err(ProblemCode::NotFound.into()) }
    }
}
