//! Sessions: a random token in a cookie, known here by its SHA-256 only.

use super::{Result, RowExt as _, StoreError, Tx, slots::SlotKind};
use stafeta_shared::ids::{AccountId, SlotId};

/// How far the person has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The password is proven, the second factor is not: sees no data.
    PreAuth,
    /// In.
    Full,
}

impl Level {
    fn number(self) -> i64 {
        match self {
            Self::PreAuth => 1,
            Self::Full => 2,
        }
    }
}

/// A session as stored.
#[derive(Debug, Clone)]
pub struct Session {
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// Whose.
    pub account: AccountId,
    /// How far.
    pub level: Level,
    /// The way in.
    pub way: SlotKind,
    /// The slot of that way.
    pub slot: SlotId,
    /// When it began.
    pub created_at: i64,
    /// Last full authentication.
    pub fresh_at: i64,
    /// Last request, roughly.
    pub seen_at: i64,
    /// End, whatever happens.
    pub expires_at: i64,
}

/// Inserts a session.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, session: &Session) -> Result<()> {
    sqlx::query(
        "INSERT INTO sessions (token_hash, account, level, way, slot, created_at, fresh_at, \
         seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(session.token_hash.as_slice())
    .bind(session.account.as_bytes().as_slice())
    .bind(session.level.number())
    .bind(session.way.number())
    .bind(session.slot.as_bytes().as_slice())
    .bind(session.created_at)
    .bind(session.fresh_at)
    .bind(session.seen_at)
    .bind(session.expires_at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The living session of this token: neither expired nor idle since before `idle_since`.
///
/// # Errors
/// When the database fails.
pub async fn living(
    tx: &mut Tx,
    token_hash: &[u8; 32],
    now: i64,
    idle_since: i64,
) -> Result<Option<Session>> {
    let row = sqlx::query(
        "SELECT account, level, way, slot, created_at, fresh_at, seen_at, expires_at \
         FROM sessions WHERE token_hash = $1 AND expires_at > $2 AND seen_at >= $3",
    )
    .bind(token_hash.as_slice())
    .bind(now)
    .bind(idle_since)
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let level = match row.int("level")? {
        1 => Level::PreAuth,
        2 => Level::Full,
        _ => return Err(StoreError::Corrupt("sessions.level")),
    };
    let way = SlotKind::from_number(row.int("way")?).ok_or(StoreError::Corrupt("sessions.way"))?;
    Ok(Some(Session {
        token_hash: *token_hash,
        account: row.id("account", AccountId::from_bytes)?,
        level,
        way,
        slot: row.id("slot", SlotId::from_bytes)?,
        created_at: row.int("created_at")?,
        fresh_at: row.int("fresh_at")?,
        seen_at: row.int("seen_at")?,
        expires_at: row.int("expires_at")?,
    }))
}

/// Notes that the session is in use.
///
/// # Errors
/// When the database fails.
pub async fn touch(tx: &mut Tx, token_hash: &[u8; 32], now: i64) -> Result<()> {
    sqlx::query("UPDATE sessions SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $2")
        .bind(token_hash.as_slice())
        .bind(now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Ends a session; `false` when it was gone already.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Tx, token_hash: &[u8; 32]) -> Result<bool> {
    let done = sqlx::query("DELETE FROM sessions WHERE token_hash = $1")
        .bind(token_hash.as_slice())
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets what has expired.
///
/// # Errors
/// When the database fails.
pub async fn sweep(tx: &mut Tx, now: i64) -> Result<u64> {
    let done = sqlx::query("DELETE FROM sessions WHERE expires_at <= $1")
        .bind(now)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected())
}

/// Brings the end of a session forward.
///
/// # Errors
/// When the database fails.
pub async fn limit(tx: &mut Tx, token_hash: &[u8; 32], expires_at: i64) -> Result<()> {
    sqlx::query("UPDATE sessions SET expires_at = $2 WHERE token_hash = $1 AND expires_at > $2")
        .bind(token_hash.as_slice())
        .bind(expires_at)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
