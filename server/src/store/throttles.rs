//! Counters of the rate limits: one row per name, a count since a moment, a block until one.

use super::{Result, RowExt as _, Tx};

/// A counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Throttle {
    /// Events since `since`.
    pub count: i64,
    /// When the counting began.
    pub since: i64,
    /// No event is allowed before.
    pub blocked_until: i64,
}

/// Reads a counter and locks it for this transaction; an absent one is made, all zero, since a
/// row that is not there cannot be locked.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &mut Tx, name: &str) -> Result<Throttle> {
    sqlx::query(
        "INSERT INTO throttles (name, count, since, blocked_until) VALUES ($1, 0, 0, 0) \
         ON CONFLICT (name) DO NOTHING",
    )
    .bind(name)
    .execute(&mut **tx)
    .await?;
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT count, since, blocked_until FROM throttles WHERE name = $1{}",
        tx.for_update()
    ));
    let row = sqlx::query(sql).bind(name).fetch_one(&mut **tx).await?;
    Ok(Throttle {
        count: row.int("count")?,
        since: row.int("since")?,
        blocked_until: row.int("blocked_until")?,
    })
}

/// Writes a counter.
///
/// # Errors
/// When the database fails.
pub async fn store(tx: &mut Tx, name: &str, throttle: Throttle) -> Result<()> {
    sqlx::query("UPDATE throttles SET count = $2, since = $3, blocked_until = $4 WHERE name = $1")
        .bind(name)
        .bind(throttle.count)
        .bind(throttle.since)
        .bind(throttle.blocked_until)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Forgets a counter.
///
/// # Errors
/// When the database fails.
pub async fn clear(tx: &mut Tx, name: &str) -> Result<()> {
    sqlx::query("DELETE FROM throttles WHERE name = $1").bind(name).execute(&mut **tx).await?;
    Ok(())
}

/// Forgets counters that began before a moment and block nothing any more.
///
/// # Errors
/// When the database fails.
pub async fn sweep(tx: &mut Tx, before: i64, now: i64) -> Result<u64> {
    let done = sqlx::query("DELETE FROM throttles WHERE since < $1 AND blocked_until <= $2")
        .bind(before)
        .bind(now)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected())
}
