//! The loops: tick, step, send, probe, watch over it all. Each looks at least once a second;
//! hints only make it sooner.

use super::{beat, claim, probe, watchdog};
use crate::{app::AppState, deliver::Channel};
use futures::FutureExt as _;
use std::{future::Future, panic::AssertUnwindSafe, pin::Pin, time::Duration};
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
    let spawn = |loops: &mut JoinSet<()>, name, work: fn(AppState) -> Loop| {
        loops.spawn(forever(app.clone(), name, work));
    };
    spawn(&mut loops, "tick", |app| Box::pin(ticking(app)));
    spawn(&mut loops, "step", |app| Box::pin(stepping(app)));
    spawn(&mut loops, "mail", |app| Box::pin(sending(app, Channel::Mail)));
    spawn(&mut loops, "sms", |app| Box::pin(sending(app, Channel::Sms)));
    spawn(&mut loops, "probe", |app| Box::pin(probing(app)));
    spawn(&mut loops, "watchdog", |app| Box::pin(watching(app)));
    shutdown.await;
    // Nobody is in the middle of a round while this is held.
    let _gate = app.engine.gate.write().await;
    loops.shutdown().await;
}

type Loop = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A panic must not end a loop in silence: every watch would stand still while all looks well.
async fn forever(app: AppState, name: &'static str, work: fn(AppState) -> Loop) {
    loop {
        if AssertUnwindSafe(work(app.clone())).catch_unwind().await.is_err() {
            tracing::error!(name, "a loop panicked and begins anew");
        }
        sleep(POLL).await;
    }
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
        let began = app.clock.monotonic();
        let done = {
            let _gate = app.engine.gate.read().await;
            app.engine.sender.channel_round(&app, channel).await
        };
        match done {
            Ok(round) => {
                if round.outside {
                    app.engine.outside.mark_success(began);
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
        probe::look_outside(&app).await;
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
