//! Sealed versions: the body, and which files belong to it.

use super::{Result, RowExt as _, Tx};
use stafeta_shared::ids::{AttachmentId, HandoverId};

/// Inserts a version.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    tx: &mut Tx,
    handover: HandoverId,
    version: i64,
    body: &[u8],
    sealed_at: i64,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO versions (handover, version, body, sealed_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(version)
    .bind(body)
    .bind(sealed_at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Names a file of a version.
///
/// # Errors
/// When the database fails.
pub async fn insert_attachment(
    tx: &mut Tx,
    handover: HandoverId,
    version: i64,
    attachment: AttachmentId,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO version_attachments (handover, version, attachment) VALUES ($1, $2, $3)",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(version)
    .bind(attachment.as_bytes().as_slice())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The body, while somebody may still open it.
///
/// # Errors
/// When the database fails.
pub async fn body(tx: &mut Tx, handover: HandoverId, version: i64) -> Result<Option<Vec<u8>>> {
    let row = sqlx::query("SELECT body FROM versions WHERE handover = $1 AND version = $2")
        .bind(handover.as_bytes().as_slice())
        .bind(version)
        .fetch_optional(&mut **tx)
        .await?;
    row.map(|row| row.blob_opt("body")).transpose().map(Option::flatten)
}

/// When a version was sealed.
///
/// # Errors
/// When the database fails.
pub async fn sealed_at(tx: &mut Tx, handover: HandoverId, version: i64) -> Result<Option<i64>> {
    let row = sqlx::query("SELECT sealed_at FROM versions WHERE handover = $1 AND version = $2")
        .bind(handover.as_bytes().as_slice())
        .bind(version)
        .fetch_optional(&mut **tx)
        .await?;
    row.map(|row| row.int("sealed_at")).transpose()
}

/// Whether a version names this file.
///
/// # Errors
/// When the database fails.
pub async fn names(
    tx: &mut Tx,
    handover: HandoverId,
    version: i64,
    attachment: AttachmentId,
) -> Result<bool> {
    let row = sqlx::query(
        "SELECT version FROM version_attachments \
         WHERE handover = $1 AND version = $2 AND attachment = $3",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(version)
    .bind(attachment.as_bytes().as_slice())
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.is_some())
}

/// Forgets the bodies below `version` that nobody opened; answers how many bytes that frees.
///
/// # Errors
/// When the database fails.
pub async fn drop_unopened_below(tx: &mut Tx, handover: HandoverId, version: i64) -> Result<i64> {
    const WHICH: &str = "handover = $1 AND version < $2 AND body IS NOT NULL AND NOT EXISTS \
        (SELECT 1 FROM sealed s WHERE s.handover = versions.handover \
         AND s.version = versions.version AND s.opened_at IS NOT NULL)";
    let sum = format!(
        "SELECT CAST(COALESCE(SUM(LENGTH(body)), 0) AS BIGINT) AS freed FROM versions WHERE {WHICH}"
    );
    let freed = sqlx::query(sqlx::AssertSqlSafe(sum))
        .bind(handover.as_bytes().as_slice())
        .bind(version)
        .fetch_one(&mut **tx)
        .await?
        .int("freed")?;
    sqlx::query(
        "DELETE FROM version_attachments WHERE handover = $1 AND version < $2 AND NOT EXISTS \
         (SELECT 1 FROM sealed s WHERE s.handover = version_attachments.handover \
          AND s.version = version_attachments.version AND s.opened_at IS NOT NULL)",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(version)
    .execute(&mut **tx)
    .await?;
    sqlx::query(sqlx::AssertSqlSafe(format!("UPDATE versions SET body = NULL WHERE {WHICH}")))
        .bind(handover.as_bytes().as_slice())
        .bind(version)
        .execute(&mut **tx)
        .await?;
    Ok(freed)
}

/// Forgets every body of a handover; answers how many bytes that frees.
///
/// # Errors
/// When the database fails.
pub async fn drop_all(tx: &mut Tx, handover: HandoverId) -> Result<i64> {
    let freed = sqlx::query(
        "SELECT CAST(COALESCE(SUM(LENGTH(body)), 0) AS BIGINT) AS freed FROM versions \
         WHERE handover = $1 AND body IS NOT NULL",
    )
    .bind(handover.as_bytes().as_slice())
    .fetch_one(&mut **tx)
    .await?
    .int("freed")?;
    for sql in [
        "DELETE FROM version_attachments WHERE handover = $1",
        "UPDATE versions SET body = NULL WHERE handover = $1",
    ] {
        sqlx::query(sql).bind(handover.as_bytes().as_slice()).execute(&mut **tx).await?;
    }
    Ok(freed)
}

/// Files that any version of a handover names.
///
/// # Errors
/// When the database fails.
pub async fn files(tx: &mut Tx, handover: HandoverId) -> Result<Vec<AttachmentId>> {
    let rows = sqlx::query(
        "SELECT DISTINCT attachment FROM version_attachments WHERE handover = $1 \
         ORDER BY attachment",
    )
    .bind(handover.as_bytes().as_slice())
    .fetch_all(&mut **tx)
    .await?;
    rows.iter().map(|row| row.id("attachment", AttachmentId::from_bytes)).collect()
}
