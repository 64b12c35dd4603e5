//! JSON bodies: bounded, of the right type, refused with a problem document.

use crate::{app::AppState, http::Refusal};
use axum::{
    body::{Body, Bytes, HttpBody as _},
    extract::{FromRequest, Request},
    http::header,
    response::{IntoResponse, Response},
};
use futures::StreamExt as _;
use serde::{Serialize, de::DeserializeOwned};
use stafeta_shared::{
    api::ProblemCode,
    limits::{JSON_MAX, VAULT_MAX},
};
use zeroize::{Zeroize as _, Zeroizing};

/// Enough for a vault in base64 beside the usual.
pub const VAULT_BODY_MAX: usize = VAULT_MAX / 3 * 4 + 4 + 2 * JSON_MAX;

/// A JSON body of the usual size; also the answer of a handler.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

/// A JSON body of up to `MAX` bytes, for the few operations that carry a vault or a version.
#[derive(Debug, Clone)]
pub struct JsonUpTo<T, const MAX: usize>(pub T);

/// An answer with a secret in it: its bytes are erased once they have been sent. What the connection
/// below copies of them is out of reach.
#[derive(Clone)]
pub struct SecretJson<T>(pub T);

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

/// Room for a secret answer: it is written without growing.
const SECRET_ANSWER_MAX: usize = 1024;

impl<T: Serialize> IntoResponse for SecretJson<T> {
    fn into_response(self) -> Response {
        let mut body = Zeroizing::new(Vec::with_capacity(SECRET_ANSWER_MAX));
        if let Err(error) = serde_json::to_writer(&mut *body, &self.0) {
            return Refusal::internal(error).into_response();
        }
        let body = Body::from(Bytes::from_owner(body));
        ([(header::CONTENT_TYPE, "application/json")], body).into_response()
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
    let bytes = collect(request, max).await.ok_or(ProblemCode::TooLarge)?;
    // The parser's message may quote the body, so it goes nowhere.
    serde_json::from_slice(&bytes).map_err(|_| ProblemCode::BadRequest.into())
}

/// The whole body, erased when dropped: it may hold codes, grants and halves of keys. Nothing when it
/// is longer than `max` or breaks off.
async fn collect(request: Request, max: usize) -> Option<Zeroizing<Vec<u8>>> {
    let expected = request.body().size_hint().lower();
    let room = usize::try_from(expected).unwrap_or(max).min(max);
    let mut all = Zeroizing::new(Vec::with_capacity(room));
    let mut body = request.into_body().into_data_stream();
    while let Some(piece) = body.next().await {
        let piece = piece.ok()?;
        let len = all.len() + piece.len();
        if len > max {
            return None;
        }
        if len > all.capacity() {
            // By hand: a vector that grows by itself leaves its old bytes behind.
            let mut larger = Zeroizing::new(Vec::with_capacity(len.max(2 * all.len()).min(max)));
            larger.extend_from_slice(&all);
            all = larger;
        }
        all.extend_from_slice(&piece);
        if let Ok(mut own) = piece.try_into_mut() {
            own.as_mut().zeroize();
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    async fn collected(pieces: &[&'static str], max: usize) -> Option<Vec<u8>> {
        let pieces: Vec<_> = pieces
            .iter()
            .map(|p| Ok::<_, std::io::Error>(Bytes::from_static(p.as_bytes())))
            .collect();
        let body = Body::from_stream(futures::stream::iter(pieces));
        collect(Request::new(body), max).await.map(|bytes| bytes.to_vec())
    }

    #[tokio::test]
    async fn takes_a_body_in_pieces_up_to_its_bound() {
        assert_eq!(collected(&[], 0).await.as_deref(), Some(&b""[..]));
        assert_eq!(collected(&["ab", "c", "defgh"], 8).await.as_deref(), Some(&b"abcdefgh"[..]));
        assert_eq!(collected(&["ab", "c", "defgh"], 7).await, None);
    }

    #[tokio::test]
    async fn a_secret_answer_is_the_same_json() {
        let answer = SecretJson(vec![1, 2]).into_response();
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/json");
        let body = axum::body::to_bytes(answer.into_body(), 99).await.unwrap();
        assert_eq!(&body[..], b"[1,2]");
    }
}
