//! Signing up: a mailed link, OPAQUE registration, the account.

mod finish;
mod open;
mod register;
mod request;

use crate::{app::AppState, domain::accounts::InvalidAccount, http::Refusal};
use axum::{Router, routing::post};
use sha2::{Digest as _, Sha256};
use stafeta_shared::{
    api::{ProblemCode, paths},
    bytes::B64,
};

/// Routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(paths::SIGN_UP, post(request::request))
        .route(paths::SIGN_UP_OPEN, post(open::open))
        .route(paths::OPAQUE_REGISTER, post(register::register))
        .route(paths::SIGN_UP_FINISH, post(finish::finish))
}

/// What the database knows of a token that was mailed.
fn token_hash(token: &B64) -> Result<[u8; 32], Refusal> {
    if token.len() != 32 {
        return Err(ProblemCode::LinkInvalid.into());
    }
    Ok(Sha256::digest(token.0.as_slice()).into())
}

impl From<InvalidAccount> for Refusal {
    fn from(invalid: InvalidAccount) -> Self {
        match invalid {
            InvalidAccount::Field(field, how) => Self::invalid(field, how),
            InvalidAccount::Suite => ProblemCode::SuiteRefused.into(),
            InvalidAccount::Bundle => ProblemCode::BundleInvalid.into(),
            InvalidAccount::EmailTaken => ProblemCode::AccountExists.into(),
        }
    }
}
