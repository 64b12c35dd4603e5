//! Kits: the printed way in, known by a locator and a public key.

use super::{Result, RowExt as _, Tx};
use stafeta_shared::ids::{AccountId, SlotId};

/// What the server knows about a kit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kit {
    /// Derived from the code; finds the row.
    pub locator: [u8; 16],
    /// Whose it is.
    pub account: AccountId,
    /// Ed25519; a signature by it logs in.
    pub public_key: [u8; 32],
    /// The slot that the code opens.
    pub slot: SlotId,
    /// When it was made.
    pub created_at: i64,
}

/// Inserts a kit.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, kit: &Kit) -> Result<()> {
    sqlx::query(
        "INSERT INTO kits (locator, account, public_key, slot, created_at) \
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(kit.locator.as_slice())
    .bind(kit.account.as_bytes().as_slice())
    .bind(kit.public_key.as_slice())
    .bind(kit.slot.as_bytes().as_slice())
    .bind(kit.created_at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The kit with this locator.
///
/// # Errors
/// When the database fails.
pub async fn by_locator(tx: &mut Tx, locator: &[u8]) -> Result<Option<Kit>> {
    let row = sqlx::query(
        "SELECT locator, account, public_key, slot, created_at FROM kits WHERE locator = $1",
    )
    .bind(locator)
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(Kit {
            locator: row.bytes("locator")?,
            account: row.id("account", AccountId::from_bytes)?,
            public_key: row.bytes("public_key")?,
            slot: row.id("slot", SlotId::from_bytes)?,
            created_at: row.int("created_at")?,
        })
    })
    .transpose()
}
