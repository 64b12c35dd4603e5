//! The built client: files with hashed names, and its page for every path that is none.

use super::{Refusal, site};
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, header},
    response::{IntoResponse as _, Response},
};
use stafeta_shared::api::ProblemCode;

/// Paths below these are files or operations; a missing one is an error, not a page.
const NEVER_PAGES: [&str; 2] = ["/api/", "/assets/"];

/// Answers what no route answers.
pub async fn serve(request: Request) -> Response {
    let path = request.uri().path();
    let reading = [Method::GET, Method::HEAD].contains(request.method());
    let page = || (!NEVER_PAGES.iter().any(|start| path.starts_with(start))).then(site::index);
    match site::asset(path).or_else(page).filter(|_| reading) {
        Some(asset) => answer(&asset, request.headers()),
        None => Refusal::from(ProblemCode::NotFound).into_response(),
    }
}

fn answer(asset: &site::Asset, request: &HeaderMap) -> Response {
    let (encoding, bytes) = choose(asset, request);
    let mut response = axum::body::Body::from(bytes).into_response();
    let headers = response.headers_mut();
    let cache = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    for (name, value) in [
        (header::CONTENT_TYPE, Some(asset.content_type)),
        (header::CACHE_CONTROL, Some(cache)),
        (header::VARY, Some("accept-encoding")),
        (header::CONTENT_ENCODING, encoding),
    ] {
        if let Some(value) = value {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    response
}

/// The smallest form that the browser takes.
fn choose(asset: &site::Asset, request: &HeaderMap) -> (Option<&'static str>, &'static [u8]) {
    let accepted = request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let takes = |encoding: &str| {
        let mut entries = accepted.unwrap_or_default().split(',').map(str::trim);
        entries.any(|entry| entry == encoding || entry.starts_with(&format!("{encoding};q=0.")))
    };
    match (asset.br, asset.gz) {
        (Some(bytes), _) if takes("br") => (Some("br"), bytes),
        (_, Some(bytes)) if takes("gzip") => (Some("gzip"), bytes),
        _ => (None, asset.bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;

    async fn get(path: &str) -> Response {
        let request = Request::builder().uri(path).body(axum::body::Body::empty());
        serve(request.unwrap()).await
    }

    #[tokio::test]
    async fn addresses_of_the_clients_own_router_get_its_page() {
        for path in ["/", "/i/abc", "/home/x.y"] {
            let response = get(path).await;
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8", "{path}");
            assert_eq!(response.headers()["cache-control"], "no-cache", "{path}");
        }
        assert_eq!(get("/assets/gone.js").await.status(), StatusCode::NOT_FOUND);
        assert_eq!(get("/api/gone").await.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn takes_the_smallest_form_the_browser_accepts() {
        let (br, gz) = (Some(&b"br"[..]), Some(&b"gz"[..]));
        let asset = site::Asset { bytes: b"plain", br, gz, content_type: "", immutable: true };
        for (accepts, expected) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("gzip;q=0.5", Some("gzip")),
            ("br;q=0", None),
            ("brr", None),
        ] {
            let headers =
                HeaderMap::from_iter([(header::ACCEPT_ENCODING, accepts.parse().unwrap())]);
            assert_eq!(choose(&asset, &headers).0, expected, "{accepts}");
        }
    }
}
