//! `stafeta serve`.

use super::Done;
use crate::{app, config::Config, telemetry};
use tokio::{net::TcpListener, signal};

/// Serves until SIGINT or SIGTERM.
pub(super) async fn run(config: Config) -> Done {
    telemetry::start(config.server.log_json);
    config.refuse_captured_in_public()?;
    if config.sms.own_number.is_none() {
        tracing::warn!("sms.own_number is not set: see `stafeta config --explain`");
    }
    let listen = config.server.listen;
    let public_url = config.server.public_url.clone();
    let app = app::build(config).await?;
    let listener = TcpListener::bind(listen).await?;
    tracing::info!(%listen, public_url, "serving");
    crate::serve(listener, app, interrupted()).await?;
    tracing::info!("stopped");
    Ok(())
}

async fn interrupted() {
    let interrupt = signal::ctrl_c();
    #[cfg(unix)]
    if let Ok(mut terminate) = signal::unix::signal(signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    let _ = interrupt.await;
}
