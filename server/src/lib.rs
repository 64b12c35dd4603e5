//! Stafeta's server: stores ciphertext, runs the watches, delivers the messages.
//!
//! A layer only looks down: `domain` ← `store`, `deliver`, `engine` ← `http` ← `main`.
//! [`app::build`] puts everything together, [`serve`] runs it until it is told to stop.

pub mod app;
pub mod background;
pub mod blobs;
pub mod cli;
pub mod clock;
pub mod config;
pub mod deliver;
pub mod domain;
pub mod engine;
pub mod http;
pub mod keys;
pub mod rng;
pub mod store;
pub mod telemetry;
#[cfg(test)]
mod testing;

use crate::app::AppState;
use std::{future::Future, net::SocketAddr};
use tokio::net::TcpListener;

/// Serves until `shutdown` resolves; requests under way are finished.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    app: AppState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let background = background::start(&app);
    let router = http::router::router(app.clone());
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let result = axum::serve(listener, service).with_graceful_shutdown(shutdown).await;
    background.stop().await;
    app.db.close().await;
    result
}
