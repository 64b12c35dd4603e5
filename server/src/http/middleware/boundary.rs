//! The outermost layer: an id per request, one log line, problems rendered, panics and overtime
//! turned into problems. Whoever came by a mailed link reads a page in their language, not a document
//! for programs.

use crate::{
    app::AppState,
    http::{
        Refusal,
        page::{Html, Tone},
    },
};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use futures::FutureExt as _;
use stafeta_shared::{
    api::{ProblemCode, paths},
    i18n::Texts,
    lang::Lang,
};
use std::{panic::AssertUnwindSafe, time::Duration};

/// Header that carries the request's id back.
pub const REQUEST_ID: &str = "x-request-id";

/// Uploads and downloads of parts may take longer than other requests.
const PART_SECONDS: u64 = 600;

/// The layer.
pub async fn boundary(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let id = URL_SAFE_NO_PAD.encode(app.rng.bytes::<9>());
    let method = request.method().clone();
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    let reader = for_people(&path).then(|| language(request.headers()));
    let seconds =
        if path.contains("/parts/") { PART_SECONDS } else { app.config.limits.request_seconds };
    let started = app.clock.monotonic();
    let work = AssertUnwindSafe(next.run(request)).catch_unwind();
    let outcome = tokio::time::timeout(Duration::from_secs(seconds), work).await;
    let response = match outcome {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => Refusal::from(ProblemCode::Internal).into_response(),
        Err(_) => Refusal::from(ProblemCode::TimedOut).into_response(),
    };
    let took = app.clock.monotonic() - started;
    finish(response, &id, &method, &path, took, reader)
}

/// Pages that mails and SMS lead to, for people without script and without account.
fn for_people(path: &str) -> bool {
    [paths::PAGE_CHECK_IN, paths::PAGE_CONTACT].contains(&path)
}

fn language(headers: &HeaderMap) -> Lang {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    accepted.map_or_else(Lang::default, Lang::from_accept)
}

/// What to do next; whether an answer counted is not known here.
fn failed(status: StatusCode, lang: Lang, id: &str) -> Response {
    let t = Texts::get(lang);
    let mut html = Html::new();
    let title = t.t("pages-failed-title");
    html.tag("h1", &title).notice(Tone::Warn, &t.t("pages-failed-text"), "");
    html.tag("p class=\"hint\"", &t.ta("pages-failed-id", &[("id", id.into())]));
    html.page(status, &title, lang, false)
}

/// Renders a refusal with the request's id and writes the one log line.
fn finish(
    response: Response,
    id: &str,
    method: &Method,
    path: &str,
    took: i64,
    reader: Option<Lang>,
) -> Response {
    let mut response = response;
    let status = response.status().as_u16();
    match response.extensions_mut().remove::<Refusal>() {
        Some(refusal) => {
            let code = refusal.code().as_str();
            match refusal.cause_chain() {
                Some(cause) => {
                    tracing::error!(request = id, %method, path, status, code, took, cause);
                }
                None => tracing::info!(request = id, %method, path, status, code, took),
            }
            let rendered = match reader {
                Some(lang) => failed(response.status(), lang, id),
                None => refusal.render(id),
            };
            let headers = response.headers_mut();
            headers.remove(header::CONTENT_LENGTH);
            if let Some(kind) = rendered.headers().get(header::CONTENT_TYPE) {
                headers.insert(header::CONTENT_TYPE, kind.clone());
            }
            *response.body_mut() = rendered.into_body();
        }
        None => tracing::info!(request = id, %method, path, status, took),
    }
    if let Ok(value) = HeaderValue::from_str(id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use axum::{Router, body::Body, middleware::from_fn_with_state, routing::get};
    use tower::ServiceExt as _;

    async fn panics() -> &'static str {
        panic!("a secret detail")
    }

    async fn hangs() -> &'static str {
        std::future::pending().await
    }

    #[tokio::test]
    async fn panics_and_overtime_become_problems() {
        let world = World::with("[limits]\nrequest_seconds = 0\n").await;
        let router: Router = Router::new()
            .route("/panics", get(panics))
            .route("/hangs", get(hangs))
            .layer(from_fn_with_state(world.app.clone(), boundary));
        for (path, status) in [
            ("/panics", StatusCode::INTERNAL_SERVER_ERROR),
            ("/hangs", StatusCode::GATEWAY_TIMEOUT),
        ] {
            let request = Request::builder().uri(path).body(Body::empty()).unwrap();
            let response = router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), status, "{path}");
            let id = response.headers()[REQUEST_ID].to_str().unwrap().to_owned();
            let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
            let text = String::from_utf8(body.to_vec()).unwrap();
            assert!(text.contains(&id) && !text.contains("secret detail"), "{text}");
        }
    }

    #[tokio::test]
    async fn who_came_by_a_mailed_link_reads_a_page() {
        let world = World::new().await;
        let router: Router = Router::new()
            .route(paths::PAGE_CONTACT, get(panics))
            .layer(from_fn_with_state(world.app.clone(), boundary));
        let request = Request::builder().uri("/k/abc").header("accept-language", "de-AT,de");
        let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
        let id = response.headers()[REQUEST_ID].to_str().unwrap().to_owned();
        let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
        let text = String::from_utf8(body.to_vec()).unwrap();
        assert!(text.contains("lang=\"de\"") && text.contains(&id), "{text}");
    }
}
