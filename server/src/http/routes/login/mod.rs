//! Logging in: OPAQUE and an SMS code, or the printed kit.

mod code;
mod finish;
mod kit_finish;
mod kit_start;
mod limits;
mod resend;
mod second_factor;
mod start;

use crate::app::AppState;
use axum::{Router, routing::post};
use stafeta_shared::{
    api::paths,
    ids::{AccountId, LoginId},
};

/// An attempt is worthless after this.
const LIFE_MS: i64 = 120_000;
/// Attempts of one account under way; older ones give way. So many that a storm from all over does
/// not push a person's own attempt out between its two steps.
const PARALLEL: i64 = 512;

/// Routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(paths::LOGIN_START, post(start::start))
        .route(paths::LOGIN_FINISH, post(finish::finish))
        .route(paths::LOGIN_CODE, post(code::code))
        .route(paths::LOGIN_RESEND, post(resend::resend))
        .route(paths::KIT_START, post(kit_start::start))
        .route(paths::KIT_FINISH, post(kit_finish::finish))
}

/// What the encrypted state of an attempt is bound to.
fn state_context(login: LoginId, account: AccountId) -> Vec<u8> {
    [b"stafeta/login-state/".as_slice(), login.as_bytes(), account.as_bytes()].concat()
}
