//! Vaults that were replaced, for some weeks.

use super::{Result, RowExt as _, Tx};
use stafeta_shared::ids::AccountId;

/// A vault that was replaced, without its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OldVault {
    /// Its counter.
    pub counter: i64,
    /// When the next one was stored.
    pub replaced_at: i64,
    /// Its length.
    pub len: i64,
}

/// Keeps the vault in force, which is about to be replaced, if this is its counter.
///
/// # Errors
/// When the database fails.
pub async fn keep(tx: &mut Tx, account: AccountId, counter: i64, now: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO old_vaults (account, counter, vault, replaced_at) \
         SELECT id, vault_counter, vault, $3 FROM accounts WHERE id = $1 AND vault_counter = $2 \
         ON CONFLICT (account, counter) DO NOTHING",
    )
    .bind(account.as_bytes().as_slice())
    .bind(counter)
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// All of an account, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of(tx: &mut Tx, account: AccountId) -> Result<Vec<OldVault>> {
    let rows = sqlx::query(
        "SELECT counter, replaced_at, CAST(LENGTH(vault) AS BIGINT) AS len FROM old_vaults \
         WHERE account = $1 ORDER BY counter",
    )
    .bind(account.as_bytes().as_slice())
    .fetch_all(&mut **tx)
    .await?;
    let read = |row: &sqlx::any::AnyRow| {
        Ok(OldVault {
            counter: row.int("counter")?,
            replaced_at: row.int("replaced_at")?,
            len: row.int("len")?,
        })
    };
    rows.iter().map(read).collect()
}

/// The bytes of one.
///
/// # Errors
/// When the database fails.
pub async fn vault(tx: &mut Tx, account: AccountId, counter: i64) -> Result<Option<Vec<u8>>> {
    let row = sqlx::query("SELECT vault FROM old_vaults WHERE account = $1 AND counter = $2")
        .bind(account.as_bytes().as_slice())
        .bind(counter)
        .fetch_optional(&mut **tx)
        .await?;
    row.map(|row| row.blob("vault")).transpose()
}

/// Forgets one.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &mut Tx, account: AccountId, counter: i64) -> Result<()> {
    sqlx::query("DELETE FROM old_vaults WHERE account = $1 AND counter = $2")
        .bind(account.as_bytes().as_slice())
        .bind(counter)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Forgets what was replaced before a moment.
///
/// # Errors
/// When the database fails.
pub async fn sweep(tx: &mut Tx, before: i64) -> Result<u64> {
    let done = sqlx::query("DELETE FROM old_vaults WHERE replaced_at < $1")
        .bind(before)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected())
}
