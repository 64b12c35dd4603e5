//! Handovers and their encrypted drafts. A deleted one keeps only its id, for the headers and
//! signatures that outlive it.

use super::{Result, RowExt as _, Tx};
use sqlx::any::AnyRow;
use stafeta_shared::ids::{AccountId, HandoverId, WatchId};

/// A handover as stored, without its draft.
#[derive(Debug, Clone)]
pub struct Handover {
    /// Its id.
    pub id: HandoverId,
    /// Whose.
    pub owner: AccountId,
    /// Watch it hangs on.
    pub watch: Option<WatchId>,
    /// Wait after the watch ends in release.
    pub extra_delay_ms: i64,
    /// When it was made.
    pub created_at: i64,
    /// Newest committed version, 0 for none.
    pub version: i64,
    /// Counter of the draft, 0 for none.
    pub draft_counter: i64,
}

const COLUMNS: &str = "SELECT id, owner, watch, extra_delay_ms, created_at, version, \
    draft_counter FROM handovers WHERE deleted_at IS NULL AND ";

/// Inserts a handover; `false` when its id is taken.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, handover: &Handover) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO handovers (id, owner, watch, extra_delay_ms, created_at, version, \
         draft_counter) VALUES ($1, $2, $3, $4, $5, 0, 0) ON CONFLICT (id) DO NOTHING",
    )
    .bind(handover.id.as_bytes().as_slice())
    .bind(handover.owner.as_bytes().as_slice())
    .bind(handover.watch.map(|watch| watch.as_bytes().to_vec()))
    .bind(handover.extra_delay_ms)
    .bind(handover.created_at)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A handover of this owner.
///
/// # Errors
/// When the database fails.
pub async fn owned(
    tx: &mut Tx,
    owner: AccountId,
    handover: HandoverId,
) -> Result<Option<Handover>> {
    select_owned(tx, owner, handover, "").await
}

/// A handover of this owner, locked until this transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock_owned(
    tx: &mut Tx,
    owner: AccountId,
    handover: HandoverId,
) -> Result<Option<Handover>> {
    let words = tx.for_update();
    select_owned(tx, owner, handover, words).await
}

async fn select_owned(
    tx: &mut Tx,
    owner: AccountId,
    handover: HandoverId,
    words: &str,
) -> Result<Option<Handover>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} id = $1 AND owner = $2{words}"));
    let row = sqlx::query(sql)
        .bind(handover.as_bytes().as_slice())
        .bind(owner.as_bytes().as_slice())
        .fetch_optional(&mut **tx)
        .await?;
    row.as_ref().map(read).transpose()
}

/// All of an owner, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_owner(tx: &mut Tx, owner: AccountId) -> Result<Vec<Handover>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} owner = $1 ORDER BY created_at, id"));
    let rows = sqlx::query(sql).bind(owner.as_bytes().as_slice()).fetch_all(&mut **tx).await?;
    rows.iter().map(read).collect()
}

/// How many an owner has.
///
/// # Errors
/// When the database fails.
pub async fn count(tx: &mut Tx, owner: AccountId) -> Result<i64> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS many FROM handovers \
         WHERE owner = $1 AND deleted_at IS NULL",
    )
    .bind(owner.as_bytes().as_slice())
    .fetch_one(&mut **tx)
    .await?;
    row.int("many")
}

/// Changes what is not content.
///
/// # Errors
/// When the database fails.
pub async fn update(
    tx: &mut Tx,
    handover: HandoverId,
    watch: Option<WatchId>,
    extra_delay_ms: i64,
) -> Result<()> {
    sqlx::query("UPDATE handovers SET watch = $2, extra_delay_ms = $3 WHERE id = $1")
        .bind(handover.as_bytes().as_slice())
        .bind(watch.map(|watch| watch.as_bytes().to_vec()))
        .bind(extra_delay_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The draft and its counter, when there is one.
///
/// # Errors
/// When the database fails.
pub async fn draft(
    tx: &mut Tx,
    owner: AccountId,
    handover: HandoverId,
) -> Result<Option<(i64, Vec<u8>)>> {
    let row = sqlx::query(
        "SELECT draft_counter, draft FROM handovers \
         WHERE id = $1 AND owner = $2 AND draft IS NOT NULL",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(owner.as_bytes().as_slice())
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| Ok((row.int("draft_counter")?, row.blob("draft")?))).transpose()
}

/// Compare-and-swap: stores the draft as `counter` if the stored counter is `after`.
///
/// # Errors
/// When the database fails.
pub async fn swap_draft(
    tx: &mut Tx,
    handover: HandoverId,
    after: i64,
    counter: i64,
    draft: &[u8],
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE handovers SET draft_counter = $2, draft = $3 \
         WHERE id = $1 AND draft_counter = $4 AND deleted_at IS NULL",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(counter)
    .bind(draft)
    .bind(after)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Records a new version; `false` unless it is the next one.
///
/// # Errors
/// When the database fails.
pub async fn set_version(tx: &mut Tx, handover: HandoverId, version: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE handovers SET version = $2 \
         WHERE id = $1 AND version = $3 AND deleted_at IS NULL",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(version)
    .bind(version - 1)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Marks a handover as deleted and forgets its draft.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Tx, handover: HandoverId, now: i64) -> Result<()> {
    sqlx::query("UPDATE handovers SET deleted_at = $2, draft = NULL, watch = NULL WHERE id = $1")
        .bind(handover.as_bytes().as_slice())
        .bind(now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Adds to (or takes from) the bytes an owner uses; `false` when that would pass `max`.
/// Taking away always works.
///
/// # Errors
/// When the database fails.
pub async fn reserve(tx: &mut Tx, owner: AccountId, delta: i64, max: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE accounts SET storage_used = storage_used + $2 \
         WHERE id = $1 AND ($2 <= 0 OR storage_used + $2 <= $3)",
    )
    .bind(owner.as_bytes().as_slice())
    .bind(delta)
    .bind(max)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

fn read(row: &AnyRow) -> Result<Handover> {
    Ok(Handover {
        id: row.id("id", HandoverId::from_bytes)?,
        owner: row.id("owner", AccountId::from_bytes)?,
        watch: row.id_opt("watch", WatchId::from_bytes)?,
        extra_delay_ms: row.int("extra_delay_ms")?,
        created_at: row.int("created_at")?,
        version: row.int("version")?,
        draft_counter: row.int("draft_counter")?,
    })
}
