//! What people do to watches, in the same transaction discipline as a step: rows locked, facts
//! loaded, `shared::watch::apply`, everything stored at once. Confirming and releasing therefore
//! meet on the watch's row, and exactly one of them wins.

use super::{
    beat::{self, Now},
    commit::{CommitError, commit, status},
    load::{self, Loaded, load},
};
use crate::{
    app::Deps,
    domain::watches::Checked,
    store::{StoreError, Tx, accounts, contacts, events, watches},
};
use stafeta_shared::{
    ids::{AccountId, WatchId},
    watch::{Input, Link, Phase, Refusal, Sign, apply},
};

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

/// What a confirmation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Confirmed {
    /// Open questions it answered.
    pub answered: u32,
    /// Watches on which it counted at all.
    pub counted: u32,
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
    let mut loaded = load(tx, watch, now).await?;
    let step = apply(&loaded.state, &loaded.policy, &loaded.facts, loaded.clock, input)?;
    commit(tx, deps, &mut loaded, &step).await?;
    Ok(loaded)
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
        if asleep || Some(watch.id) == except {
            continue;
        }
        act(tx, deps, watch, now, Input::Edit).await?;
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
    let step = apply(&loaded.state, &loaded.policy, &loaded.facts, loaded.clock, Input::Edit)?;
    commit(tx, deps, &mut loaded, &step).await?;
    if !contacts::replace(tx, loaded.watch.id, &new.contacts).await? {
        return Err(StoreError::Corrupt("contacts.id").into());
    }
    loaded.contacts = new.contacts;
    Ok(loaded)
}

/// Back to a draft. An open cycle ends first, with its all-clear.
///
/// # Errors
/// [`ActError`]; a watch that has released is refused.
pub async fn disarm(
    tx: &mut Tx,
    deps: &Deps,
    watch: watches::Watch,
    now: Now,
) -> Result<Loaded, ActError> {
    let input = Input::Confirm { sign: Sign::OwnerStrong, link: None };
    let mut loaded = act(tx, deps, watch, now, input).await?;
    let mut state = loaded.state.clone();
    state.phase = Phase::Draft;
    state.entered = now.clock;
    state.deadline_ms = None;
    let corrupt = |_| StoreError::Corrupt("watches.state");
    let row = &mut loaded.watch;
    row.state = serde_json::to_string(&state).map_err(corrupt)?;
    row.status = status(state.stage()).to_owned();
    (row.due_wall, row.due_witnessed, row.deadline_witnessed) = (None, None, None);
    if !watches::update(tx, row).await? {
        return Err(CommitError::Conflict.into());
    }
    row.version += 1;
    let event = events::New {
        at: now.clock.wall_ms,
        witnessed: now.clock.witnessed_ms,
        epoch: row.epoch,
        cycle: row.cycle,
        kind: "disarmed".to_owned(),
        detail: "{}".to_owned(),
    };
    events::append(tx, row.id, &event).await?;
    loaded.state = state;
    Ok(loaded)
}

/// Somebody says that the owner is fine: that is about the person, so it counts for every watch.
/// `link` names the watch and cycle of the message that was answered; its refusal is the answer,
/// refusals of the others are not.
///
/// # Errors
/// [`ActError`]; after a refusal the transaction may still be committed, for what did count.
pub async fn confirm(
    tx: &mut Tx,
    deps: &Deps,
    owner: AccountId,
    sign: Sign,
    link: Option<(WatchId, Link)>,
) -> Result<Confirmed, ActError> {
    let now = beat::now(tx, deps).await?;
    let mut confirmed = Confirmed::default();
    let mut refused = None;
    for watch in watches::lock_of_owner(tx, owner).await? {
        let own = link.filter(|(id, _)| *id == watch.id).map(|(_, link)| link);
        let was_open = !["draft", "armed", "paused", "released"].contains(&watch.status.as_str());
        let input = Input::Confirm { sign, link: own };
        match act(tx, deps, watch, now, input).await {
            Ok(_) => {
                confirmed.counted += 1;
                confirmed.answered += u32::from(was_open);
            }
            Err(ActError::Refused(refusal)) if own.is_some() => refused = Some(refusal),
            Err(ActError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    if sign == Sign::OwnerStrong {
        accounts::strong_sign(tx, owner, deps.clock.wall()).await?;
    }
    refused.map_or(Ok(confirmed), |refusal| Err(refusal.into()))
}
