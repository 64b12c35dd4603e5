//! What one recipient gets of one version, and the server's half of the key.
//!
//! Headers and signatures are never deleted. `K_srv` leaves this table in two ways only: handed out
//! (recorded first), or destroyed.

use super::{Result, RowExt as _, StoreError, Tx};
use sqlx::any::AnyRow;
use stafeta_shared::ids::{AccountId, HandoverId};

/// `K_srv` under an instance key.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedKey {
    /// Id of the instance key.
    pub key_id: String,
    /// Its ciphertext.
    pub wrapped: Vec<u8>,
}

impl std::fmt::Debug for WrappedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WrappedKey(under {})", self.key_id)
    }
}

/// A row as stored.
#[derive(Debug, Clone)]
pub struct Sealed {
    /// The handover.
    pub handover: HandoverId,
    /// Its version.
    pub version: i64,
    /// For whom.
    pub recipient: AccountId,
    /// Signed header.
    pub header: Vec<u8>,
    /// Its signature.
    pub sig: Vec<u8>,
    /// HPKE wrap, until destroyed.
    pub wrap: Option<Vec<u8>>,
    /// Lock, until destroyed.
    pub lock: Option<Vec<u8>>,
    /// Hint.
    pub psk_id: Option<Vec<u8>>,
    /// The server's half, until destroyed.
    pub k_srv: Option<WrappedKey>,
    /// When it left.
    pub opened_at: Option<i64>,
}

const COLUMNS: &str = "SELECT handover, version, recipient, header, sig, wrap, lock, psk_id, \
    k_srv, k_srv_key, opened_at FROM sealed WHERE ";

/// What is known of a row that must not leave: not handed out, and not standing released.
const NOT_OUT: &str = "opened_at IS NULL AND NOT EXISTS \
    (SELECT 1 FROM released x WHERE x.handover = sealed.handover \
     AND x.recipient = sealed.recipient AND x.version = sealed.version \
     AND x.recalled_at IS NULL)";

/// Inserts a row.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, sealed: &Sealed) -> Result<()> {
    sqlx::query(
        "INSERT INTO sealed (handover, version, recipient, header, sig, wrap, lock, psk_id, \
         k_srv, k_srv_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(sealed.handover.as_bytes().as_slice())
    .bind(sealed.version)
    .bind(sealed.recipient.as_bytes().as_slice())
    .bind(sealed.header.as_slice())
    .bind(sealed.sig.as_slice())
    .bind(sealed.wrap.clone())
    .bind(sealed.lock.clone())
    .bind(sealed.psk_id.clone())
    .bind(sealed.k_srv.as_ref().map(|key| key.wrapped.clone()))
    .bind(sealed.k_srv.as_ref().map(|key| key.key_id.clone()))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// One row.
///
/// # Errors
/// When the database fails.
pub async fn by_key(
    tx: &mut Tx,
    handover: HandoverId,
    version: i64,
    recipient: AccountId,
) -> Result<Option<Sealed>> {
    let sql =
        sqlx::AssertSqlSafe(format!("{COLUMNS} handover = $1 AND version = $2 AND recipient = $3"));
    let row = sqlx::query(sql)
        .bind(handover.as_bytes().as_slice())
        .bind(version)
        .bind(recipient.as_bytes().as_slice())
        .fetch_optional(&mut **tx)
        .await?;
    row.as_ref().map(read).transpose()
}

/// The newest header a recipient has in a handover.
///
/// # Errors
/// When the database fails.
pub async fn newest_header(
    tx: &mut Tx,
    handover: HandoverId,
    recipient: AccountId,
) -> Result<Option<Vec<u8>>> {
    let row = sqlx::query(
        "SELECT header FROM sealed WHERE handover = $1 AND recipient = $2 \
         ORDER BY version DESC LIMIT 1",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(recipient.as_bytes().as_slice())
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| row.blob("header")).transpose()
}

/// Headers and signatures of a recipient's versions below one, newest first.
///
/// # Errors
/// When the database fails.
pub async fn headers_below(
    tx: &mut Tx,
    handover: HandoverId,
    version: i64,
    recipient: AccountId,
    many: i64,
) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
    let rows = sqlx::query(
        "SELECT header, sig FROM sealed WHERE handover = $1 AND version < $2 \
         AND recipient = $3 ORDER BY version DESC LIMIT $4",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(version)
    .bind(recipient.as_bytes().as_slice())
    .bind(many)
    .fetch_all(&mut **tx)
    .await?;
    rows.iter().map(|row| Ok((row.blob("header")?, row.blob("sig")?))).collect()
}

/// Whether a recipient has anything sealed in a handover.
///
/// # Errors
/// When the database fails.
pub async fn any(tx: &mut Tx, handover: HandoverId, recipient: AccountId) -> Result<bool> {
    Ok(newest_header(tx, handover, recipient).await?.is_some())
}

/// Recipients of one version.
///
/// # Errors
/// When the database fails.
pub async fn recipients(tx: &mut Tx, handover: HandoverId, version: i64) -> Result<Vec<AccountId>> {
    let rows = sqlx::query(
        "SELECT recipient FROM sealed WHERE handover = $1 AND version = $2 ORDER BY recipient",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(version)
    .fetch_all(&mut **tx)
    .await?;
    rows.iter().map(|row| row.id("recipient", AccountId::from_bytes)).collect()
}

/// Who would receive the newest version if it were released now: half of the key present, pairing
/// not ended. In a writing transaction it locks the handover, so that no commit destroys the
/// version that is being released.
///
/// # Errors
/// When the database fails.
pub async fn releasable(tx: &mut Tx, handover: HandoverId) -> Result<Vec<(AccountId, i64)>> {
    let lock = format!("SELECT id FROM handovers WHERE id = $1{}", tx.for_update());
    sqlx::query(sqlx::AssertSqlSafe(lock))
        .bind(handover.as_bytes().as_slice())
        .fetch_optional(&mut **tx)
        .await?;
    let rows = sqlx::query(
        "SELECT s.recipient AS recipient, s.version AS version FROM sealed s \
         JOIN handovers h ON h.id = s.handover AND h.version = s.version \
         WHERE s.handover = $1 AND s.k_srv IS NOT NULL AND h.deleted_at IS NULL AND EXISTS \
         (SELECT 1 FROM invitations i WHERE i.owner = h.owner AND i.recipient = s.recipient \
          AND i.state = 'accepted') ORDER BY s.recipient",
    )
    .bind(handover.as_bytes().as_slice())
    .fetch_all(&mut **tx)
    .await?;
    rows.iter()
        .map(|row| Ok((row.id("recipient", AccountId::from_bytes)?, row.int("version")?)))
        .collect()
}

/// Records that the server's half leaves now; a first opening keeps its time.
///
/// # Errors
/// When the database fails.
pub async fn set_opened(
    tx: &mut Tx,
    handover: HandoverId,
    version: i64,
    recipient: AccountId,
    now: i64,
) -> Result<()> {
    sqlx::query(
        "UPDATE sealed SET opened_at = $4 \
         WHERE handover = $1 AND version = $2 AND recipient = $3 AND opened_at IS NULL",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(version)
    .bind(recipient.as_bytes().as_slice())
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Destroys what was not handed out of the versions below `version`.
///
/// # Errors
/// When the database fails.
pub async fn destroy_below(tx: &mut Tx, handover: HandoverId, version: i64) -> Result<u64> {
    let sql = format!(
        "UPDATE sealed SET k_srv = NULL, k_srv_key = NULL, wrap = NULL, lock = NULL \
         WHERE handover = $1 AND version < $2 AND {NOT_OUT}"
    );
    let done = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(handover.as_bytes().as_slice())
        .bind(version)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected())
}

/// Destroys what one owner's recipient has not been handed out or released.
///
/// # Errors
/// When the database fails.
pub async fn destroy_for(tx: &mut Tx, owner: AccountId, recipient: AccountId) -> Result<u64> {
    let sql = format!(
        "UPDATE sealed SET k_srv = NULL, k_srv_key = NULL, wrap = NULL, lock = NULL \
         WHERE recipient = $2 AND {NOT_OUT} \
         AND handover IN (SELECT id FROM handovers WHERE owner = $1)"
    );
    let done = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(owner.as_bytes().as_slice())
        .bind(recipient.as_bytes().as_slice())
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected())
}

/// Destroys everything of a handover but headers and signatures.
///
/// # Errors
/// When the database fails.
pub async fn destroy_all(tx: &mut Tx, handover: HandoverId) -> Result<()> {
    sqlx::query(
        "UPDATE sealed SET k_srv = NULL, k_srv_key = NULL, wrap = NULL, lock = NULL \
         WHERE handover = $1",
    )
    .bind(handover.as_bytes().as_slice())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Some rows that still hold the server's half, at random, with the owner each belongs to.
///
/// # Errors
/// When the database fails.
pub async fn sample(tx: &mut Tx, many: i64) -> Result<Vec<(AccountId, Sealed)>> {
    let rows = sqlx::query(
        "SELECT h.owner AS owner, s.handover AS handover, s.version AS version, \
         s.recipient AS recipient, s.header AS header, s.sig AS sig, s.wrap AS wrap, \
         s.lock AS lock, s.psk_id AS psk_id, s.k_srv AS k_srv, s.k_srv_key AS k_srv_key, \
         s.opened_at AS opened_at FROM sealed s JOIN handovers h ON h.id = s.handover \
         WHERE s.k_srv IS NOT NULL ORDER BY RANDOM() LIMIT $1",
    )
    .bind(many)
    .fetch_all(&mut **tx)
    .await?;
    rows.iter().map(|row| Ok((row.id("owner", AccountId::from_bytes)?, read(row)?))).collect()
}

/// Records that a recipient asked before release.
///
/// # Errors
/// When the database fails.
pub async fn record_early_ask(
    tx: &mut Tx,
    handover: HandoverId,
    recipient: AccountId,
    what: &str,
    now: i64,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO early_asks (handover, recipient, what, first_at, last_at, times) \
         VALUES ($1, $2, $3, $4, $4, 1) ON CONFLICT (handover, recipient, what) \
         DO UPDATE SET last_at = $4, times = early_asks.times + 1",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(recipient.as_bytes().as_slice())
    .bind(what)
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// When a recipient last asked before release.
///
/// # Errors
/// When the database fails.
pub async fn last_early_ask(
    tx: &mut Tx,
    handover: HandoverId,
    recipient: AccountId,
) -> Result<Option<i64>> {
    let row = sqlx::query(
        "SELECT MAX(last_at) AS last_at FROM early_asks WHERE handover = $1 AND recipient = $2",
    )
    .bind(handover.as_bytes().as_slice())
    .bind(recipient.as_bytes().as_slice())
    .fetch_one(&mut **tx)
    .await?;
    row.int_opt("last_at")
}

fn read(row: &AnyRow) -> Result<Sealed> {
    let k_srv = match (row.blob_opt("k_srv")?, row.text_opt("k_srv_key")?) {
        (Some(wrapped), Some(key_id)) => Some(WrappedKey { key_id, wrapped }),
        (None, _) => None,
        (Some(_), None) => return Err(StoreError::Corrupt("sealed.k_srv_key")),
    };
    Ok(Sealed {
        handover: row.id("handover", HandoverId::from_bytes)?,
        version: row.int("version")?,
        recipient: row.id("recipient", AccountId::from_bytes)?,
        header: row.blob("header")?,
        sig: row.blob("sig")?,
        wrap: row.blob_opt("wrap")?,
        lock: row.blob_opt("lock")?,
        psk_id: row.blob_opt("psk_id")?,
        k_srv,
        opened_at: row.int_opt("opened_at")?,
    })
}
