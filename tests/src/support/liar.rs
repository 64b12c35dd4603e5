//! A server that lies: stands between a client and the honest one, keeps every request, changes answers.
//!
//! It can do what a hostile operator can do on the wire. What a colluding person adds (their own keys), a test
//! makes with `shared::crypto` and hands to [`Liar::lie`].

#![expect(clippy::unwrap_used, reason = "support of tests")]

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{self, HeaderValue, header},
};
use serde::{Serialize, de::DeserializeOwned};
use stafeta_client::keeper::transport::{Method, Request, Response};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tower::ServiceExt as _;

/// What becomes of an answer on its way: `None` is a cut line.
type Lie = Arc<dyn Fn(&Request, Response) -> Option<Response> + Send + Sync>;

/// Between one client and the honest service.
pub struct Liar {
    router: Router,
    lie: Mutex<Option<Lie>>,
    sent: Mutex<Vec<Request>>,
}

impl Liar {
    /// An honest one, so far.
    #[must_use]
    pub fn new(router: Router) -> Arc<Self> {
        Arc::new(Self { router, lie: Mutex::default(), sent: Mutex::default() })
    }

    /// From now on every answer goes through `lie`.
    pub fn lie(
        &self,
        lie: impl Fn(&Request, Response) -> Option<Response> + Send + Sync + 'static,
    ) {
        *self.lie.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(lie));
    }

    /// From now on every answer arrives as it was given.
    pub fn honest(&self) {
        *self.lie.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// What was sent since the last call.
    pub fn take_sent(&self) -> Vec<Request> {
        std::mem::take(&mut *self.sent.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Passes a request on; the answer as the client gets it, unless the line was cut.
    pub async fn pass(&self, request: http::Request<Vec<u8>>) -> Option<http::Response<Vec<u8>>> {
        let kept = kept(&request);
        if let Some(kept) = &kept {
            self.sent.lock().unwrap_or_else(PoisonError::into_inner).push(kept.clone());
        }
        let (parts, body) = request.into_parts();
        let address: SocketAddr = "203.0.113.7:40000".parse().unwrap();
        let mut request = http::Request::from_parts(parts, Body::from(body));
        request.extensions_mut().insert(ConnectInfo(address));
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let honest = Response {
            status: parts.status.as_u16(),
            body: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        };
        let lie = self.lie.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let told = match (lie, kept) {
            (Some(lie), Some(kept)) => lie(&kept, honest)?,
            _ => honest,
        };
        let mut answer = http::Response::from_parts(parts, told.body);
        *answer.status_mut() = http::StatusCode::from_u16(told.status).unwrap();
        let length = HeaderValue::from(answer.body().len());
        answer.headers_mut().insert(header::CONTENT_LENGTH, length);
        Some(answer)
    }
}

/// A request in the keeper's own terms; pages and their files are not kept.
fn kept(request: &http::Request<Vec<u8>>) -> Option<Request> {
    let method = match *request.method() {
        http::Method::GET => Method::Get,
        http::Method::POST => Method::Post,
        http::Method::PUT => Method::Put,
        http::Method::DELETE => Method::Delete,
        _ => return None,
    };
    let path = request.uri().path_and_query()?.to_string();
    let (headers, body) = (Vec::new(), request.body().clone());
    path.starts_with("/api/").then_some(Request { method, path, headers, body })
}

/// Rewrites a JSON answer.
///
/// # Panics
/// When the answer is not of this form: then the lie would not be told.
#[must_use]
pub fn rewrite<T: DeserializeOwned + Serialize>(
    mut response: Response,
    change: impl FnOnce(&mut T),
) -> Response {
    let mut told: T = serde_json::from_slice(&response.body).unwrap();
    change(&mut told);
    response.body = serde_json::to_vec(&told).unwrap();
    response
}
