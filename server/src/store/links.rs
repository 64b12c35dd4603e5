//! Links that were put into messages: hash only, good for one cycle of one watch.

use super::{Result, RowExt as _, StoreError, Tx};
use stafeta_shared::ids::{ContactId, WatchId};

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The watch.
    pub watch: WatchId,
    /// The trusted contact it was made for; `None`: the owner.
    pub contact: Option<ContactId>,
    /// Epoch it is good for.
    pub epoch: i64,
    /// Cycle it is good for.
    pub cycle: i64,
    /// The message that carries it; its number is derived from this.
    pub outbox_key: String,
}

/// Notes a link; noting it twice does nothing.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, token_hash: &[u8; 32], link: &Link) -> Result<()> {
    sqlx::query(
        "INSERT INTO links (token_hash, kind, watch, contact, epoch, cycle, outbox_key) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (token_hash) DO NOTHING",
    )
    .bind(token_hash.as_slice())
    .bind(if link.contact.is_some() { "contact" } else { "owner" })
    .bind(link.watch.as_bytes().as_slice())
    .bind(link.contact.map(|c| c.as_bytes().to_vec()))
    .bind(link.epoch)
    .bind(link.cycle)
    .bind(link.outbox_key.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The link with this hash.
///
/// # Errors
/// When the database fails.
pub async fn by_hash(tx: &mut Tx, token_hash: &[u8; 32]) -> Result<Option<Link>> {
    let row = sqlx::query(
        "SELECT kind, watch, contact, epoch, cycle, outbox_key FROM links WHERE token_hash = $1",
    )
    .bind(token_hash.as_slice())
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let contact = row.id_opt("contact", ContactId::from_bytes)?;
    match (row.text("kind")?.as_str(), contact) {
        ("owner", None) | ("contact", Some(_)) => {}
        _ => return Err(StoreError::Corrupt("links.kind")),
    }
    Ok(Some(Link {
        watch: row.id("watch", WatchId::from_bytes)?,
        contact,
        epoch: row.int("epoch")?,
        cycle: row.int("cycle")?,
        outbox_key: row.text("outbox_key")?,
    }))
}
