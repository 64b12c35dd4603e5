//! Short codes by SMS or e-mail. The code itself is never stored, only a keyed hash of it.

use super::{Result, RowExt as _, Tx};

/// A code that was sent.
#[derive(Debug, Clone)]
pub struct Code {
    /// Random; the message's key carries it.
    pub id: [u8; 16],
    /// Account or invitation.
    pub subject: Vec<u8>,
    /// What it is for.
    pub purpose: String,
    /// `sms` or `email`.
    pub channel: String,
    /// Where it went.
    pub target: String,
    /// HMAC of the code, bound to subject, purpose, target and login.
    pub mac: [u8; 32],
    /// Wrong answers so far.
    pub tries: i64,
    /// When it was sent.
    pub created_at: i64,
    /// Worthless from then on.
    pub expires_at: i64,
}

/// Inserts a code and takes the older ones of the same subject and purpose out of force.
///
/// # Errors
/// When the database fails.
pub async fn replace(tx: &mut Tx, code: &Code) -> Result<()> {
    sqlx::query(
        "UPDATE codes SET used_at = $3 WHERE subject = $1 AND purpose = $2 AND used_at IS NULL",
    )
    .bind(code.subject.as_slice())
    .bind(code.purpose.as_str())
    .bind(code.created_at)
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "INSERT INTO codes (id, subject, purpose, channel, target, mac, tries, created_at, \
         expires_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)",
    )
    .bind(code.id.as_slice())
    .bind(code.subject.as_slice())
    .bind(code.purpose.as_str())
    .bind(code.channel.as_str())
    .bind(code.target.as_str())
    .bind(code.mac.as_slice())
    .bind(code.created_at)
    .bind(code.expires_at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The code in force, locked for this transaction.
///
/// # Errors
/// When the database fails.
pub async fn in_force(
    tx: &mut Tx,
    subject: &[u8],
    purpose: &str,
    now: i64,
) -> Result<Option<Code>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT id, subject, purpose, channel, target, mac, tries, created_at, expires_at \
         FROM codes WHERE subject = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 \
         ORDER BY created_at DESC LIMIT 1{}",
        tx.for_update()
    ));
    let row =
        sqlx::query(sql).bind(subject).bind(purpose).bind(now).fetch_optional(&mut **tx).await?;
    row.map(|row| {
        Ok(Code {
            id: row.bytes("id")?,
            subject: row.blob("subject")?,
            purpose: row.text("purpose")?,
            channel: row.text("channel")?,
            target: row.text("target")?,
            mac: row.bytes("mac")?,
            tries: row.int("tries")?,
            created_at: row.int("created_at")?,
            expires_at: row.int("expires_at")?,
        })
    })
    .transpose()
}

/// Counts a wrong answer.
///
/// # Errors
/// When the database fails.
pub async fn count_try(tx: &mut Tx, id: &[u8; 16]) -> Result<()> {
    sqlx::query("UPDATE codes SET tries = tries + 1 WHERE id = $1")
        .bind(id.as_slice())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Uses the code up; `false` when somebody was faster.
///
/// # Errors
/// When the database fails.
pub async fn consume(tx: &mut Tx, id: &[u8; 16], now: i64) -> Result<bool> {
    let done = sqlx::query("UPDATE codes SET used_at = $2 WHERE id = $1 AND used_at IS NULL")
        .bind(id.as_slice())
        .bind(now)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// How many codes went out for this subject and purpose since a moment, and the last one's time.
///
/// # Errors
/// When the database fails.
pub async fn sent_since(
    tx: &mut Tx,
    subject: &[u8],
    purpose: &str,
    since: i64,
) -> Result<(i64, Option<i64>)> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS sent, MAX(created_at) AS last FROM codes \
         WHERE subject = $1 AND purpose = $2 AND created_at > $3",
    )
    .bind(subject)
    .bind(purpose)
    .bind(since)
    .fetch_one(&mut **tx)
    .await?;
    Ok((row.int("sent")?, row.int_opt("last")?))
}

/// Forgets codes made before a moment.
///
/// # Errors
/// When the database fails.
pub async fn sweep(tx: &mut Tx, before: i64) -> Result<u64> {
    let done = sqlx::query("DELETE FROM codes WHERE created_at < $1")
        .bind(before)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected())
}
