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
    /// The canary came through.
    pub fn mark_probe(&self, mono: i64) {
        self.probe.store(mono, Ordering::SeqCst);
    }

    /// A relay, a gateway or the captured sink answered.
    pub fn mark_success(&self, mono: i64) {
        self.success.store(mono, Ordering::SeqCst);
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
    let client = reqwest::Client::builder()
        .timeout(TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let path = paths::fill(paths::PAGE_CHECK_IN, &[&canary_token(&deps.keys.link)]);
    let url = format!("{}{path}", deps.config.server.public_url);
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
        deps.engine.outside.mark_probe(deps.clock.monotonic());
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
