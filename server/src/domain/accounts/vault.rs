//! The vault: opaque to the server but for its context, replaced by compare-and-swap.

use super::old_vaults;
use crate::store::{Result, StoreError, Tx, accounts};
use stafeta_shared::{
    api::VaultUpdate, crypto::vault::VaultContext, ids::AccountId, limits::VAULT_MAX,
};

/// Why a vault was not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultRefused {
    /// Not a vault of this account with this counter, or too large.
    Invalid,
    /// Another one was stored in between.
    Conflict,
}

/// Stores the next vault of an account and keeps the one before, in the caller's transaction.
///
/// # Errors
/// When the database fails; refusals are the inner `Err`, the caller must then not commit.
pub async fn commit(
    tx: &mut Tx,
    account: AccountId,
    update: &VaultUpdate,
    now: i64,
) -> Result<std::result::Result<(), VaultRefused>> {
    if !fits(account, update.counter, &update.vault) {
        return Ok(Err(VaultRefused::Invalid));
    }
    let counter =
        i64::try_from(update.counter).map_err(|_| StoreError::Corrupt("accounts.vault_counter"))?;
    old_vaults::keep(tx, account, counter - 1, now).await?;
    let swapped = accounts::swap_vault(tx, account, counter, &update.vault).await?;
    Ok(if swapped { Ok(()) } else { Err(VaultRefused::Conflict) })
}

/// Whether these bytes say that they are this vault.
#[must_use]
pub fn fits(account: AccountId, counter: u64, stored: &[u8]) -> bool {
    stored.len() <= VAULT_MAX
        && counter <= i64::MAX as u64
        && VaultContext::parse(stored).is_ok_and(|c| c.account == account && c.counter == counter)
}
