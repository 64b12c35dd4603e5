//! Slots: the account key, sealed once per way in.

use super::{Result, RowExt as _, Tx};
use stafeta_shared::ids::{AccountId, SlotId};

/// Which way in a slot belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotKind {
    /// Password through OPAQUE.
    Password,
    /// The printed kit.
    Kit,
    /// A passkey with PRF.
    Passkey,
}

impl SlotKind {
    /// As stored and as in the slot's context.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Password => 1,
            Self::Kit => 2,
            Self::Passkey => 3,
        }
    }

    /// From the stored number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        match number {
            1 => Some(Self::Password),
            2 => Some(Self::Kit),
            3 => Some(Self::Passkey),
            _ => None,
        }
    }
}

/// Inserts a slot.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    tx: &mut Tx,
    account: AccountId,
    slot: SlotId,
    kind: SlotKind,
    stored: &[u8],
) -> Result<()> {
    sqlx::query("INSERT INTO slots (account, slot, kind, stored) VALUES ($1, $2, $3, $4)")
        .bind(account.as_bytes().as_slice())
        .bind(slot.as_bytes().as_slice())
        .bind(kind.number())
        .bind(stored)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// One slot as stored.
///
/// # Errors
/// When the database fails.
pub async fn stored(tx: &mut Tx, account: AccountId, slot: SlotId) -> Result<Option<Vec<u8>>> {
    let row = sqlx::query("SELECT stored FROM slots WHERE account = $1 AND slot = $2")
        .bind(account.as_bytes().as_slice())
        .bind(slot.as_bytes().as_slice())
        .fetch_optional(&mut **tx)
        .await?;
    row.map(|row| row.blob("stored")).transpose()
}

/// The newest-named slot of a kind; an account has one password slot.
///
/// # Errors
/// When the database fails.
pub async fn of_kind(tx: &mut Tx, account: AccountId, kind: SlotKind) -> Result<Option<SlotId>> {
    let row = sqlx::query("SELECT slot FROM slots WHERE account = $1 AND kind = $2 ORDER BY slot")
        .bind(account.as_bytes().as_slice())
        .bind(kind.number())
        .fetch_optional(&mut **tx)
        .await?;
    row.map(|row| row.id("slot", SlotId::from_bytes)).transpose()
}
