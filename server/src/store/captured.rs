//! Messages that never left: the sink of demos and tests.

use super::{Result, RowExt as _, Tx};

/// A message to keep.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// When.
    pub at: i64,
    /// mail, sms.
    pub channel: &'a str,
    /// Where to.
    pub address: &'a str,
    /// Its Message-ID.
    pub message_id: &'a str,
    /// Subject, of a mail.
    pub subject: &'a str,
    /// Plain text.
    pub text: &'a str,
    /// HTML, of a mail.
    pub html: &'a str,
}

/// A kept message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captured {
    /// Order of arrival.
    pub seq: i64,
    /// When.
    pub at: i64,
    /// mail, sms.
    pub channel: String,
    /// Where to.
    pub address: String,
    /// Its Message-ID.
    pub message_id: String,
    /// Subject, of a mail.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML, of a mail.
    pub html: String,
}

/// Keeps a message.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<()> {
    sqlx::query(
        "INSERT INTO captured (at, channel, address, message_id, subject, body, html) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(new.at)
    .bind(new.channel)
    .bind(new.address)
    .bind(new.message_id)
    .bind(new.subject)
    .bind(new.text)
    .bind(new.html)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Messages that arrived after `seq`, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn since(tx: &mut Tx, seq: i64) -> Result<Vec<Captured>> {
    let rows = sqlx::query(
        "SELECT seq, at, channel, address, message_id, subject, body, html FROM captured \
         WHERE seq > $1 ORDER BY seq",
    )
    .bind(seq)
    .fetch_all(&mut **tx)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Captured {
                seq: row.int("seq")?,
                at: row.int("at")?,
                channel: row.text("channel")?,
                address: row.text("address")?,
                message_id: row.text("message_id")?,
                subject: row.text("subject")?,
                text: row.text("body")?,
                html: row.text("html")?,
            })
        })
        .collect()
}

/// Whose addresses are known: address and name, for the demo's page.
///
/// # Errors
/// When the database fails.
pub async fn names(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query(
        "SELECT email AS address, name FROM contacts UNION \
         SELECT phone AS address, name FROM contacts WHERE phone IS NOT NULL UNION \
         SELECT email AS address, name FROM accounts UNION \
         SELECT phone AS address, name FROM accounts WHERE phone IS NOT NULL",
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.iter().map(|row| Ok((row.text("address")?, row.text("name")?))).collect()
}
