//! Files of handovers: what was announced, and which parts have arrived. The bytes lie in
//! [`crate::blobs`].

use super::{Result, RowExt as _, Tx};
use sqlx::any::AnyRow;
use stafeta_shared::ids::{AttachmentId, HandoverId};

/// A file as announced.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Its handover.
    pub handover: HandoverId,
    /// Its id.
    pub id: AttachmentId,
    /// Length of the ciphertext.
    pub ct_len: i64,
    /// Hash over the parts, once all are there.
    pub hash: Option<[u8; 32]>,
}

/// A part that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// From 0.
    pub number: i64,
    /// Its length.
    pub len: i64,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

const COLUMNS: &str = "SELECT handover, id, ct_len, hash FROM attachments WHERE ";

/// Inserts a file; `false` when its id is taken.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    tx: &mut Tx,
    handover: HandoverId,
    id: AttachmentId,
    ct_len: i64,
    now: i64,
) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO attachments (handover, id, ct_len, state, created_at) \
         VALUES ($1, $2, $3, 'uploading', $4) ON CONFLICT (handover, id) DO NOTHING",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(id.as_bytes().as_slice())
    .bind(ct_len)
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// One file.
///
/// # Errors
/// When the database fails.
pub async fn by_id(
    tx: &mut Tx,
    handover: HandoverId,
    id: AttachmentId,
) -> Result<Option<Attachment>> {
    select(tx, handover, id, "").await
}

/// One file, locked until this transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(
    tx: &mut Tx,
    handover: HandoverId,
    id: AttachmentId,
) -> Result<Option<Attachment>> {
    let words = tx.for_update();
    select(tx, handover, id, words).await
}

async fn select(
    tx: &mut Tx,
    handover: HandoverId,
    id: AttachmentId,
    words: &str,
) -> Result<Option<Attachment>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} handover = $1 AND id = $2{words}"));
    let row = sqlx::query(sql)
        .bind(handover.as_bytes().as_slice())
        .bind(id.as_bytes().as_slice())
        .fetch_optional(&mut **tx)
        .await?;
    row.as_ref().map(read).transpose()
}

/// All files of a handover.
///
/// # Errors
/// When the database fails.
pub async fn of(tx: &mut Tx, handover: HandoverId) -> Result<Vec<Attachment>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} handover = $1 ORDER BY id"));
    let rows = sqlx::query(sql).bind(handover.as_bytes().as_slice()).fetch_all(&mut **tx).await?;
    rows.iter().map(read).collect()
}

/// Parts that arrived, ascending.
///
/// # Errors
/// When the database fails.
pub async fn parts(tx: &mut Tx, handover: HandoverId, id: AttachmentId) -> Result<Vec<Part>> {
    let rows = sqlx::query(
        "SELECT number, len, sha256 FROM parts WHERE handover = $1 AND attachment = $2 \
         ORDER BY number",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(id.as_bytes().as_slice())
    .fetch_all(&mut **tx)
    .await?;
    rows.iter().map(read_part).collect()
}

/// One part, if it arrived.
///
/// # Errors
/// When the database fails.
pub async fn part(
    tx: &mut Tx,
    handover: HandoverId,
    id: AttachmentId,
    number: i64,
) -> Result<Option<Part>> {
    let row = sqlx::query(
        "SELECT number, len, sha256 FROM parts \
         WHERE handover = $1 AND attachment = $2 AND number = $3",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(id.as_bytes().as_slice())
    .bind(number)
    .fetch_optional(&mut **tx)
    .await?;
    row.as_ref().map(read_part).transpose()
}

/// Records a part that lies in the blob store.
///
/// # Errors
/// When the database fails.
pub async fn insert_part(
    tx: &mut Tx,
    handover: HandoverId,
    id: AttachmentId,
    part: &Part,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO parts (handover, attachment, number, len, sha256) \
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(id.as_bytes().as_slice())
    .bind(part.number)
    .bind(part.len)
    .bind(part.sha256.as_slice())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Marks a file as complete.
///
/// # Errors
/// When the database fails.
pub async fn complete(
    tx: &mut Tx,
    handover: HandoverId,
    id: AttachmentId,
    hash: &[u8; 32],
) -> Result<()> {
    sqlx::query(
        "UPDATE attachments SET state = 'complete', hash = $3 WHERE handover = $1 AND id = $2",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(id.as_bytes().as_slice())
    .bind(hash.as_slice())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether any sealed version names this file.
///
/// # Errors
/// When the database fails.
pub async fn in_use(tx: &mut Tx, handover: HandoverId, id: AttachmentId) -> Result<bool> {
    let row = sqlx::query(
        "SELECT version FROM version_attachments WHERE handover = $1 AND attachment = $2 LIMIT 1",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(id.as_bytes().as_slice())
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.is_some())
}

/// Forgets a file and its parts.
///
/// # Errors
/// When the database fails, also when a version names it.
pub async fn delete(tx: &mut Tx, handover: HandoverId, id: AttachmentId) -> Result<()> {
    sqlx::query("DELETE FROM attachments WHERE handover = $1 AND id = $2")
        .bind(handover.as_bytes().as_slice())
        .bind(id.as_bytes().as_slice())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<Attachment> {
    Ok(Attachment {
        handover: row.id("handover", HandoverId::from_bytes)?,
        id: row.id("id", AttachmentId::from_bytes)?,
        ct_len: row.int("ct_len")?,
        hash: row.bytes_opt("hash")?,
    })
}

fn read_part(row: &AnyRow) -> Result<Part> {
    Ok(Part { number: row.int("number")?, len: row.int("len")?, sha256: row.bytes("sha256")? })
}
