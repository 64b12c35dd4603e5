//! Releases of a watch, and what left with them. Opening and declining are noted in
//! [`super::released`].

use super::{Result, RowExt as _, Tx};
use stafeta_shared::ids::{AccountId, HandoverId, WatchId};

/// The cycle of a watch that a release belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cycle {
    /// The watch.
    pub watch: WatchId,
    /// Rises with a restore.
    pub epoch: i64,
    /// Rises with a confirmation.
    pub cycle: i64,
}

/// Notes a release; `false` when this cycle has one already.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, of: Cycle, now: i64) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO releases (watch, epoch, cycle, released_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (watch, epoch, cycle) DO NOTHING",
    )
    .bind(of.watch.as_bytes().as_slice())
    .bind(of.epoch)
    .bind(of.cycle)
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets one version of a handover leave to one recipient.
///
/// # Errors
/// When the database fails.
pub async fn leave(
    tx: &mut Tx,
    of: Cycle,
    handover: HandoverId,
    (recipient, version): (AccountId, i64),
    now: i64,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO released (handover, recipient, watch, epoch, cycle, version, released_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (handover, recipient, watch, epoch, cycle) DO NOTHING",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(recipient.as_bytes().as_slice())
    .bind(of.watch.as_bytes().as_slice())
    .bind(of.epoch)
    .bind(of.cycle)
    .bind(version)
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Goes on with a release under another epoch: a copy of the database was put back, and the release
/// that it shows still stands, with everything that left, was opened or declined.
///
/// # Errors
/// When the database fails.
pub async fn carry_over(tx: &mut Tx, of: Cycle, epoch: i64) -> Result<()> {
    if epoch == of.epoch {
        return Ok(());
    }
    // What left hangs on its release: the new one first, the old one last.
    for sql in [
        "INSERT INTO releases (watch, epoch, cycle, released_at, recalled_at) \
         SELECT watch, $4, cycle, released_at, recalled_at FROM releases \
         WHERE watch = $1 AND epoch = $2 AND cycle = $3",
        "UPDATE released SET epoch = $4 WHERE watch = $1 AND epoch = $2 AND cycle = $3",
        "DELETE FROM releases WHERE watch = $1 AND epoch = $2 AND cycle = $3 AND epoch <> $4",
    ] {
        sqlx::query(sql)
            .bind(of.watch.as_bytes().as_slice())
            .bind(of.epoch)
            .bind(of.cycle)
            .bind(epoch)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// Calls a release back, with everything in it; what was opened stays noted as opened.
///
/// # Errors
/// When the database fails.
pub async fn recall(tx: &mut Tx, of: Cycle, now: i64) -> Result<()> {
    for table in ["releases", "released"] {
        let sql = sqlx::AssertSqlSafe(format!(
            "UPDATE {table} SET recalled_at = $4 \
             WHERE watch = $1 AND epoch = $2 AND cycle = $3 AND recalled_at IS NULL"
        ));
        sqlx::query(sql)
            .bind(of.watch.as_bytes().as_slice())
            .bind(of.epoch)
            .bind(of.cycle)
            .bind(now)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// How much of a release was never opened, and how much was: handovers times recipients.
///
/// # Errors
/// When the database fails.
pub async fn counts(tx: &mut Tx, of: Cycle) -> Result<(u32, u32)> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS left_at_all, \
         CAST(COUNT(opened_at) AS BIGINT) AS opened FROM released \
         WHERE watch = $1 AND epoch = $2 AND cycle = $3",
    )
    .bind(of.watch.as_bytes().as_slice())
    .bind(of.epoch)
    .bind(of.cycle)
    .fetch_one(&mut **tx)
    .await?;
    let count = |n: i64| u32::try_from(n).unwrap_or_default();
    let opened = row.int("opened")?;
    Ok((count(row.int("left_at_all")? - opened), count(opened)))
}

/// When a cycle released, unless it was called back.
///
/// # Errors
/// When the database fails.
pub async fn standing(tx: &mut Tx, of: Cycle) -> Result<Option<i64>> {
    let row = sqlx::query(
        "SELECT released_at FROM releases WHERE watch = $1 AND epoch = $2 AND cycle = $3 \
         AND recalled_at IS NULL",
    )
    .bind(of.watch.as_bytes().as_slice())
    .bind(of.epoch)
    .bind(of.cycle)
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| row.int("released_at")).transpose()
}

/// Who opened or declined what in a cycle.
///
/// # Errors
/// When the database fails.
pub async fn done(tx: &mut Tx, of: Cycle) -> Result<Vec<(HandoverId, AccountId)>> {
    let rows = sqlx::query(
        "SELECT handover, recipient FROM released WHERE watch = $1 AND epoch = $2 AND cycle = $3 \
         AND (opened_at IS NOT NULL OR declined_at IS NOT NULL)",
    )
    .bind(of.watch.as_bytes().as_slice())
    .bind(of.epoch)
    .bind(of.cycle)
    .fetch_all(&mut **tx)
    .await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.id("handover", HandoverId::from_bytes)?,
                row.id("recipient", AccountId::from_bytes)?,
            ))
        })
        .collect()
}

/// The handovers that hang on a watch, with their extra delays.
///
/// # Errors
/// When the database fails.
pub async fn handovers_of(tx: &mut Tx, watch: WatchId) -> Result<Vec<(HandoverId, i64)>> {
    let rows = sqlx::query(
        "SELECT id, extra_delay_ms FROM handovers WHERE watch = $1 AND deleted_at IS NULL \
         ORDER BY created_at, id",
    )
    .bind(watch.as_bytes().as_slice())
    .fetch_all(&mut **tx)
    .await?;
    rows.iter()
        .map(|row| Ok((row.id("id", HandoverId::from_bytes)?, row.int("extra_delay_ms")?)))
        .collect()
}
