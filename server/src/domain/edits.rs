//! An owner who, logged in, changes what they prepared is alive: a strong sign for all watches.
//!
//! Call it first in a transaction: watches are locked before handovers, everywhere.

use crate::{
    app::Deps,
    engine::act::{ActError, edited},
    store::{Tx, accounts},
};
use stafeta_shared::ids::AccountId;

/// Drafts are saved every few seconds; one sign in this time says as much.
const ONE_SIGN_MS: i64 = 10 * 60_000;

/// Counts a change as a sign of life.
///
/// # Errors
/// [`ActError`]; the transaction must then be dropped.
pub async fn sign_of_life(tx: &mut Tx, app: &Deps, owner: AccountId) -> Result<(), ActError> {
    let account = accounts::by_id(tx, owner).await?;
    let last = account.map_or(i64::MIN, |account| account.strong_sign_at);
    // A sign from the future came from a clock that ran ahead; it says nothing about now.
    let now = app.clock.wall();
    if last <= now && last.saturating_add(ONE_SIGN_MS) > now {
        return Ok(());
    }
    edited(tx, app, owner, None).await
}
