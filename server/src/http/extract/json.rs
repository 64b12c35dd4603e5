//! JSON bodies: bounded, of the right type, refused with a problem document.

use crate::{app::AppState, http::Refusal};
use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, Request},
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};
use stafeta_shared::{
    api::ProblemCode,
    limits::{JSON_MAX, VAULT_MAX},
};

/// Enough for a vault in base64 beside the usual.
pub const VAULT_BODY_MAX: usize = VAULT_MAX / 3 * 4 + 4 + 2 * JSON_MAX;

/// A JSON body of the usual size; also the answer of a handler.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

/// A JSON body of up to `MAX` bytes, for the few operations that carry a vault or a version.
#[derive(Debug, Clone)]
pub struct JsonUpTo<T, const MAX: usize>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Json<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, Refusal> {
        read(request, JSON_MAX).await.map(Self)
    }
}

impl<T: DeserializeOwned, const MAX: usize> FromRequest<AppState> for JsonUpTo<T, MAX> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, Refusal> {
        read(request, MAX).await.map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
            Err(error) => Refusal::internal(error).into_response(),
        }
    }
}

/// A form of another site cannot send this content type without asking first (CORS), which is
/// one more wall against forged requests.
async fn read<T: DeserializeOwned>(request: Request, max: usize) -> Result<T, Refusal> {
    let is_json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(';').next() == Some("application/json"));
    if !is_json {
        return Err(Refusal::field(ProblemCode::BadRequest, "content-type", "application/json"));
    }
    let bytes: Bytes =
        to_bytes(request.into_body(), max).await.map_err(|_| ProblemCode::TooLarge)?;
    // The parser's message may quote the body, so it goes nowhere.
    serde_json::from_slice(&bytes).map_err(|_| ProblemCode::BadRequest.into())
}
