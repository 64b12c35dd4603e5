//! Sign-ups under way: a mailed token, known by its hash.

use super::{Result, RowExt as _, Tx};
use stafeta_shared::ids::AccountId;

/// A sign-up that waits for its link to be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignUp {
    /// SHA-256 of the token in the mail.
    pub token_hash: [u8; 32],
    /// The id that the account will get.
    pub account: AccountId,
    /// As the person wrote it.
    pub email: String,
    /// Language of the mail.
    pub language: String,
    /// When it was asked for.
    pub created_at: i64,
    /// Worthless from then on.
    pub expires_at: i64,
}

/// Inserts a sign-up.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, sign_up: &SignUp) -> Result<()> {
    sqlx::query(
        "INSERT INTO sign_ups (token_hash, account, email, language, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(sign_up.token_hash.as_slice())
    .bind(sign_up.account.as_bytes().as_slice())
    .bind(sign_up.email.as_str())
    .bind(sign_up.language.as_str())
    .bind(sign_up.created_at)
    .bind(sign_up.expires_at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The unused, unexpired sign-up of this token.
///
/// # Errors
/// When the database fails.
pub async fn open(tx: &mut Tx, token_hash: &[u8; 32], now: i64) -> Result<Option<SignUp>> {
    let row = sqlx::query(
        "SELECT token_hash, account, email, language, created_at, expires_at FROM sign_ups \
         WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2",
    )
    .bind(token_hash.as_slice())
    .bind(now)
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(SignUp {
            token_hash: row.bytes("token_hash")?,
            account: row.id("account", AccountId::from_bytes)?,
            email: row.text("email")?,
            language: row.text("language")?,
            created_at: row.int("created_at")?,
            expires_at: row.int("expires_at")?,
        })
    })
    .transpose()
}

/// Uses the token up; `false` when somebody was faster.
///
/// # Errors
/// When the database fails.
pub async fn consume(tx: &mut Tx, token_hash: &[u8; 32], now: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE sign_ups SET used_at = $2 \
         WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2",
    )
    .bind(token_hash.as_slice())
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The account that this token made, for as long as it could have been used.
///
/// # Errors
/// When the database fails.
pub async fn made(tx: &mut Tx, token_hash: &[u8; 32], now: i64) -> Result<Option<AccountId>> {
    let row = sqlx::query(
        "SELECT account FROM sign_ups \
         WHERE token_hash = $1 AND used_at IS NOT NULL AND expires_at > $2",
    )
    .bind(token_hash.as_slice())
    .bind(now)
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| row.id("account", AccountId::from_bytes)).transpose()
}

/// Forgets what expired before a moment.
///
/// # Errors
/// When the database fails.
pub async fn sweep(tx: &mut Tx, before: i64) -> Result<u64> {
    let done = sqlx::query("DELETE FROM sign_ups WHERE expires_at < $1")
        .bind(before)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected())
}
