//! What left, handover by handover and recipient by recipient. The engine inserts and recalls
//! rows; here they are read, and marked as opened or declined.

use super::{Result, RowExt as _, Tx};
use sqlx::any::AnyRow;
use stafeta_shared::ids::{AccountId, HandoverId};

/// A row as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// The handover.
    pub handover: HandoverId,
    /// To whom.
    pub recipient: AccountId,
    /// Which version.
    pub version: i64,
    /// When.
    pub released_at: i64,
    /// When it was called back.
    pub recalled_at: Option<i64>,
    /// When it was opened.
    pub opened_at: Option<i64>,
    /// When it was declined.
    pub declined_at: Option<i64>,
}

// A release that was called back as a whole counts as called back in each of its rows.
const COLUMNS: &str = "SELECT d.handover AS handover, d.recipient AS recipient, \
    d.version AS version, d.released_at AS released_at, \
    COALESCE(d.recalled_at, r.recalled_at) AS recalled_at, \
    d.opened_at AS opened_at, d.declined_at AS declined_at FROM released d \
    JOIN releases r ON r.watch = d.watch AND r.epoch = d.epoch AND r.cycle = d.cycle \
    JOIN handovers h ON h.id = d.handover AND h.deleted_at IS NULL WHERE ";

/// Everything of one handover for one recipient, newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_handover(
    tx: &mut Tx,
    handover: HandoverId,
    recipient: AccountId,
) -> Result<Vec<Released>> {
    select(tx, handover, recipient, "").await
}

/// The same, locked until this transaction ends: a recall waits for an opening, or wins.
///
/// # Errors
/// When the database fails.
pub async fn lock(
    tx: &mut Tx,
    handover: HandoverId,
    recipient: AccountId,
) -> Result<Vec<Released>> {
    // Only the release itself: a recall takes that row first.
    let words = tx.for_update_of_releases();
    select(tx, handover, recipient, words).await
}

async fn select(
    tx: &mut Tx,
    handover: HandoverId,
    recipient: AccountId,
    words: &str,
) -> Result<Vec<Released>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{COLUMNS} d.handover = $1 AND d.recipient = $2 \
         ORDER BY d.released_at DESC, d.epoch DESC, d.cycle DESC{words}"
    ));
    let rows = sqlx::query(sql)
        .bind(handover.as_bytes().as_slice())
        .bind(recipient.as_bytes().as_slice())
        .fetch_all(&mut **tx)
        .await?;
    rows.iter().map(read).collect()
}

/// Everything an owner released to a recipient, newest first.
///
/// # Errors
/// When the database fails.
pub async fn between(tx: &mut Tx, owner: AccountId, recipient: AccountId) -> Result<Vec<Released>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{COLUMNS} h.owner = $1 AND d.recipient = $2 \
         ORDER BY d.released_at DESC, d.epoch DESC, d.cycle DESC"
    ));
    let rows = sqlx::query(sql)
        .bind(owner.as_bytes().as_slice())
        .bind(recipient.as_bytes().as_slice())
        .fetch_all(&mut **tx)
        .await?;
    rows.iter().map(read).collect()
}

/// Whether a release of this handover stands: made, and not called back.
///
/// # Errors
/// When the database fails.
pub async fn stands(tx: &mut Tx, handover: HandoverId) -> Result<bool> {
    let row = sqlx::query(
        "SELECT d.version FROM released d \
         JOIN releases r ON r.watch = d.watch AND r.epoch = d.epoch AND r.cycle = d.cycle \
         WHERE d.handover = $1 AND r.recalled_at IS NULL LIMIT 1",
    )
    .bind(handover.as_bytes().as_slice())
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.is_some())
}

/// Records an opening in every row of that version that stands; a first one keeps its time.
///
/// # Errors
/// When the database fails.
pub async fn set_opened(
    tx: &mut Tx,
    handover: HandoverId,
    recipient: AccountId,
    version: i64,
    now: i64,
) -> Result<()> {
    mark(tx, "opened_at", handover, recipient, version, now).await
}

/// Records that a recipient does not want it; openings stay what they are.
///
/// # Errors
/// When the database fails.
pub async fn set_declined(
    tx: &mut Tx,
    handover: HandoverId,
    recipient: AccountId,
    version: i64,
    now: i64,
) -> Result<()> {
    mark(tx, "declined_at", handover, recipient, version, now).await
}

async fn mark(
    tx: &mut Tx,
    column: &'static str,
    handover: HandoverId,
    recipient: AccountId,
    version: i64,
    now: i64,
) -> Result<()> {
    let sql = format!(
        "UPDATE released SET {column} = $4 WHERE handover = $1 AND recipient = $2 \
         AND version = $3 AND {column} IS NULL AND recalled_at IS NULL"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(handover.as_bytes().as_slice())
        .bind(recipient.as_bytes().as_slice())
        .bind(version)
        .bind(now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<Released> {
    Ok(Released {
        handover: row.id("handover", HandoverId::from_bytes)?,
        recipient: row.id("recipient", AccountId::from_bytes)?,
        version: row.int("version")?,
        released_at: row.int("released_at")?,
        recalled_at: row.int_opt("recalled_at")?,
        opened_at: row.int_opt("opened_at")?,
        declined_at: row.int_opt("declined_at")?,
    })
}
