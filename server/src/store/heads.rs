//! The owner's word that a version is still the newest: one a handover and recipient, the newest.

use super::{Result, RowExt as _, Tx};
use stafeta_shared::ids::{AccountId, HandoverId};

/// Keeps a head unless a newer one is there: of a later version, or of the same one and later.
///
/// # Errors
/// When the database fails.
pub async fn keep(
    tx: &mut Tx,
    handover: HandoverId,
    recipient: AccountId,
    (version, at): (i64, i64),
    head: &[u8],
) -> Result<()> {
    sqlx::query(
        "INSERT INTO heads (handover, recipient, version, at, head) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (handover, recipient) DO UPDATE SET version = $3, at = $4, head = $5 \
         WHERE heads.version < $3 OR (heads.version = $3 AND heads.at < $4)",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(recipient.as_bytes().as_slice())
    .bind(version)
    .bind(at)
    .bind(head)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The newest head.
///
/// # Errors
/// When the database fails.
pub async fn newest(
    tx: &mut Tx,
    handover: HandoverId,
    recipient: AccountId,
) -> Result<Option<Vec<u8>>> {
    let row = sqlx::query("SELECT head FROM heads WHERE handover = $1 AND recipient = $2")
        .bind(handover.as_bytes().as_slice())
        .bind(recipient.as_bytes().as_slice())
        .fetch_optional(&mut **tx)
        .await?;
    row.map(|row| row.blob("head")).transpose()
}
