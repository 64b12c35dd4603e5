//! A recording reverse proxy: stands where the public address is, passes everything on, keeps all.
//!
//! What a browser's own network log leaves out (requests of workers, bodies of uploads) passes here.

use anyhow::{Context as _, Result};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::{net::TcpListener, task::JoinHandle};

/// One request and its answer.
#[derive(Clone)]
pub struct Exchange {
    /// Method and target.
    pub line: String,
    /// Request headers as text.
    pub request_head: String,
    /// Request body.
    pub request: Vec<u8>,
    /// Status.
    pub status: u16,
    /// Response headers as text.
    pub response_head: String,
    /// Response body.
    pub response: Vec<u8>,
}

/// The running proxy; ends when dropped.
pub struct Recorder {
    /// Base URL that people use.
    pub url: String,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
    task: JoinHandle<()>,
}

#[derive(Clone)]
struct Proxy {
    upstream: String,
    client: reqwest::Client,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
}

impl Recorder {
    /// Starts on `listener`, passing on to `upstream` (a base URL without a trailing slash).
    ///
    /// # Errors
    /// When the listener has no address or the client cannot be made.
    pub fn start(listener: TcpListener, upstream: &str) -> Result<Self> {
        let url = format!("http://{}", listener.local_addr()?);
        let exchanges = Arc::<Mutex<Vec<Exchange>>>::default();
        let proxy = Proxy {
            upstream: upstream.to_owned(),
            client: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
                .build()?,
            exchanges: exchanges.clone(),
        };
        let router = Router::new().fallback(pass_on).with_state(proxy);
        let task = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { url, exchanges, task })
    }

    /// Everything that passed so far.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass_on(State(proxy): State<Proxy>, request: Request) -> Response {
    match forward(&proxy, request).await {
        Ok(response) => response,
        Err(error) => {
            let mut response = Response::new(Body::from(format!("{error:#}")));
            *response.status_mut() = StatusCode::BAD_GATEWAY;
            response
        }
    }
}

async fn forward(proxy: &Proxy, request: Request) -> Result<Response> {
    let (head, body) = request.into_parts();
    let sent = axum::body::to_bytes(body, 64 << 20).await?;
    let target = head.uri.path_and_query().context("a target")?.as_str();
    let answer = proxy
        .client
        .request(head.method.clone(), format!("{}{target}", proxy.upstream))
        .headers(head.headers.clone())
        .body(sent.clone())
        .send()
        .await?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let received = answer.bytes().await?;
    proxy.exchanges.lock().unwrap_or_else(PoisonError::into_inner).push(Exchange {
        line: format!("{} {target}", head.method),
        request_head: text(&head.headers),
        request: sent.to_vec(),
        status: status.as_u16(),
        response_head: text(&headers),
        response: received.to_vec(),
    });
    let mut response = Response::new(Body::from(received));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response.headers_mut().remove("transfer-encoding");
    response.headers_mut().remove("connection");
    Ok(response)
}

fn text(headers: &HeaderMap) -> String {
    headers
        .iter()
        .map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())))
        .collect()
}
