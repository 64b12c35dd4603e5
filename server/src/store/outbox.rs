//! The outbox: messages waiting, on their way, and done. No token and no code is in it.
//!
//! `pending` → `leased` → `accepted` | `permanent` | back to `pending`; `cancelled` when the
//! cycle or stage ended first; `bounced` when the relay took its acceptance back.

use super::{Result, RowExt as _, Tx};
use sqlx::any::AnyRow;
use stafeta_shared::ids::WatchId;
use std::collections::BTreeSet;

/// The cycle and stage a message belongs to; it is cancelled with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The watch.
    pub watch: WatchId,
    /// Rises with a restore.
    pub epoch: i64,
    /// Rises with a confirmation.
    pub cycle: i64,
    /// Name of the stage.
    pub stage: String,
    /// Which message of the stage.
    pub ordinal: i64,
}

/// A row to insert.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// Unique.
    pub key: &'a str,
    /// Where it belongs.
    pub scope: Option<&'a Scope>,
    /// mail, sms.
    pub channel: &'a str,
    /// Who, for the facts of a watch.
    pub addressee: &'a str,
    /// Where to.
    pub address: &'a str,
    /// cs, en, de.
    pub language: &'a str,
    /// Name of the template.
    pub template: &'a str,
    /// Its parameters, JSON.
    pub params: &'a str,
    /// Now.
    pub created_at: i64,
    /// Not before.
    pub next_at: i64,
    /// Not after.
    pub expires_at: Option<i64>,
    /// Left side of the Message-ID.
    pub message_id: &'a str,
}

/// A row as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Unique.
    pub key: String,
    /// Where it belongs.
    pub scope: Option<Scope>,
    /// mail, sms.
    pub channel: String,
    /// Who, for the facts of a watch.
    pub addressee: String,
    /// Where to.
    pub address: String,
    /// cs, en, de.
    pub language: String,
    /// Name of the template.
    pub template: String,
    /// Its parameters, JSON.
    pub params: String,
    /// pending, leased, accepted, permanent, cancelled, bounced.
    pub state: String,
    /// How often it was leased.
    pub attempts: i64,
    /// Not before.
    pub next_at: i64,
    /// When it was enqueued.
    pub created_at: i64,
    /// Last outcome, coded.
    pub outcome: Option<String>,
    /// How often the outcome was unknown.
    pub unknowns: i64,
    /// Witnessed time of the last outcome.
    pub outcome_witnessed: Option<i64>,
    /// Wall time of the acceptance.
    pub accepted_at: Option<i64>,
    /// Witnessed time of the acceptance.
    pub accepted_witnessed: Option<i64>,
    /// It may have left at least once.
    pub ever_leased: bool,
    /// Left side of the Message-ID.
    pub message_id: String,
}

/// What becomes of a leased row.
#[derive(Debug, Clone, Copy)]
pub struct Settled<'a> {
    /// The new state.
    pub state: &'a str,
    /// Coded outcome.
    pub outcome: &'a str,
    /// When it is tried again, if pending.
    pub next_at: i64,
    /// Now.
    pub now: i64,
    /// Counter of witnessed time.
    pub witnessed: i64,
    /// Left side of the Message-ID of the message that carried it, perhaps with others.
    pub carrier: &'a str,
}

const COLUMNS: &str = "key, watch, epoch, cycle, stage, ordinal, channel, addressee, address, \
    language, template, params, state, attempts, next_at, created_at, outcome, unknowns, \
    outcome_witnessed, accepted_at, accepted_witnessed, ever_leased, message_id";

fn read(row: &AnyRow) -> Result<Row> {
    let scope = match row.id_opt("watch", WatchId::from_bytes)? {
        Some(watch) => Some(Scope {
            watch,
            epoch: row.int("epoch")?,
            cycle: row.int("cycle")?,
            stage: row.text("stage")?,
            ordinal: row.int("ordinal")?,
        }),
        None => None,
    };
    Ok(Row {
        key: row.text("key")?,
        scope,
        channel: row.text("channel")?,
        addressee: row.text("addressee")?,
        address: row.text("address")?,
        language: row.text("language")?,
        template: row.text("template")?,
        params: row.text("params")?,
        state: row.text("state")?,
        attempts: row.int("attempts")?,
        next_at: row.int("next_at")?,
        created_at: row.int("created_at")?,
        outcome: row.text_opt("outcome")?,
        unknowns: row.int("unknowns")?,
        outcome_witnessed: row.int_opt("outcome_witnessed")?,
        accepted_at: row.int_opt("accepted_at")?,
        accepted_witnessed: row.int_opt("accepted_witnessed")?,
        ever_leased: row.flag("ever_leased")?,
        message_id: row.text("message_id")?,
    })
}

/// Inserts a row; `false` when its key exists.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO outbox (key, created_at, watch, epoch, cycle, stage, ordinal, channel, \
         addressee, address, language, template, params, state, next_at, expires_at, message_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'pending', $14, $15, $16) \
         ON CONFLICT (key) DO NOTHING",
    )
    .bind(new.key)
    .bind(new.created_at)
    .bind(new.scope.map(|s| s.watch.as_bytes().to_vec()))
    .bind(new.scope.map(|s| s.epoch))
    .bind(new.scope.map(|s| s.cycle))
    .bind(new.scope.map(|s| s.stage.clone()))
    .bind(new.scope.map(|s| s.ordinal))
    .bind(new.channel)
    .bind(new.addressee)
    .bind(new.address)
    .bind(new.language)
    .bind(new.template)
    .bind(new.params)
    .bind(new.next_at)
    .bind(new.expires_at)
    .bind(new.message_id)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Templates of what has to arrive some day, however long that takes.
pub const PATIENT: [&str; 5] = ["alarm", "all-clear", "recalled", "release", "released-notice"];

/// No row waits longer than this on purpose; one that seems to was written by a clock that ran ahead.
const LONGEST_WAIT_MS: i64 = 25 * 3_600_000;
/// The same for those that are tried monthly in the end; none of them waits longer than it is old.
const LONGEST_PATIENCE_MS: i64 = 31 * 24 * 3_600_000;

/// Leases up to `limit` rows of a channel that are ready, orphans of dead senders among them. Rows
/// that a clock far ahead put off are ready too, once it has been set right.
///
/// # Errors
/// When the database fails.
pub async fn lease(
    tx: &mut Tx,
    channel: &str,
    limit: i64,
    now: i64,
    lease: &[u8; 16],
    until: i64,
) -> Result<Vec<Row>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "UPDATE outbox SET state = 'leased', lease = $1, lease_until = $2, ever_leased = 1, \
         attempts = attempts + 1 WHERE key IN (SELECT key FROM outbox \
         WHERE state IN ('pending', 'leased') AND channel = $4 AND (next_at <= $3 \
         OR next_at > $6 AND (template NOT IN ('{}') OR next_at > $7 \
         OR next_at - $3 > $3 - created_at)) \
         AND (state = 'pending' OR lease_until <= $3 OR lease_until > $6) \
         AND (expires_at IS NULL OR expires_at > $3) \
         ORDER BY next_at LIMIT $5{}) RETURNING {COLUMNS}",
        PATIENT.join("', '"),
        tx.for_update_skip_locked()
    ));
    let rows = sqlx::query(sql)
        .bind(lease.as_slice())
        .bind(until)
        .bind(now)
        .bind(channel)
        .bind(limit)
        .bind(now.saturating_add(LONGEST_WAIT_MS))
        .bind(now.saturating_add(LONGEST_PATIENCE_MS))
        .fetch_all(&mut **tx)
        .await?;
    let mut rows = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
    rows.sort_by(|a, b| (a.created_at, &a.key).cmp(&(b.created_at, &b.key)));
    Ok(rows)
}

/// Notes what became of a leased row; `None` when the lease was lost meanwhile. A row that was
/// cancelled on its way does not go back to waiting.
///
/// # Errors
/// When the database fails.
pub async fn settle(
    tx: &mut Tx,
    key: &str,
    lease: &[u8; 16],
    settled: &Settled<'_>,
) -> Result<Option<String>> {
    let row = sqlx::query(
        // What travelled with a message that has come back already has come back with it.
        "UPDATE outbox SET \
         state = CASE WHEN $3 = 'pending' AND expires_at IS NOT NULL AND expires_at <= $5 \
                 THEN 'cancelled' \
                 WHEN $3 = 'accepted' AND EXISTS (SELECT 1 FROM outbox AS carrier \
                 WHERE carrier.message_id = $8 AND carrier.state = 'bounced') \
                 THEN 'bounced' ELSE $3 END, \
         message_id = CASE WHEN $3 = 'pending' THEN message_id ELSE $8 END, \
         outcome = $4, outcome_at = $5, outcome_witnessed = $7, next_at = $6, lease = NULL, lease_until = NULL, \
         accepted_at = CASE WHEN $3 = 'accepted' THEN $5 ELSE accepted_at END, \
         accepted_witnessed = CASE WHEN $3 = 'accepted' THEN $7 ELSE accepted_witnessed END, \
         unknowns = unknowns + CASE WHEN $4 = 'unknown' THEN 1 ELSE 0 END \
         WHERE key = $1 AND lease = $2 RETURNING state",
    )
    .bind(key)
    .bind(lease.as_slice())
    .bind(settled.state)
    .bind(settled.outcome)
    .bind(settled.now)
    .bind(settled.next_at)
    .bind(settled.witnessed)
    .bind(settled.carrier)
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| row.text("state")).transpose()
}

/// The watches that a message was about.
///
/// # Errors
/// When the database fails.
pub async fn watches_of(tx: &mut Tx, message_id: &str) -> Result<BTreeSet<WatchId>> {
    let rows = sqlx::query(
        "SELECT DISTINCT watch FROM outbox WHERE message_id = $1 AND watch IS NOT NULL",
    )
    .bind(message_id)
    .fetch_all(&mut **tx)
    .await?;
    rows.iter().map(|row| row.id("watch", WatchId::from_bytes)).collect()
}

/// What a message asked about: watch, epoch and cycle of the rows that it carried.
///
/// # Errors
/// When the database fails.
pub async fn carried_by(tx: &mut Tx, message_id: &str) -> Result<Vec<(WatchId, i64, i64)>> {
    let rows = sqlx::query(
        "SELECT DISTINCT watch, epoch, cycle FROM outbox WHERE message_id = $1 \
         AND watch IS NOT NULL ORDER BY watch, epoch, cycle",
    )
    .bind(message_id)
    .fetch_all(&mut **tx)
    .await?;
    rows.iter()
        .map(|row| {
            Ok((row.id("watch", WatchId::from_bytes)?, row.int("epoch")?, row.int("cycle")?))
        })
        .collect()
}

/// Notes that a message which had left came back for good: every row that it carried, whatever was
/// known of them, but for an address that was refused anyway. A message to ourselves that came back for
/// its address proves no less than a refusal: whoever took it still took it then. Answers with how many
/// there were.
///
/// # Errors
/// When the database fails.
pub async fn bounce(
    tx: &mut Tx,
    message_id: &str,
    about_address: bool,
    now: i64,
    witnessed: i64,
) -> Result<u64> {
    let done = sqlx::query(
        "UPDATE outbox SET state = 'bounced', outcome_at = $2, lease = NULL, lease_until = NULL, \
         outcome = CASE WHEN template = 'canary' AND $4 = 1 THEN 'refused' ELSE 'bounced' END, \
         outcome_witnessed = CASE WHEN template = 'canary' AND accepted_witnessed IS NOT NULL \
         THEN accepted_witnessed ELSE $3 END \
         WHERE message_id = $1 AND ever_leased = 1 \
         AND state IN ('pending', 'leased', 'accepted', 'permanent') \
         AND (outcome IS NULL OR outcome <> 'refused')",
    )
    .bind(message_id)
    .bind(now)
    .bind(witnessed)
    .bind(i64::from(about_address))
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// Ends rows whose time is over and that nobody holds.
///
/// # Errors
/// When the database fails.
pub async fn expire(tx: &mut Tx, now: i64) -> Result<u64> {
    // Rows that somebody holds are left for the next round: waiting for them here could close a
    // ring of waits with whoever holds them in another order.
    let sql = sqlx::AssertSqlSafe(format!(
        "UPDATE outbox SET state = 'cancelled', lease = NULL, lease_until = NULL WHERE key IN \
         (SELECT key FROM outbox WHERE state IN ('pending', 'leased') AND expires_at <= $1 \
         AND (state = 'pending' OR lease_until <= $1){})",
        tx.for_update_skip_locked()
    ));
    let done = sqlx::query(sql).bind(now).execute(&mut **tx).await?;
    Ok(done.rows_affected())
}

/// All messages of a cycle, oldest first. A transaction that writes locks them: no sender leases
/// one between this look and what is decided from it.
///
/// # Errors
/// When the database fails.
pub async fn of_cycle(tx: &mut Tx, watch: WatchId, epoch: i64, cycle: i64) -> Result<Vec<Row>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM outbox WHERE watch = $1 AND epoch = $2 AND cycle = $3 \
         ORDER BY created_at, key{}",
        tx.for_update()
    ));
    let rows = sqlx::query(sql)
        .bind(watch.as_bytes().as_slice())
        .bind(epoch)
        .bind(cycle)
        .fetch_all(&mut **tx)
        .await?;
    rows.iter().map(read).collect()
}

/// Takes back what has not left of a cycle below an ordinal, but for the templates in `keep`.
/// What is under way right now may still leave; it is not tried again.
///
/// # Errors
/// When the database fails.
pub async fn take_back(
    tx: &mut Tx,
    watch: WatchId,
    (epoch, cycle): (i64, i64),
    below_ordinal: i64,
    keep: [&str; 3],
) -> Result<u64> {
    // Over since ever, not since now: no clock that steps back or differs makes it young again.
    let done = sqlx::query(
        "UPDATE outbox SET expires_at = 0, \
         state = CASE WHEN state = 'pending' THEN 'cancelled' ELSE state END \
         WHERE watch = $1 AND epoch = $2 AND cycle = $3 AND ordinal < $4 \
         AND state IN ('pending', 'leased') AND template NOT IN ($5, $6, $7)",
    )
    .bind(watch.as_bytes().as_slice())
    .bind(epoch)
    .bind(cycle)
    .bind(below_ordinal)
    .bind(keep[0])
    .bind(keep[1])
    .bind(keep[2])
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// Takes the messages about a release back that have not left yet, below an ordinal and to one
/// addressee. What is under way right now may still leave; it is not tried again.
///
/// # Errors
/// When the database fails.
pub async fn supersede(
    tx: &mut Tx,
    (watch, epoch, cycle): (WatchId, i64, i64),
    below_ordinal: i64,
    addressee: &str,
) -> Result<u64> {
    let done = sqlx::query(
        "UPDATE outbox SET expires_at = 0, \
         state = CASE WHEN state = 'pending' THEN 'cancelled' ELSE state END \
         WHERE watch = $1 AND epoch = $2 AND cycle = $3 AND ordinal < $4 AND addressee = $5 \
         AND state IN ('pending', 'leased') AND template = 'release'",
    )
    .bind(watch.as_bytes().as_slice())
    .bind(epoch)
    .bind(cycle)
    .bind(below_ordinal)
    .bind(addressee)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// Which messages prove that a channel works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Only those to ourselves.
    Canary,
    /// Whatever was accepted.
    Any,
}

/// The highest counter value at which a message over this channel was accepted, and has not
/// come back since, or at which the relay said something about the address of one to ourselves:
/// whoever refuses a mailbox works. (In a box of one's own that mailbox may be the dead owner's.)
///
/// # Errors
/// When the database fails.
pub async fn last_accepted(tx: &mut Tx, channel: &str, proof: Proof) -> Result<Option<i64>> {
    let which = match proof {
        Proof::Canary => " AND template = 'canary'",
        Proof::Any => "",
    };
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT MAX(CASE WHEN state = 'accepted' THEN accepted_witnessed ELSE outcome_witnessed END) \
         AS last FROM outbox WHERE channel = $1 AND (state = 'accepted' \
         OR (template = 'canary' AND outcome IN ('refused', 'address-temporary'))){which}"
    ));
    sqlx::query(sql).bind(channel).fetch_one(&mut **tx).await?.int_opt("last")
}

/// What a relay or gateway said about a message to ourselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// It took it.
    Taken,
    /// The address takes nothing.
    Refused,
    /// The address takes nothing for now.
    PutOff,
    /// Nothing, or that it could not be delivered.
    Nothing,
}

/// What was said about the newest message to ourselves since `from`, or one that waits still. One that
/// is younger than `patience` counts once its answer is final; `None`: there is none.
///
/// # Errors
/// When the database fails.
pub async fn canary_answer(
    tx: &mut Tx,
    channel: &str,
    (from, patience, now): (i64, i64, i64),
) -> Result<Option<Said>> {
    let row = sqlx::query(
        "SELECT state, outcome FROM outbox WHERE template = 'canary' AND channel = $1 \
         AND (created_at >= $2 OR state IN ('pending', 'leased')) AND created_at <= $4 \
         AND (created_at <= $3 OR state = 'accepted' OR outcome = 'refused') \
         ORDER BY created_at DESC LIMIT 1",
    )
    .bind(channel)
    .bind(from)
    .bind(patience)
    .bind(now)
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(match (row.text("state")?.as_str(), row.text_opt("outcome")?.as_deref()) {
        ("accepted", _) => Said::Taken,
        (_, Some("refused")) => Said::Refused,
        (_, Some("address-temporary")) => Said::PutOff,
        _ => Said::Nothing,
    }))
}

/// Takes the messages to ourselves back that have not left yet, but for the newest.
///
/// # Errors
/// When the database fails.
pub async fn supersede_canaries(tx: &mut Tx, channel: &str, newest: &str) -> Result<u64> {
    let done = sqlx::query(
        "UPDATE outbox SET expires_at = 0, \
         state = CASE WHEN state = 'pending' THEN 'cancelled' ELSE state END \
         WHERE template = 'canary' AND channel = $1 AND key <> $2 \
         AND state IN ('pending', 'leased')",
    )
    .bind(channel)
    .bind(newest)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// How many rows wait for their first acceptance, and since when the oldest is ready.
///
/// # Errors
/// When the database fails.
pub async fn backlog(tx: &mut Tx, now: i64) -> Result<(i64, Option<i64>)> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS waiting, MIN(next_at) AS oldest FROM outbox \
         WHERE state IN ('pending', 'leased') AND next_at <= $1",
    )
    .bind(now)
    .fetch_one(&mut **tx)
    .await?;
    Ok((row.int("waiting")?, row.int_opt("oldest")?))
}

/// Keys of rows older than this that are done and that nobody looks at again: those of running cycles
/// are evidence, those of ended ones are not.
///
/// # Errors
/// When the database fails.
pub async fn worn(tx: &mut Tx, before: i64, limit: i64) -> Result<Vec<String>> {
    let rows = sqlx::query(
        "SELECT key FROM outbox WHERE state IN ('accepted', 'permanent', 'cancelled', 'bounced') \
         AND created_at < $1 AND NOT EXISTS (SELECT 1 FROM watches w WHERE w.id = outbox.watch \
         AND w.epoch = outbox.epoch AND w.cycle = outbox.cycle) LIMIT $2",
    )
    .bind(before)
    .bind(limit)
    .fetch_all(&mut **tx)
    .await?;
    rows.iter().map(|row| row.text("key")).collect()
}

/// Forgets a row.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &mut Tx, key: &str) -> Result<()> {
    sqlx::query("DELETE FROM outbox WHERE key = $1").bind(key).execute(&mut **tx).await?;
    Ok(())
}

/// When the next row becomes ready, for the demo's "next event".
///
/// # Errors
/// When the database fails.
pub async fn next_ready(tx: &mut Tx) -> Result<Option<i64>> {
    let row = sqlx::query(
        "SELECT MIN(next_at) AS next FROM outbox WHERE state = 'pending' \
         AND (expires_at IS NULL OR expires_at > next_at)",
    )
    .fetch_one(&mut **tx)
    .await?;
    row.int_opt("next")
}
