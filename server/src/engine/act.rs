//! What people do to watches, in the same transaction discipline as a step: rows locked, facts
//! loaded, `shared::watch::apply`, everything stored at once. Confirming and releasing therefore
//! meet on the watch's row, and exactly one of them wins.

use super::{
    beat::{self, Now},
    commit::{self, Alarm, CommitError, commit},
    load::{self, Loaded, load},
};
use crate::{
    app::Deps,
    domain::watches::Checked,
    store::{Passing, StoreError, Tx, accounts, contacts, watches},
};
use futures::FutureExt as _;
use stafeta_shared::{
    ids::{AccountId, WatchId},
    watch::{DAY_MS, Input, Link, Refusal, Sign, Stage},
};
use std::panic::AssertUnwindSafe;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// It counts for nothing where the watch stands.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed, or the row moved on.
    #[error(transparent)]
    Failed(#[from] CommitError),
}

impl From<StoreError> for ActError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Passing for ActError {
    fn is_passing(&self) -> bool {
        matches!(self, Self::Failed(error) if error.is_passing())
    }
}

/// What a confirmation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Confirmed {
    /// Open questions it answered.
    pub answered: u32,
    /// Watches on which it counted at all.
    pub counted: u32,
    /// What was asked for could not be read and did not count. The operator is told; whoever pressed
    /// must not be thanked.
    pub unreadable: bool,
}

/// Applies one input to one watch, whose row must be locked.
///
/// # Errors
/// [`ActError`]; the transaction must then be dropped.
pub async fn act(
    tx: &mut Tx,
    deps: &Deps,
    watch: watches::Watch,
    now: Now,
    input: Input,
) -> Result<Loaded, ActError> {
    let loaded = load(tx, watch, now).await?;
    act_on(tx, deps, loaded, input).await
}

/// Applies one input to one watch that is loaded, its row locked.
///
/// # Errors
/// [`ActError`]; the transaction must then be dropped.
pub async fn act_on(
    tx: &mut Tx,
    deps: &Deps,
    mut loaded: Loaded,
    input: Input,
) -> Result<Loaded, ActError> {
    let step = loaded.apply(input)?;
    commit(tx, deps, &mut loaded, &step).await?;
    Ok(loaded)
}

/// Applies one input to one of several watches. One that cannot be read must not keep the others from
/// counting: it stays as it was, the operator is told, and the transaction goes on. `None`: this one.
///
/// # Errors
/// [`ActError`]; the transaction must then be dropped, but after a refusal.
pub async fn act_among(
    tx: &mut Tx,
    deps: &Deps,
    watch: watches::Watch,
    now: Now,
    input: Input,
) -> Result<Option<Loaded>, ActError> {
    let id = watch.id;
    tx.mark().await?;
    let acting = AssertUnwindSafe(act(tx, deps, watch, now, input));
    let done = acting.catch_unwind().await.unwrap_or_else(|_| {
        tracing::error!(watch = %id, "a panic");
        Err(StoreError::Corrupt("watches.state").into())
    });
    match done {
        Err(ActError::Failed(CommitError::Store(error @ StoreError::Corrupt(_)))) => {
            tx.back().await?;
            let key = format!("alarm/{id}/unreadable/{}", now.clock.wall_ms / DAY_MS);
            let detail = format!("watch {id}: a sign of life did not count for it: {error}");
            commit::alarm(tx, deps, Alarm::Daily, &key, ("watch unreadable", &detail)).await?;
            Ok(None)
        }
        Err(error @ ActError::Failed(_)) => Err(error),
        done => {
            tx.unmark().await?;
            done.map(Some)
        }
    }
}

/// The owner, logged in, changed something: a strong sign for every watch but `except`, which the
/// caller changes itself. Drafts and released watches stay as they are.
///
/// # Errors
/// [`ActError`].
pub async fn edited(
    tx: &mut Tx,
    deps: &Deps,
    owner: AccountId,
    except: Option<WatchId>,
) -> Result<(), ActError> {
    let now = beat::now(tx, deps).await?;
    for watch in watches::lock_of_owner(tx, owner).await? {
        let asleep = ["draft", "released"].contains(&watch.status.as_str());
        if asleep || watch.is_drill() || Some(watch.id) == except {
            continue;
        }
        act_among(tx, deps, watch, now, Input::Edit).await?;
    }
    accounts::strong_sign(tx, owner, now.clock.wall_ms).await?;
    Ok(())
}

/// Replaces schedule and contacts of a watch, whose row must be locked.
///
/// # Errors
/// [`ActError`].
pub async fn edit(
    tx: &mut Tx,
    deps: &Deps,
    watch: watches::Watch,
    now: Now,
    new: Checked,
) -> Result<Loaded, ActError> {
    let mut loaded = load(tx, watch, now).await?;
    let corrupt = |_| StoreError::Corrupt("watches.policy");
    loaded.watch.policy = serde_json::to_string(&new.policy).map_err(corrupt)?;
    loaded.watch.zone = new.zone;
    loaded.watch.hour = new.hour;
    loaded.policy = new.policy;
    // Whoever was asked and is named no longer still gets the all-clear.
    let named = |id| new.contacts.iter().any(|contact| contact.id == id);
    let gone = loaded.contacts.iter().filter(|contact| !named(contact.id)).cloned();
    loaded.contacts = new.contacts.iter().cloned().chain(gone).collect();
    load::people(&mut loaded);
    load::refresh_times(&mut loaded);
    let step = loaded.apply(Input::Edit)?;
    commit(tx, deps, &mut loaded, &step).await?;
    if !contacts::replace(tx, loaded.watch.id, &new.contacts).await? {
        return Err(StoreError::Corrupt("contacts.id").into());
    }
    loaded.contacts = new.contacts;
    Ok(loaded)
}

/// The operator lets a held watch go on; answers with where it stands then. `None`: there is no such
/// watch.
///
/// # Errors
/// [`ActError`]; where nothing is held, a refusal.
pub async fn lift_hold(deps: &Deps, id: WatchId) -> Result<Option<Stage>, ActError> {
    let mut tx = deps.db.begin_write().await?;
    let now = beat::now(&mut tx, deps).await?;
    let Some(watch) = watches::lock(&mut tx, id).await? else { return Ok(None) };
    let loaded = act(&mut tx, deps, watch, now, Input::LiftHold).await?;
    tx.commit().await?;
    Ok(Some(loaded.state.stage()))
}

/// Somebody says that the owner is fine: that is about the person, so it counts for every watch;
/// but an answer to a drill counts for that drill only, and no other answer ends one. `link` names the watch
/// and cycle of the message that was answered; its refusal is the answer, refusals of the others are not.
///
/// # Errors
/// [`ActError`]. Commit the transaction after a refusal too, for what did count and for alarms.
pub async fn confirm(
    tx: &mut Tx,
    deps: &Deps,
    owner: AccountId,
    sign: Sign,
    link: Option<(WatchId, Link)>,
) -> Result<Confirmed, ActError> {
    let now = beat::now(tx, deps).await?;
    let mut confirmed = Confirmed::default();
    let (mut refused, mut unreadable) = (None, 0);
    let all = watches::lock_of_owner(tx, owner).await?;
    let asked = link.map(|(id, _)| id);
    let drill = all.iter().any(|watch| Some(watch.id) == asked && watch.is_drill());
    for watch in all {
        let meant = if drill { Some(watch.id) == asked } else { !watch.is_drill() };
        if !meant {
            continue;
        }
        let own = link.filter(|(id, _)| *id == watch.id).map(|(_, link)| link);
        let was_open = !["draft", "armed", "paused", "released"].contains(&watch.status.as_str());
        let input = Input::Confirm { sign, link: own };
        match act_among(tx, deps, watch, now, input).await {
            Ok(Some(_)) => {
                confirmed.counted += 1;
                confirmed.answered += u32::from(was_open);
            }
            Ok(None) => {
                unreadable += 1;
                confirmed.unreadable |= own.is_some();
            }
            Err(ActError::Refused(refusal)) if own.is_some() => refused = Some(refusal),
            Err(ActError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    confirmed.unreadable |= link.is_none() && confirmed.counted == 0 && unreadable > 0;
    if sign == Sign::OwnerStrong {
        accounts::strong_sign(tx, owner, deps.clock.wall()).await?;
    }
    refused.map_or(Ok(confirmed), |refusal| Err(refusal.into()))
}
