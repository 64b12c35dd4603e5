//! Structured logs to standard error.
//!
//! What may be logged: path templates, codes, ids, durations. Never: addresses, queries, bodies,
//! cookies, tokens. There is no switch that changes this.

use std::io::IsTerminal as _;
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

/// Starts logging for the process; `json` for machines, else lines for people.
/// A second call does nothing.
pub fn start(json: bool) {
    let filter =
        EnvFilter::try_from_env("STAFETA_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let registry = tracing_subscriber::registry().with(filter);
    let done = if json {
        registry.with(fmt::layer().json().with_writer(std::io::stderr)).try_init()
    } else {
        registry
            .with(
                fmt::layer()
                    .with_ansi(std::io::stderr().is_terminal())
                    .with_writer(std::io::stderr),
            )
            .try_init()
    };
    drop(done);
}
