//! Due watches, a batch a transaction.
//!
//! A batch that fails or panics is done again watch by watch; the one at fault is put off by an hour, so
//! that one bad row never stops the others. Put off three times: alarm.

use super::{
    beat,
    commit::{self, Alarm, CommitError, commit},
    load::load,
};
use crate::{
    app::Deps,
    store::{self, Tx, retrying, watches},
};
use futures::FutureExt as _;
use stafeta_shared::{
    ids::WatchId,
    watch::{HOUR_MS, step},
};

use std::panic::AssertUnwindSafe;

const BATCH: i64 = 64;
/// The alarm comes at the third failure, then daily.
const FAILURES_TO_ALARM: i64 = 3;
const FAILURES_A_DAY: i64 = 24;

/// Steps due watches; answers with how many there were.
///
/// # Errors
/// When the database fails as a whole.
pub async fn round(deps: &Deps) -> store::Result<usize> {
    let mut tx = deps.db.begin_write().await?;
    let now = beat::now(&mut tx, deps).await?;
    let due = watches::claim_due(&mut tx, now.clock.wall_ms, now.clock.witnessed_ms, BATCH).await?;
    let ids: Vec<WatchId> = due.iter().map(|watch| watch.id).collect();
    if ids.is_empty() {
        return Ok(0);
    }
    match AssertUnwindSafe(all(&mut tx, deps, due, now)).catch_unwind().await {
        Ok(Ok(())) => tx.commit().await?,
        Ok(Err(_)) | Err(_) => {
            drop(tx);
            for id in &ids {
                alone(deps, *id).await?;
            }
        }
    }
    Ok(ids.len())
}

async fn all(
    tx: &mut Tx,
    deps: &Deps,
    due: Vec<watches::Watch>,
    now: beat::Now,
) -> Result<(), CommitError> {
    for watch in due {
        one(tx, deps, watch, now).await?;
    }
    Ok(())
}

async fn one(
    tx: &mut Tx,
    deps: &Deps,
    watch: watches::Watch,
    now: beat::Now,
) -> Result<(), CommitError> {
    let mut loaded = load(tx, watch, now).await?;
    let step = step(&loaded.state, &loaded.policy, &loaded.facts, loaded.clock);
    commit(tx, deps, &mut loaded, &step).await
}

async fn alone(deps: &Deps, id: WatchId) -> store::Result<()> {
    match AssertUnwindSafe(retrying(|| step_alone(deps, id))).catch_unwind().await {
        Ok(Ok(()) | Err(CommitError::Conflict)) => Ok(()),
        Ok(Err(CommitError::Store(error))) => {
            let error = error.to_string();
            retrying(|| put_off(deps, id, &error)).await
        }
        Err(_) => retrying(|| put_off(deps, id, "a panic")).await,
    }
}

async fn step_alone(deps: &Deps, id: WatchId) -> Result<(), CommitError> {
    let mut tx = deps.db.begin_write().await?;
    let now = beat::now(&mut tx, deps).await?;
    let Some(watch) = watches::lock(&mut tx, id).await? else { return Ok(()) };
    one(&mut tx, deps, watch, now).await?;
    Ok(tx.commit().await?)
}

async fn put_off(deps: &Deps, id: WatchId, error: &str) -> store::Result<()> {
    tracing::error!(watch = %id, %error, "a step failed; the watch is put off by an hour");
    let mut tx = deps.db.begin_write().await?;
    let now = beat::now(&mut tx, deps).await?;
    let wall = now.clock.wall_ms + HOUR_MS;
    let failures = watches::put_off(&mut tx, id, wall, now.clock.witnessed_ms + HOUR_MS).await?;
    if failures % FAILURES_A_DAY == FAILURES_TO_ALARM {
        let key = format!("alarm/{id}/stuck/{wall}");
        let detail = format!("watch {id}: {error}");
        commit::alarm(&mut tx, deps, Alarm::Daily, &key, ("watch stuck", &detail)).await?;
    }
    tx.commit().await
}
