//! The account that is logged in: who I am, vault, phone, bundles, logout.

mod bundles;
mod logout;
pub mod me;
mod old_vault;
mod old_vaults;
mod phone_confirm;
mod phone_start;
mod vault_read;
mod vault_write;

use crate::{
    app::{AppState, Deps},
    domain::{
        accounts::{session::SessionToken, vault::VaultRefused},
        codes::{Redeemed, TooMany},
    },
    http::{Refusal, cookie, extract::Json},
};
use axum::{
    Router,
    http::header,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use stafeta_shared::api::{MeResponse, ProblemCode, paths};

/// Routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(paths::ME, get(me::me))
        .route(paths::VAULT, get(vault_read::read).put(vault_write::write))
        .route(paths::OLD_VAULTS, get(old_vaults::old_vaults))
        .route(paths::OLD_VAULT, get(old_vault::old_vault))
        .route(paths::PHONE_START, post(phone_start::start))
        .route(paths::PHONE_CONFIRM, post(phone_confirm::confirm))
        .route(paths::BUNDLES, get(bundles::bundles))
        .route(paths::LOGOUT, post(logout::logout))
}

/// An answer that begins a session: who I am, and the cookie.
pub struct Logged(Response);

impl Logged {
    /// With a full session's token.
    #[must_use]
    pub fn new(app: &Deps, token: &SessionToken, me: MeResponse) -> Self {
        Self::with(app, token, Json(me))
    }

    /// With any answer and a session's token.
    #[must_use]
    pub fn with(app: &Deps, token: &SessionToken, answer: impl IntoResponse) -> Self {
        let cookie = cookie::set(token, &app.config.server);
        let mut response = answer.into_response();
        response.headers_mut().insert(header::SET_COOKIE, cookie);
        Self(response)
    }
}

impl IntoResponse for Logged {
    fn into_response(self) -> Response {
        self.0
    }
}

impl From<VaultRefused> for Refusal {
    fn from(refused: VaultRefused) -> Self {
        match refused {
            VaultRefused::Invalid => Self::invalid("vault", "context"),
            VaultRefused::Conflict => ProblemCode::VaultConflict.into(),
        }
    }
}

impl From<TooMany> for Refusal {
    fn from(TooMany(wait): TooMany) -> Self {
        Self::wait(wait.0)
    }
}

/// The target that a typed code has proven, or the refusal it deserves. Commit first.
///
/// # Errors
/// Wrong, expired, too many.
pub fn proven(redeemed: Redeemed) -> Result<String, Refusal> {
    match redeemed {
        Redeemed::Yes { target } => Ok(target),
        Redeemed::Wrong => Err(ProblemCode::CodeWrong.into()),
        Redeemed::Expired => Err(ProblemCode::CodeExpired.into()),
        Redeemed::TooMany(wait) => Err(Refusal::wait(wait.0)),
    }
}
