//! Refuses changes that another site's page tries to make with a visitor's cookie.
//!
//! The cookie is `SameSite=Strict` already; this is the second wall. A client that is no browser
//! sends neither header and carries nobody's cookie.

use crate::{app::AppState, config::server::Server, http::Refusal};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use stafeta_shared::api::ProblemCode;

/// The layer.
pub async fn origin(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let safe = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    if safe || is_own(request.headers(), &app.config.server) {
        next.run(request).await
    } else {
        Refusal::from(ProblemCode::Forbidden).into_response()
    }
}

fn is_own(headers: &HeaderMap, server: &Server) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site_ok = matches!(text("sec-fetch-site"), None | Some("same-origin" | "none"));
    let origin_ok = match text("origin") {
        None => true,
        Some(origin) => origin == server.origin() || is_loopback_alias(origin, headers, server),
    };
    site_ok && origin_ok
}

/// On loopback the same server answers to `localhost` and `127.0.0.1`.
fn is_loopback_alias(origin: &str, headers: &HeaderMap, server: &Server) -> bool {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    server.public_url_is_loopback()
        && ["localhost", "127.0.0.1"].contains(&name)
        && origin == format!("http://{host}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn own(url: &str, headers: &[(&'static str, &'static str)]) -> bool {
        let text = format!("[server]\npublic_url = \"{url}\"\n");
        let config = crate::config::Config::from_parts(&text, &Default::default()).unwrap();
        let headers = headers
            .iter()
            .map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v)))
            .collect();
        is_own(&headers, &config.server)
    }

    #[test]
    fn other_sites_are_refused() {
        let url = "https://stafeta.example";
        assert!(own(url, &[]));
        assert!(own(
            url,
            &[("origin", "https://stafeta.example"), ("sec-fetch-site", "same-origin")]
        ));
        assert!(!own(url, &[("origin", "https://evil.example")]));
        assert!(!own(url, &[("origin", "null")]));
        assert!(!own(url, &[("origin", "http://stafeta.example")]));
        assert!(!own(
            url,
            &[("origin", "https://stafeta.example"), ("sec-fetch-site", "same-site")]
        ));
        assert!(!own(url, &[("origin", "http://localhost:1"), ("host", "localhost:1")]));
    }

    #[test]
    fn loopback_has_two_names() {
        let url = "http://localhost:8080";
        assert!(own(url, &[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")]));
        assert!(!own(url, &[("origin", "http://127.0.0.1:9"), ("host", "127.0.0.1:8080")]));
        assert!(!own(url, &[("origin", "http://a.example"), ("host", "a.example")]));
    }
}
