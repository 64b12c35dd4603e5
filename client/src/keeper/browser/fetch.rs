//! The network by the browser's `fetch`: own origin, own cookies, no cache, no redirects.

use super::scope;
use crate::keeper::transport::{NoAnswer, Request, Response, Transport};
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Headers, RequestCache, RequestCredentials, RequestInit, RequestMode, RequestRedirect,
};

/// The browser's network.
pub struct Fetch;

impl Transport for Fetch {
    async fn send(&self, request: Request) -> Result<Response, NoAnswer> {
        send(request).await.map_err(|_| NoAnswer)
    }
}

async fn send(request: Request) -> Result<Response, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_headers(&headers);
    init.set_mode(RequestMode::SameOrigin);
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_cache(RequestCache::NoStore);
    init.set_redirect(RequestRedirect::Error);
    if !request.body.is_empty() {
        init.set_body(&Uint8Array::from(request.body.as_slice()));
    }
    let response = JsFuture::from(scope().fetch_with_str_and_init(&request.path, &init)).await?;
    let response: web_sys::Response = response.dyn_into()?;
    let body: ArrayBuffer = JsFuture::from(response.array_buffer()?).await?.dyn_into()?;
    Ok(Response { status: response.status(), body: Uint8Array::new(&body).to_vec() })
}
