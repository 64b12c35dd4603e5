//! What proves that people can reach us and that we can reach others.
//!
//! The probe POSTs a canary check-in through the public URL, the way a person's answer comes: name
//! service, proxy, certificate, router and database all have to work. Any node with the same
//! instance key answers it. It counts for nobody.

use crate::{app::Deps, deliver::derive, keys::Key, store};
use stafeta_shared::{api::paths, watch::witness};
use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

const CANARY: &str = "probe/canary";
const TIMEOUT: Duration = Duration::from_secs(15);
/// The form field that comes back proven.
pub const NONCE_FIELD: &str = "nonce";

const OUTSIDE_TIMEOUT: Duration = Duration::from_secs(10);
/// Nobody outside is asked while an answer is younger than this.
const OUTSIDE_EVERY_MS: i64 = 4 * 60_000;
const NEVER: i64 = i64::MIN;

/// When each proof last succeeded, by the monotonic clock.
#[derive(Debug)]
pub struct Outside {
    probe: AtomicI64,
    success: AtomicI64,
}

impl Default for Outside {
    fn default() -> Self {
        Self { probe: AtomicI64::new(NEVER), success: AtomicI64::new(NEVER) }
    }
}

impl Outside {
    /// The canary came through; it was sent at this time.
    pub fn mark_probe(&self, mono: i64) {
        self.probe.fetch_max(mono, Ordering::SeqCst);
    }

    /// A relay, a gateway, the configured URL or the captured sink answered what was asked at this time.
    pub fn mark_success(&self, mono: i64) {
        self.success.fetch_max(mono, Ordering::SeqCst);
    }

    /// Whether the probe has ever succeeded in this process.
    #[must_use]
    pub fn probed(&self) -> bool {
        self.probe.load(Ordering::SeqCst) != NEVER
    }

    /// Ages, as the counter's rule wants them.
    #[must_use]
    pub fn ages(&self, mono: i64) -> witness::Outside {
        let age = |at: &AtomicI64| match at.load(Ordering::SeqCst) {
            NEVER => None,
            at => Some(mono - at),
        };
        witness::Outside { probe_age_ms: age(&self.probe), success_age_ms: age(&self.success) }
    }
}

/// Asks everything outside for a sign of life at once, unless there was one just now; one is enough.
pub async fn look_outside(deps: &Deps) {
    // What counts is when it was asked: an answer may be slow, or the process may stand still.
    let asked = deps.clock.monotonic();
    let age = deps.engine.outside.ages(asked).success_age_ms;
    if age.is_some_and(|age| age < OUTSIDE_EVERY_MS) {
        return;
    }
    let (way, url) = tokio::join!(deps.transports.probe(), url_answers(deps));
    if way || url {
        deps.engine.outside.mark_success(asked);
    }
}

/// Whether the configured URL answers itself: what redirects may be a portal that lets nothing out.
async fn url_answers(deps: &Deps) -> bool {
    let Some(url) = &deps.config.instance.outside_url else { return false };
    let Ok(client) = client(OUTSIDE_TIMEOUT) else { return false };
    // What a cache answers on the way proves nothing.
    let asked = client.get(url.expose_secret()).header("cache-control", "no-cache");
    match asked.send().await {
        Ok(answer) => answer.status().is_success(),
        Err(error) => {
            tracing::warn!(error = %error.without_url(), "the URL outside does not answer");
            false
        }
    }
}

/// A client that follows no redirect.
fn client(timeout: Duration) -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder().timeout(timeout).redirect(reqwest::redirect::Policy::none()).build()
}

/// The token of the canary's link.
#[must_use]
pub fn canary_token(key: &Key) -> String {
    derive::token_text(&derive::token(key, CANARY))
}

/// What the canary's page answers to a nonce.
#[must_use]
pub fn canary_answer(key: &Key, nonce: &str) -> String {
    derive::token_text(&key.mac(&[b"stafeta/probe-answer", nonce.as_bytes()]))
}

/// Sends the canary through the public URL; notes and tells whether it came back.
///
/// # Errors
/// When no HTTP client can be made.
pub async fn run(deps: &Deps) -> Result<bool, reqwest::Error> {
    let client = client(TIMEOUT)?;
    let path = paths::fill(paths::PAGE_CHECK_IN, &[&canary_token(&deps.keys.link)]);
    let url = format!("{}{path}", deps.config.server.public_url);
    let asked = deps.clock.monotonic();
    let nonce = derive::token_text(&deps.rng.bytes());
    let body = format!("number=00&{NONCE_FIELD}={nonce}");
    let answer = client
        .post(url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
        .send()
        .await;
    let text = match answer {
        Ok(answer) if answer.status().is_success() => answer.text().await.unwrap_or_default(),
        Ok(answer) => {
            tracing::warn!(status = %answer.status(), "the canary check-in was refused");
            return Ok(false);
        }
        Err(error) => {
            tracing::warn!(error = %error.without_url(), "the canary check-in did not arrive");
            return Ok(false);
        }
    };
    let came_back = text.trim() == canary_answer(&deps.keys.link, &nonce);
    if came_back {
        deps.engine.outside.mark_probe(asked);
    }
    Ok(came_back)
}

/// The canary arrived here: proves that this node can write, and answers.
///
/// # Errors
/// When the database does not take a write.
pub async fn arrived(deps: &Deps, nonce: &str) -> store::Result<String> {
    // A transaction that takes the write lock and changes nothing.
    let tx = deps.db.begin_write().await?;
    tx.commit().await?;
    Ok(canary_answer(&deps.keys.link, nonce))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use axum::{
        Router,
        http::{HeaderMap, StatusCode},
        response::Redirect,
        routing::get,
    };
    use tokio::net::TcpListener;

    /// Somewhere outside.
    async fn world_wide_web() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new()
            .route("/fine", get(async || "fine"))
            .route("/fresh", get(fresh))
            .route("/portal", get(async || Redirect::temporary("/fine")))
            .route("/broken", get(async || StatusCode::BAD_GATEWAY));
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}")
    }

    /// Answers only where no cache may.
    async fn fresh(headers: HeaderMap) -> StatusCode {
        let wanted = headers.get("cache-control").is_some_and(|value| value == "no-cache");
        if wanted { StatusCode::OK } else { StatusCode::NOT_FOUND }
    }

    async fn world_with(outside_url: &str) -> World {
        let settings = format!(
            "mail.transport = \"smtp\"\nmail.url = \"smtp://127.0.0.1:1\"\n\
             instance.outside_url = {outside_url:?}\n"
        );
        World::with(&settings).await
    }

    fn success_age(world: &World) -> Option<i64> {
        world.app.engine.outside.ages(world.app.clock.monotonic()).success_age_ms
    }

    #[tokio::test]
    async fn a_configured_url_proves_the_way_out_where_the_relay_is_dead() {
        let outside = world_wide_web().await;
        for (url, proves) in [
            (format!("{outside}/fine"), true),
            (format!("{outside}/fresh"), true),
            (format!("{outside}/portal"), false),
            (format!("{outside}/broken"), false),
            ("http://127.0.0.1:1/".to_owned(), false),
        ] {
            let world = world_with(&url).await;
            look_outside(&world.app).await;
            assert_eq!(success_age(&world).is_some(), proves, "{url}");
        }
    }

    #[tokio::test]
    async fn nobody_outside_is_asked_more_often_than_it_is_worth() {
        let world = world_with(&format!("{}/fine", world_wide_web().await)).await;
        look_outside(&world.app).await;
        world.wait(OUTSIDE_EVERY_MS - 1);
        look_outside(&world.app).await;
        assert_eq!(success_age(&world), Some(OUTSIDE_EVERY_MS - 1), "not asked again");
        world.wait(1);
        look_outside(&world.app).await;
        assert_eq!(success_age(&world), Some(0));
    }

    #[tokio::test]
    async fn a_slow_answer_counts_from_when_it_was_asked_for() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let world = world_with(&url).await;
        let clock = world.clock.clone();
        let slow = get(async move || clock.advance(60_000));
        let router = Router::new().route("/", slow);
        tokio::spawn(async move { axum::serve(listener, router).await });
        look_outside(&world.app).await;
        assert_eq!(success_age(&world), Some(60_000));
        world.app.engine.outside.mark_success(-1);
        assert_eq!(success_age(&world), Some(60_000), "an older one changes nothing");
    }
}
