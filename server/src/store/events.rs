//! The hash-chained history of a watch: exactly one row a transition.

use super::{Result, RowExt as _, Tx};
use sha2::{Digest as _, Sha256};
use stafeta_shared::ids::{AccountId, WatchId};

/// An event to append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// Wall time.
    pub at: i64,
    /// Counter of witnessed time.
    pub witnessed: i64,
    /// Epoch it belongs to.
    pub epoch: i64,
    /// Cycle it belongs to.
    pub cycle: i64,
    /// What, coded.
    pub kind: String,
    /// Names and numbers, JSON.
    pub detail: String,
}

/// An event as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its number, from 1.
    pub seq: i64,
    /// What it says.
    pub event: New,
    /// H(previous hash, this row).
    pub hash: [u8; 32],
}

/// Appends an event to the chain; answers with its number. The watch's row must be locked.
///
/// # Errors
/// When the database fails.
pub async fn append(tx: &mut Tx, watch: WatchId, new: &New) -> Result<i64> {
    let last =
        sqlx::query("SELECT seq, hash FROM events WHERE watch = $1 ORDER BY seq DESC LIMIT 1")
            .bind(watch.as_bytes().as_slice())
            .fetch_optional(&mut **tx)
            .await?;
    let (seq, previous) = match last {
        Some(row) => (row.int("seq")? + 1, row.bytes("hash")?),
        None => (1, [0; 32]),
    };
    sqlx::query(
        "INSERT INTO events (watch, seq, at, witnessed, epoch, cycle, kind, detail, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(watch.as_bytes().as_slice())
    .bind(seq)
    .bind(new.at)
    .bind(new.witnessed)
    .bind(new.epoch)
    .bind(new.cycle)
    .bind(new.kind.as_str())
    .bind(new.detail.as_str())
    .bind(link(&previous, watch, seq, new).as_slice())
    .execute(&mut **tx)
    .await?;
    Ok(seq)
}

/// The newest `limit` events, newest first.
///
/// # Errors
/// When the database fails.
pub async fn newest(tx: &mut Tx, watch: WatchId, limit: i64) -> Result<Vec<Event>> {
    let rows = sqlx::query(
        "SELECT seq, at, witnessed, epoch, cycle, kind, detail, hash FROM events \
         WHERE watch = $1 ORDER BY seq DESC LIMIT $2",
    )
    .bind(watch.as_bytes().as_slice())
    .bind(limit)
    .fetch_all(&mut **tx)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Event {
                seq: row.int("seq")?,
                event: New {
                    at: row.int("at")?,
                    witnessed: row.int("witnessed")?,
                    epoch: row.int("epoch")?,
                    cycle: row.int("cycle")?,
                    kind: row.text("kind")?,
                    detail: row.text("detail")?,
                },
                hash: row.bytes("hash")?,
            })
        })
        .collect()
}

/// Where the brake looks: owners with two confirmed cycles and a real watch.
const SETTLED: &str = "w.kind = 'real' AND w.cycle > 2";

/// Owners other than this one whose watch wanted to go on beyond them since this counter value; counted
/// up to `most`.
///
/// # Errors
/// When the database fails.
pub async fn wanting(tx: &mut Tx, since: i64, except: AccountId, most: i64) -> Result<i64> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT CAST(COUNT(*) AS BIGINT) AS wanting FROM (SELECT DISTINCT w.owner FROM events e \
         JOIN watches w ON w.id = e.watch \
         WHERE e.kind = 'contacts-wanted' AND e.witnessed > $1 AND w.owner <> $2 AND {SETTLED} \
         LIMIT $3) AS silent"
    ));
    let query = sqlx::query(sql).bind(since).bind(except.as_bytes().as_slice()).bind(most);
    query.fetch_one(&mut **tx).await?.int("wanting")
}

/// How often any watch wanted to go on beyond its owner between two counter values.
///
/// # Errors
/// When the database fails.
pub async fn wanted(tx: &mut Tx, (from, to): (i64, i64)) -> Result<i64> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT CAST(COUNT(*) AS BIGINT) AS wanted FROM events e JOIN watches w ON w.id = e.watch \
         WHERE e.kind = 'contacts-wanted' AND e.witnessed > $1 AND e.witnessed <= $2 AND {SETTLED}"
    ));
    sqlx::query(sql).bind(from).bind(to).fetch_one(&mut **tx).await?.int("wanted")
}

/// Owners with at least two confirmed cycles whose watch may ask.
///
/// # Errors
/// When the database fails.
pub async fn settled_owners(tx: &mut Tx) -> Result<i64> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT CAST(COUNT(DISTINCT w.owner) AS BIGINT) AS owners FROM watches w \
         WHERE w.status <> 'draft' AND {SETTLED}"
    ));
    sqlx::query(sql).fetch_one(&mut **tx).await?.int("owners")
}

/// Whether the whole chain of a watch is as it was written.
///
/// # Errors
/// When the database fails.
pub async fn verify(tx: &mut Tx, watch: WatchId) -> Result<bool> {
    let mut events = newest(tx, watch, i64::MAX).await?;
    events.reverse();
    let mut previous = [0; 32];
    for (expected, event) in (1..).zip(&events) {
        let hash = link(&previous, watch, event.seq, &event.event);
        if event.seq != expected || hash != event.hash {
            return Ok(false);
        }
        previous = hash;
    }
    Ok(true)
}

/// SHA-256 over the previous hash and every field, texts with their lengths.
fn link(previous: &[u8; 32], watch: WatchId, seq: i64, new: &New) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"stafeta/event");
    hash.update(previous);
    hash.update(watch.as_bytes());
    for number in [seq, new.at, new.witnessed, new.epoch, new.cycle] {
        hash.update(number.to_be_bytes());
    }
    for text in [&new.kind, &new.detail] {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().into()
}
