//! Key bundles: an account's public keys, generation by generation.

use super::{Result, RowExt as _, Tx};
use stafeta_shared::ids::AccountId;

/// Appends a generation.
///
/// # Errors
/// When the database fails, also when that generation exists.
pub async fn insert(
    tx: &mut Tx,
    account: AccountId,
    generation: i64,
    hash: &[u8],
    bundle: &[u8],
) -> Result<()> {
    sqlx::query("INSERT INTO bundles (account, generation, hash, bundle) VALUES ($1, $2, $3, $4)")
        .bind(account.as_bytes().as_slice())
        .bind(generation)
        .bind(hash)
        .bind(bundle)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// All generations, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of(tx: &mut Tx, account: AccountId) -> Result<Vec<Vec<u8>>> {
    let rows = sqlx::query("SELECT bundle FROM bundles WHERE account = $1 ORDER BY generation")
        .bind(account.as_bytes().as_slice())
        .fetch_all(&mut **tx)
        .await?;
    rows.iter().map(|row| row.blob("bundle")).collect()
}

/// Hash of the newest generation.
///
/// # Errors
/// When the database fails.
pub async fn newest_hash(tx: &mut Tx, account: AccountId) -> Result<Option<[u8; 32]>> {
    let row =
        sqlx::query("SELECT hash FROM bundles WHERE account = $1 ORDER BY generation DESC LIMIT 1")
            .bind(account.as_bytes().as_slice())
            .fetch_optional(&mut **tx)
            .await?;
    row.map(|row| row.bytes("hash")).transpose()
}

/// Whether the two accounts are tied: the same, or owner and recipient of an accepted
/// invitation in either direction.
///
/// # Errors
/// When the database fails.
pub async fn related(tx: &mut Tx, one: AccountId, other: AccountId) -> Result<bool> {
    if one == other {
        return Ok(true);
    }
    let row = sqlx::query(
        "SELECT id FROM invitations WHERE state = 'accepted' AND \
         ((owner = $1 AND recipient = $2) OR (owner = $2 AND recipient = $1)) LIMIT 1",
    )
    .bind(one.as_bytes().as_slice())
    .bind(other.as_bytes().as_slice())
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.is_some())
}
