//! Moving the clock of a demo: wake by wake, so that nothing is skipped. Between two wakes the
//! time counts as witnessed uptime; at each wake steps and messages run until all is quiet.

use super::{beat, canary, claim};
use crate::{
    app::Deps,
    store::{self, outbox, watches},
};
use stafeta_shared::watch::witness::Reading;

/// Rounds at one wake before giving up on quiet.
const ROUNDS_MAX: usize = 1_000;
/// Wakes of one move.
const WAKES_MAX: usize = 20_000;

/// How far to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// To the next moment at which a watch wakes or a message is due.
    NextEvent,
    /// By so many milliseconds.
    By(i64),
}

/// A restarted demo goes on where it was: its clock never runs back behind the database.
pub async fn catch_up(deps: &Deps) {
    let Some(movable) = &deps.movable else { return };
    let high = async {
        let mut tx = deps.db.begin_read().await?;
        Ok::<_, store::StoreError>(store::witness::read(&mut tx).await?.map(|row| row.wall_high))
    };
    match high.await {
        Ok(Some(high)) => movable.advance(high - deps.clock.wall()),
        Ok(None) => {}
        Err(error) => tracing::error!(%error, "the demo's clock cannot be set"),
    }
}

/// Moves the clock; answers with how far. Does nothing where the clock cannot be moved.
///
/// # Errors
/// When the database fails.
pub async fn advance(deps: &Deps, by: Move) -> store::Result<i64> {
    let _gate = deps.engine.gate.write().await;
    settle(deps).await?;
    let started = deps.clock.wall();
    match by {
        Move::NextEvent => {
            if let Some(wait) = next(deps).await? {
                live(deps, wait).await?;
            }
        }
        Move::By(by) => {
            let target = started.saturating_add(by.max(0));
            for _ in 0..WAKES_MAX {
                let rest = target.saturating_sub(deps.clock.wall());
                if rest <= 0 {
                    break;
                }
                let wait = next(deps).await?.map_or(rest, |wait| wait.min(rest));
                live(deps, wait).await?;
            }
        }
    }
    Ok(deps.clock.wall() - started)
}

/// Lets time pass and runs what it brings.
async fn live(deps: &Deps, wait: i64) -> store::Result<()> {
    let Some(movable) = &deps.movable else { return Ok(()) };
    let reading = || Reading { wall_ms: deps.clock.wall(), mono_ms: deps.clock.monotonic() };
    let from = reading();
    movable.advance(wait);
    let to = Reading { wall_ms: from.wall_ms + wait, mono_ms: from.mono_ms + wait };
    deps.engine.beat.lock().await.live_through(deps, from, to).await?;
    deps.engine.outside.mark_probe(to.mono_ms);
    deps.engine.outside.mark_success(to.mono_ms);
    settle(deps).await
}

/// Steps and sends until nothing is due.
async fn settle(deps: &Deps) -> store::Result<()> {
    let mut tx = deps.db.begin_write().await?;
    let now = beat::now(&mut tx, deps).await?;
    canary::send(&mut tx, deps, now).await?;
    tx.commit().await?;
    for _ in 0..ROUNDS_MAX {
        let stepped = claim::round(deps).await?;
        let sent = deps.engine.sender.round(deps).await?;
        if stepped == 0 && sent.tried == 0 {
            break;
        }
    }
    Ok(())
}

/// How long until something is due, at least a moment.
pub(super) async fn next(deps: &Deps) -> store::Result<Option<i64>> {
    let mut tx = deps.db.begin_read().await?;
    let now = beat::now(&mut tx, deps).await?;
    let (wall, witnessed) = watches::next_due(&mut tx).await?;
    let message = outbox::next_ready(&mut tx).await?;
    let waits = [
        wall.map(|at| at - now.clock.wall_ms),
        witnessed.map(|at| at - now.clock.witnessed_ms),
        message.map(|at| at - now.clock.wall_ms),
    ];
    Ok(waits.into_iter().flatten().min().map(|wait| wait.max(1)))
}
