//! The brake's counting: when many owners fall silent at once, it is rather us than them.
//!
//! The limit is the smaller of a share of all owners and of what is usual here; the owners are
//! counted only where the usual alone does not decide, so that a day on which ten thousand fall
//! silent costs no ten thousand countings.

use super::load::Loaded;
use crate::store::{self, Tx, events};
use stafeta_shared::watch::{DAY_MS, Stage, brake_engaged};

const HABIT_DAYS: i64 = 90;

/// Whether the brake is engaged for this watch. Only asked where a step could heed it.
pub(super) async fn brake(tx: &mut Tx, loaded: &Loaded) -> store::Result<bool> {
    let state = &loaded.state;
    let heeds = matches!(state.stage(), Stage::FinalCall | Stage::Unreachable);
    if !heeds || state.drill || state.run.braked {
        return Ok(false);
    }
    // By the counter: a wall clock that was set ahead would put the last hours out of sight.
    let now = loaded.clock.witnessed_ms;
    let (day, habit) = (now.saturating_sub(DAY_MS), now.saturating_sub(HABIT_DAYS * DAY_MS));
    let per_day = events::wanted(tx, (habit, day)).await? as f64 / HABIT_DAYS as f64;
    // As if there were endlessly many owners: more than this is engaged whoever else there is.
    let engaged = |owners: u32, wanting: u32| brake_engaged(owners, wanting, per_day);
    let most = (1..).find(|wanting| engaged(u32::MAX, *wanting)).unwrap_or(u32::MAX);
    let others = events::wanting(tx, day, loaded.watch.owner, most.into()).await?;
    let wanting = u32::try_from(others).unwrap_or(u32::MAX).saturating_add(1);
    if engaged(u32::MAX, wanting) || !engaged(0, wanting) {
        return Ok(engaged(u32::MAX, wanting));
    }
    let owners = u32::try_from(events::settled_owners(tx).await?).unwrap_or(u32::MAX);
    Ok(engaged(owners, wanting))
}
