//! Recipients' proofs that they opened a version. Only the owner can tell a true one: a few are kept
//! of each, so that a false one keeps no true one out.

use super::{Result, RowExt as _, Tx};
use stafeta_shared::ids::{AccountId, HandoverId};

/// Receipts of one recipient of one version.
const EACH: i64 = 8;

/// A receipt as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Which version.
    pub version: i64,
    /// Who opened it.
    pub recipient: AccountId,
    /// Its bytes.
    pub receipt: Vec<u8>,
    /// When it came.
    pub received_at: i64,
}

/// Keeps a receipt; the same one again changes nothing, nor does one too many.
///
/// # Errors
/// When the database fails.
pub async fn keep(tx: &mut Tx, handover: HandoverId, new: &Receipt, hash: &[u8; 32]) -> Result<()> {
    sqlx::query(
        "INSERT INTO receipts (handover, version, recipient, hash, receipt, received_at) \
         SELECT $1, $2, $3, $4, $5, $6 WHERE (SELECT COUNT(*) FROM receipts \
         WHERE handover = $1 AND version = $2 AND recipient = $3) < $7 \
         ON CONFLICT (handover, version, recipient, hash) DO NOTHING",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(new.version)
    .bind(new.recipient.as_bytes().as_slice())
    .bind(hash.as_slice())
    .bind(new.receipt.as_slice())
    .bind(new.received_at)
    .bind(EACH)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// All of a handover, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of(tx: &mut Tx, handover: HandoverId) -> Result<Vec<Receipt>> {
    let rows = sqlx::query(
        "SELECT version, recipient, receipt, received_at FROM receipts WHERE handover = $1 \
         ORDER BY received_at, version, recipient, hash",
    )
    .bind(handover.as_bytes().as_slice())
    .fetch_all(&mut **tx)
    .await?;
    let read = |row: &sqlx::any::AnyRow| {
        Ok(Receipt {
            version: row.int("version")?,
            recipient: row.id("recipient", AccountId::from_bytes)?,
            receipt: row.blob("receipt")?,
            received_at: row.int("received_at")?,
        })
    };
    rows.iter().map(read).collect()
}
