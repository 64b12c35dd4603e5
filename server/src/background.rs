//! What runs beside HTTP until the service stops. To add a loop: a line in [`start`], and the
//! loop itself where it belongs.

use crate::{app::AppState, domain::accounts::sweep::sweep, engine};
use std::time::Duration;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

const SWEEP_EVERY: Duration = Duration::from_secs(600);
const SWEEP_BLOBS_EVERY: Duration = Duration::from_secs(6 * 3600);
/// Uploads of other nodes are given this long between blob and row.
const ORPHAN_AGE_MS: i64 = 24 * 3_600_000;

/// The loops under way.
pub struct Background {
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// Starts every loop.
#[must_use]
pub fn start(app: &AppState) -> Background {
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    tasks.spawn(engine::run::run(app.clone(), stop.clone().cancelled_owned()));
    tasks.spawn(sweeping(app.clone(), stop.clone()));
    tasks.spawn(sweeping_blobs(app.clone(), stop.clone()));
    tasks.close();
    Background { tasks, stop }
}

impl Background {
    /// Tells every loop to stop and waits until the last one did.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}

async fn sweeping(app: AppState, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(SWEEP_EVERY);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        if let Err(error) = sweep(&app.db, app.clock.wall()).await {
            tracing::warn!(%error, "sweeping failed, it is tried again later");
        }
    }
}

async fn sweeping_blobs(app: AppState, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(SWEEP_BLOBS_EVERY);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        match app.blobs.sweep(&app.db, app.clock.wall() - ORPHAN_AGE_MS).await {
            Ok(0) => {}
            Ok(swept) => tracing::info!(swept, "parts that no file names were deleted"),
            Err(error) => tracing::warn!(%error, "sweeping parts failed, it is tried again later"),
        }
    }
}
