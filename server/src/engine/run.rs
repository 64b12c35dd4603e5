//! The loops: tick, step, send, probe, watch over it all. Each looks at least once a second;
//! hints only make it sooner.

use super::{beat, claim, probe, watchdog};
use crate::{app::AppState, deliver::Channel};
use std::{future::Future, time::Duration};
use tokio::{task::JoinSet, time::sleep};

const POLL: Duration = Duration::from_millis(500);
const TICK: Duration = Duration::from_millis(beat::TICK_MS as u64);
const PROBE_EVERY: Duration = Duration::from_secs(300);
const PROBE_AGAIN: Duration = Duration::from_secs(3);
const WATCHDOG_EVERY: Duration = Duration::from_secs(60);

/// Runs everything until `shutdown` resolves; what is under way is finished.
pub async fn run(app: AppState, shutdown: impl Future<Output = ()> + Send) {
    #[cfg(any(test, feature = "demo"))]
    super::demo::catch_up(&app).await;
    let mut loops = JoinSet::new();
    loops.spawn(ticking(app.clone()));
    loops.spawn(stepping(app.clone()));
    for channel in Channel::ALL {
        loops.spawn(sending(app.clone(), channel));
    }
    loops.spawn(probing(app.clone()));
    loops.spawn(watching(app.clone()));
    shutdown.await;
    // Nobody is in the middle of a round while this is held.
    let _gate = app.engine.gate.write().await;
    loops.shutdown().await;
}

async fn ticking(app: AppState) {
    loop {
        {
            let _gate = app.engine.gate.read().await;
            if let Err(error) = app.engine.beat.lock().await.tick(&app).await {
                tracing::error!(%error, "the counter of witnessed time was not written");
            }
        }
        sleep(TICK).await;
    }
}

async fn stepping(app: AppState) {
    loop {
        let done = {
            let _gate = app.engine.gate.read().await;
            claim::round(&app).await
        };
        match done {
            Ok(0) => idle(&app).await,
            Ok(_) => app.engine.hint.notify_waiters(),
            Err(error) => {
                tracing::error!(%error, "no watch could be stepped");
                sleep(POLL).await;
            }
        }
    }
}

async fn sending(app: AppState, channel: Channel) {
    loop {
        let done = {
            let _gate = app.engine.gate.read().await;
            app.engine.sender.channel_round(&app, channel).await
        };
        match done {
            Ok(round) => {
                if round.outside {
                    app.engine.outside.mark_success(app.clock.monotonic());
                }
                if round.tried == 0 {
                    idle(&app).await;
                } else {
                    app.engine.hint.notify_waiters();
                }
            }
            Err(error) => {
                tracing::error!(%error, "the outbox cannot be read");
                sleep(POLL).await;
            }
        }
    }
}

async fn idle(app: &AppState) {
    tokio::select! {
        () = sleep(POLL) => {}
        () = app.engine.hint.notified() => {}
    }
}

async fn probing(app: AppState) {
    loop {
        let came_back = match probe::run(&app).await {
            Ok(came_back) => came_back,
            Err(error) => {
                tracing::error!(%error, "the probe cannot be sent");
                false
            }
        };
        if app.transports.probe().await {
            app.engine.outside.mark_success(app.clock.monotonic());
        }
        sleep(if came_back { PROBE_EVERY } else { PROBE_AGAIN }).await;
    }
}

async fn watching(app: AppState) {
    let mut watchdog = watchdog::Watchdog::default();
    loop {
        if let Err(error) = watchdog.look(&app).await {
            tracing::error!(%error, "the watchdog cannot look");
        }
        sleep(WATCHDOG_EVERY).await;
    }
}
