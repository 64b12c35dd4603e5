//! Attempts at logging in: short-lived, single use.

use super::{Result, RowExt as _, Tx};
use stafeta_shared::ids::{AccountId, LoginId};

/// How the attempt goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginKind {
    /// Password through OPAQUE.
    Opaque,
    /// A signature by the kit.
    Kit,
}

impl LoginKind {
    fn number(self) -> i64 {
        match self {
            Self::Opaque => 1,
            Self::Kit => 2,
        }
    }
}

/// An attempt under way.
#[derive(Clone)]
pub struct Login {
    /// Its random id.
    pub id: LoginId,
    /// Which way.
    pub kind: LoginKind,
    /// The account, real or made up.
    pub account: AccountId,
    /// Whether the account exists.
    pub real: bool,
    /// What the server must remember, encrypted under an instance key.
    pub state: Vec<u8>,
    /// Worthless from then on.
    pub expires_at: i64,
}

/// Inserts an attempt.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, login: &Login) -> Result<()> {
    sqlx::query(
        "INSERT INTO logins (id, kind, account, real, state, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(login.id.as_bytes().as_slice())
    .bind(login.kind.number())
    .bind(login.account.as_bytes().as_slice())
    .bind(i64::from(login.real))
    .bind(login.state.as_slice())
    .bind(login.expires_at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes the attempt out of the database: whoever gets it is the only one.
///
/// # Errors
/// When the database fails.
pub async fn take(tx: &mut Tx, id: LoginId, kind: LoginKind, now: i64) -> Result<Option<Login>> {
    let row = sqlx::query(
        "DELETE FROM logins WHERE id = $1 AND kind = $2 \
         RETURNING account, real, state, expires_at",
    )
    .bind(id.as_bytes().as_slice())
    .bind(kind.number())
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let expires_at = row.int("expires_at")?;
    if expires_at <= now {
        return Ok(None);
    }
    Ok(Some(Login {
        id,
        kind,
        account: row.id("account", AccountId::from_bytes)?,
        real: row.flag("real")?,
        state: row.blob("state")?,
        expires_at,
    }))
}

/// Keeps the newest `keep` attempts of this account (real or not) by this way and forgets older
/// ones: what is under way is bounded, and nobody is kept out by strangers who only begin.
///
/// # Errors
/// When the database fails.
pub async fn trim(tx: &mut Tx, account: AccountId, kind: LoginKind, keep: i64) -> Result<u64> {
    let done = sqlx::query(
        "DELETE FROM logins WHERE account = $1 AND kind = $2 AND id NOT IN (SELECT id \
         FROM logins WHERE account = $1 AND kind = $2 ORDER BY expires_at DESC, id LIMIT $3)",
    )
    .bind(account.as_bytes().as_slice())
    .bind(kind.number())
    .bind(keep)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// Forgets what has expired.
///
/// # Errors
/// When the database fails.
pub async fn sweep(tx: &mut Tx, now: i64) -> Result<u64> {
    let done = sqlx::query("DELETE FROM logins WHERE expires_at <= $1")
        .bind(now)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected())
}
