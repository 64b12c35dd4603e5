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
use tokio::sync::Notify;
use tower::ServiceExt as _;

/// What becomes of an answer on its way: `None` is a cut line.
type Lie = Arc<dyn Fn(&Request, Response) -> Option<Response> + Send + Sync>;

/// Between one client and the honest service.
pub struct Liar {
    router: Router,
    lie: Mutex<Option<Lie>>,
    late: Mutex<Option<(Method, String, Arc<Late>)>>,
    sent: Mutex<Vec<Request>>,
}

/// An answer that was given and does not arrive yet.
#[derive(Default)]
pub struct Late {
    given: Notify,
    arrives: Notify,
}

impl Late {
    /// Waits until the service has answered.
    pub async fn given(&self) {
        self.given.notified().await;
    }

    /// Lets the answer arrive.
    pub fn arrives(&self) {
        self.arrives.notify_one();
    }
}

impl Liar {
    /// An honest one, so far.
    #[must_use]
    pub fn new(router: Router) -> Arc<Self> {
        let (lie, late, sent) = (Mutex::default(), Mutex::default(), Mutex::default());
        Arc::new(Self { router, lie, late, sent })
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

    /// The next answer to this takes its time.
    pub fn delays(&self, method: Method, path: &str) -> Arc<Late> {
        let late = Arc::new(Late::default());
        let about = (method, path.to_owned(), late.clone());
        *self.late.lock().unwrap_or_else(PoisonError::into_inner) = Some(about);
        late
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
        let late = self.late.lock().unwrap_or_else(PoisonError::into_inner).take_if(|late| {
            kept.as_ref().is_some_and(|sent| sent.method == late.0 && sent.path == late.1)
        });
        if let Some((_, _, late)) = late {
            late.given.notify_one();
            late.arrives.notified().await;
        }
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
