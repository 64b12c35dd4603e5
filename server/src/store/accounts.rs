//! Accounts and their vault.

use super::{Result, RowExt as _, StoreError, Tx, violates};
use sqlx::any::AnyRow;
use stafeta_shared::ids::AccountId;

/// One account as stored.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// When it was made.
    pub created_at: i64,
    /// The person's name.
    pub name: String,
    /// Language of mails and pages.
    pub language: String,
    /// Time zone, IANA name.
    pub zone: String,
    /// Where mails go, as the person wrote it.
    pub email: String,
    /// The same, normalised for look-up.
    pub email_key: String,
    /// When the person last proved to receive mail there.
    pub email_proven_at: i64,
    /// E.164, once confirmed.
    pub phone: Option<String>,
    /// When it was confirmed.
    pub phone_proven_at: Option<i64>,
    /// Suite of the OPAQUE record.
    pub opaque_suite: i64,
    /// What OPAQUE keeps about the password.
    pub opaque_record: Vec<u8>,
    /// Rises with every vault.
    pub vault_counter: i64,
    /// Last strong sign of life.
    pub strong_sign_at: i64,
    /// Ciphertext reserved or stored.
    pub storage_used: i64,
}

/// Why an account was not inserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The e-mail address has an account already.
    Email,
}

const COLUMNS: &str = "SELECT id, created_at, name, language, zone, email, email_key, \
    email_proven_at, phone, phone_proven_at, opaque_suite, opaque_record, vault_counter, \
    strong_sign_at, storage_used FROM accounts WHERE ";

fn read(row: &AnyRow) -> Result<Account> {
    Ok(Account {
        id: row.id("id", AccountId::from_bytes)?,
        created_at: row.int("created_at")?,
        name: row.text("name")?,
        language: row.text("language")?,
        zone: row.text("zone")?,
        email: row.text("email")?,
        email_key: row.text("email_key")?,
        email_proven_at: row.int("email_proven_at")?,
        phone: row.text_opt("phone")?,
        phone_proven_at: row.int_opt("phone_proven_at")?,
        opaque_suite: row.int("opaque_suite")?,
        opaque_record: row.blob("opaque_record")?,
        vault_counter: row.int("vault_counter")?,
        strong_sign_at: row.int("strong_sign_at")?,
        storage_used: row.int("storage_used")?,
    })
}

/// Inserts an account with its first vault.
///
/// # Errors
/// When the database fails; a taken address is the inner `Err`.
pub async fn insert(
    tx: &mut Tx,
    account: &Account,
    vault: &[u8],
) -> Result<std::result::Result<(), Taken>> {
    let done = sqlx::query(
        "INSERT INTO accounts (id, created_at, name, language, zone, email, email_key, \
         email_proven_at, phone, phone_proven_at, opaque_suite, opaque_record, vault_counter, \
         vault, strong_sign_at, storage_used) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(account.id.as_bytes().as_slice())
    .bind(account.created_at)
    .bind(account.name.as_str())
    .bind(account.language.as_str())
    .bind(account.zone.as_str())
    .bind(account.email.as_str())
    .bind(account.email_key.as_str())
    .bind(account.email_proven_at)
    .bind(account.phone.clone())
    .bind(account.phone_proven_at)
    .bind(account.opaque_suite)
    .bind(account.opaque_record.as_slice())
    .bind(account.vault_counter)
    .bind(vault)
    .bind(account.strong_sign_at)
    .bind(account.storage_used)
    .execute(&mut **tx)
    .await;
    match done {
        Ok(_) => Ok(Ok(())),
        Err(e) if violates(&e, "accounts_email_key_key", "accounts.email_key") => {
            Ok(Err(Taken::Email))
        }
        Err(e) => Err(e.into()),
    }
}

/// The account with this id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(tx: &mut Tx, id: AccountId) -> Result<Option<Account>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} id = $1"));
    let row = sqlx::query(sql).bind(id.as_bytes().as_slice()).fetch_optional(&mut **tx).await?;
    row.as_ref().map(read).transpose()
}

/// The account with this normalised address.
///
/// # Errors
/// When the database fails.
pub async fn by_email_key(tx: &mut Tx, email_key: &str) -> Result<Option<Account>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} email_key = $1"));
    let row = sqlx::query(sql).bind(email_key).fetch_optional(&mut **tx).await?;
    row.as_ref().map(read).transpose()
}

/// Whether there is any account at all.
///
/// # Errors
/// When the database fails.
pub async fn any(tx: &mut Tx) -> Result<bool> {
    let row = sqlx::query("SELECT id FROM accounts LIMIT 1").fetch_optional(&mut **tx).await?;
    Ok(row.is_some())
}

/// The vault and its counter.
///
/// # Errors
/// When the database fails or the account is gone.
pub async fn vault(tx: &mut Tx, id: AccountId) -> Result<(i64, Vec<u8>)> {
    let row = sqlx::query("SELECT vault_counter, vault FROM accounts WHERE id = $1")
        .bind(id.as_bytes().as_slice())
        .fetch_optional(&mut **tx)
        .await?
        .ok_or(StoreError::Corrupt("accounts.id"))?;
    Ok((row.int("vault_counter")?, row.blob("vault")?))
}

/// Compare-and-swap: stores `vault` as `counter` if the stored counter is one less.
/// Answers whether it did.
///
/// # Errors
/// When the database fails.
pub async fn swap_vault(tx: &mut Tx, id: AccountId, counter: i64, vault: &[u8]) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE accounts SET vault_counter = $2, vault = $3 WHERE id = $1 AND vault_counter = $4",
    )
    .bind(id.as_bytes().as_slice())
    .bind(counter)
    .bind(vault)
    .bind(counter - 1)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Records a confirmed phone.
///
/// # Errors
/// When the database fails.
pub async fn set_phone(tx: &mut Tx, id: AccountId, phone: &str, at: i64) -> Result<()> {
    sqlx::query("UPDATE accounts SET phone = $2, phone_proven_at = $3 WHERE id = $1")
        .bind(id.as_bytes().as_slice())
        .bind(phone)
        .bind(at)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Records a strong sign of life; an older one never replaces a newer one.
///
/// # Errors
/// When the database fails.
pub async fn strong_sign(tx: &mut Tx, id: AccountId, at: i64) -> Result<()> {
    sqlx::query("UPDATE accounts SET strong_sign_at = $2 WHERE id = $1 AND strong_sign_at < $2")
        .bind(id.as_bytes().as_slice())
        .bind(at)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What an account is to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roles {
    /// Has written, invited or set a watch.
    pub owner: bool,
    /// Has accepted an invitation.
    pub recipient: bool,
}

/// What this account is to others.
///
/// # Errors
/// When the database fails.
pub async fn roles(tx: &mut Tx, id: AccountId) -> Result<Roles> {
    let row = sqlx::query(
        "SELECT CAST((SELECT COUNT(*) FROM handovers WHERE owner = $1) \
         + (SELECT COUNT(*) FROM watches WHERE owner = $1) \
         + (SELECT COUNT(*) FROM invitations WHERE owner = $1) AS BIGINT) AS own, \
         CAST((SELECT COUNT(*) FROM invitations WHERE recipient = $1 AND state = 'accepted') \
         AS BIGINT) AS received",
    )
    .bind(id.as_bytes().as_slice())
    .fetch_one(&mut **tx)
    .await?;
    Ok(Roles { owner: row.int("own")? > 0, recipient: row.int("received")? > 0 })
}
