//! What people do to watches, in the same transaction discipline as a step: rows locked, facts
//! loaded, `shared::watch::apply`, everything stored at once. Confirming and releasing therefore
//! meet on the watch's row, and exactly one of them wins.

use super::{
    beat::{self, Now},
    commit::{CommitError, commit},
    load::{Loaded, load},
};
use crate::{
    app::Deps,
    store::{StoreError, Tx, accounts, watches},
};
use stafeta_shared::{
    ids::{AccountId, WatchId},
    watch::{Input, Link, Refusal, Sign, apply},
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
