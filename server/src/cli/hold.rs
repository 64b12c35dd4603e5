//! `stafeta hold`.

use super::Done;
use crate::{
    app,
    config::Config,
    engine::{act, commit},
    store::retrying,
    telemetry,
};
use stafeta_shared::ids::WatchId;

/// Lets a held watch go on; a server that runs beside it does the rest.
pub(super) async fn lift(config: Config, watch: WatchId) -> Done {
    telemetry::start(config.server.log_json);
    let app = app::build(config).await?;
    let lifted = retrying(|| act::lift_hold(&app, watch)).await;
    app.db.close().await;
    let Some(stage) = lifted? else { return Err(format!("there is no watch {watch}").into()) };
    tracing::info!(%watch, now = commit::status(stage), "the hold is lifted");
    Ok(())
}
