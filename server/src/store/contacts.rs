//! Trusted contacts of a watch, in the order they are asked.

use super::{Result, RowExt as _, Tx};
use stafeta_shared::ids::{ContactId, WatchId};

/// A trusted contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Drawn by the client.
    pub id: ContactId,
    /// How messages address them.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their phone, E.164.
    pub phone: Option<String>,
    /// cs, en, de.
    pub language: String,
    /// IANA zone; absent: the owner's.
    pub zone: Option<String>,
    /// Wrong numbers typed in this cycle.
    pub wrong_numbers: i64,
}

/// The contacts of a watch, in their order.
///
/// # Errors
/// When the database fails.
pub async fn of_watch(tx: &mut Tx, watch: WatchId) -> Result<Vec<Contact>> {
    let rows = sqlx::query(
        "SELECT id, name, email, phone, language, zone, wrong_numbers FROM contacts \
         WHERE watch = $1 ORDER BY position",
    )
    .bind(watch.as_bytes().as_slice())
    .fetch_all(&mut **tx)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Contact {
                id: row.id("id", ContactId::from_bytes)?,
                name: row.text("name")?,
                email: row.text("email")?,
                phone: row.text_opt("phone")?,
                language: row.text("language")?,
                zone: row.text_opt("zone")?,
                wrong_numbers: row.int("wrong_numbers")?,
            })
        })
        .collect()
}

/// Replaces the contacts of a watch; their counters start again. `false` when an id belongs to
/// another watch.
///
/// # Errors
/// When the database fails.
pub async fn replace(tx: &mut Tx, watch: WatchId, contacts: &[Contact]) -> Result<bool> {
    sqlx::query("DELETE FROM contacts WHERE watch = $1")
        .bind(watch.as_bytes().as_slice())
        .execute(&mut **tx)
        .await?;
    for (position, contact) in contacts.iter().enumerate() {
        let done = sqlx::query(
            "INSERT INTO contacts (id, watch, position, name, email, phone, language, zone) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
        )
        .bind(contact.id.as_bytes().as_slice())
        .bind(watch.as_bytes().as_slice())
        .bind(i64::try_from(position).unwrap_or(i64::MAX))
        .bind(contact.name.as_str())
        .bind(contact.email.as_str())
        .bind(contact.phone.clone())
        .bind(contact.language.as_str())
        .bind(contact.zone.clone())
        .execute(&mut **tx)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Counts a wrong number typed by a contact; answers with the count.
///
/// # Errors
/// When the database fails.
pub async fn count_wrong(tx: &mut Tx, contact: ContactId) -> Result<i64> {
    let row = sqlx::query(
        "UPDATE contacts SET wrong_numbers = wrong_numbers + 1 WHERE id = $1 \
         RETURNING wrong_numbers",
    )
    .bind(contact.as_bytes().as_slice())
    .fetch_one(&mut **tx)
    .await?;
    row.int("wrong_numbers")
}

/// A new cycle: everybody's tries start again.
///
/// # Errors
/// When the database fails.
pub async fn forget_wrong(tx: &mut Tx, watch: WatchId) -> Result<()> {
    sqlx::query("UPDATE contacts SET wrong_numbers = 0 WHERE watch = $1 AND wrong_numbers <> 0")
        .bind(watch.as_bytes().as_slice())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
