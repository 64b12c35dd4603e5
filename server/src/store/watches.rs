//! Watches: schedule and state as JSON of `shared::watch`, and the columns by which due ones are
//! found.

use super::{Result, RowExt as _, Tx};
use sqlx::any::AnyRow;
use stafeta_shared::ids::{AccountId, WatchId};

/// A watch as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// Its id.
    pub id: WatchId,
    /// Whose.
    pub owner: AccountId,
    /// real, drill.
    pub kind: String,
    /// When it was made.
    pub created_at: i64,
    /// Time zone of its slots, IANA name.
    pub zone: String,
    /// Local hour of the question.
    pub hour: i64,
    /// The schedule, JSON.
    pub policy: String,
    /// Where it stands, JSON.
    pub state: String,
    /// Name of the state.
    pub status: String,
    /// Rises with a restore.
    pub epoch: i64,
    /// Rises with a confirmation.
    pub cycle: i64,
    /// Rises with every update.
    pub version: i64,
    /// Wake at this wall time.
    pub due_wall: Option<i64>,
    /// Wake at this counter value.
    pub due_witnessed: Option<i64>,
    /// Later than this counter value is overdue.
    pub deadline_witnessed: Option<i64>,
    /// Wall time of the last overdue alarm.
    pub alarmed_at: Option<i64>,
    /// Steps that failed in a row.
    pub failures: i64,
    /// Wrong numbers typed in this cycle.
    pub wrong_numbers: i64,
}

impl Watch {
    /// A real watch that was just made, with nothing due.
    #[must_use]
    pub fn new(
        id: WatchId,
        owner: AccountId,
        created_at: i64,
        policy: String,
        state: String,
    ) -> Self {
        Self {
            id,
            owner,
            kind: "real".to_owned(),
            created_at,
            zone: "UTC".to_owned(),
            hour: 9,
            policy,
            state,
            status: "draft".to_owned(),
            epoch: 1,
            cycle: 1,
            version: 1,
            due_wall: None,
            due_witnessed: None,
            deadline_witnessed: None,
            alarmed_at: None,
            failures: 0,
            wrong_numbers: 0,
        }
    }

    /// Only for practice.
    #[must_use]
    pub fn is_drill(&self) -> bool {
        self.kind == "drill"
    }
}

const COLUMNS: &str = "id, owner, kind, created_at, zone, hour, policy, state, status, epoch, \
    cycle, version, due_wall, due_witnessed, deadline_witnessed, alarmed_at, failures, \
    wrong_numbers";

fn read(row: &AnyRow) -> Result<Watch> {
    Ok(Watch {
        id: row.id("id", WatchId::from_bytes)?,
        owner: row.id("owner", AccountId::from_bytes)?,
        kind: row.text("kind")?,
        created_at: row.int("created_at")?,
        zone: row.text("zone")?,
        hour: row.int("hour")?,
        policy: row.text("policy")?,
        state: row.text("state")?,
        status: row.text("status")?,
        epoch: row.int("epoch")?,
        cycle: row.int("cycle")?,
        version: row.int("version")?,
        due_wall: row.int_opt("due_wall")?,
        due_witnessed: row.int_opt("due_witnessed")?,
        deadline_witnessed: row.int_opt("deadline_witnessed")?,
        alarmed_at: row.int_opt("alarmed_at")?,
        failures: row.int("failures")?,
        wrong_numbers: row.int("wrong_numbers")?,
    })
}

/// Inserts a watch; `false` when its id is taken.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, watch: &Watch) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO watches (id, owner, kind, created_at, zone, hour, policy, state, status, \
         epoch, cycle, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(watch.id.as_bytes().as_slice())
    .bind(watch.owner.as_bytes().as_slice())
    .bind(watch.kind.as_str())
    .bind(watch.created_at)
    .bind(watch.zone.as_str())
    .bind(watch.hour)
    .bind(watch.policy.as_str())
    .bind(watch.state.as_str())
    .bind(watch.status.as_str())
    .bind(watch.epoch)
    .bind(watch.cycle)
    .bind(watch.version)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// One watch, to be read only.
///
/// # Errors
/// When the database fails.
pub async fn by_id(tx: &mut Tx, id: WatchId) -> Result<Option<Watch>> {
    one(tx, id, "").await
}

/// One watch, locked until the transaction ends: confirming and stepping serialise here. For who
/// needs no other one of this owner, see [`lock_of_owner`].
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &mut Tx, id: WatchId) -> Result<Option<Watch>> {
    let suffix = tx.for_update();
    one(tx, id, suffix).await
}

async fn one(tx: &mut Tx, id: WatchId, suffix: &str) -> Result<Option<Watch>> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM watches WHERE id = $1{suffix}"));
    let row = sqlx::query(sql).bind(id.as_bytes().as_slice()).fetch_optional(&mut **tx).await?;
    row.as_ref().map(read).transpose()
}

/// The watches of an owner, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_owner(tx: &mut Tx, owner: AccountId) -> Result<Vec<Watch>> {
    owned(tx, owner, "created_at, id").await
}

/// The same by id, all locked until the transaction ends.
///
/// Locks on watches are taken by id everywhere, before any other lock and all that a transaction
/// needs at once: two people's changes then wait for each other in a line, never in a ring.
///
/// # Errors
/// When the database fails.
pub async fn lock_of_owner(tx: &mut Tx, owner: AccountId) -> Result<Vec<Watch>> {
    let order = format!("id{}", tx.for_update());
    owned(tx, owner, &order).await
}

async fn owned(tx: &mut Tx, owner: AccountId, order: &str) -> Result<Vec<Watch>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM watches WHERE owner = $1 ORDER BY {order}"
    ));
    let rows = sqlx::query(sql).bind(owner.as_bytes().as_slice()).fetch_all(&mut **tx).await?;
    rows.iter().map(read).collect()
}

/// Every watch, for the demo's overview.
///
/// # Errors
/// When the database fails.
pub async fn all(tx: &mut Tx) -> Result<Vec<Watch>> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM watches ORDER BY created_at, id"));
    let rows = sqlx::query(sql).fetch_all(&mut **tx).await?;
    rows.iter().map(read).collect()
}

/// Claims up to `limit` due watches; rows that another node holds are passed over.
///
/// # Errors
/// When the database fails.
pub async fn claim_due(tx: &mut Tx, wall: i64, witnessed: i64, limit: i64) -> Result<Vec<Watch>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM watches WHERE id IN (\
         SELECT id FROM (SELECT id FROM watches WHERE due_wall <= $1 ORDER BY due_wall LIMIT $3) AS by_wall \
         UNION SELECT id FROM (SELECT id FROM watches WHERE due_witnessed <= $2 \
         ORDER BY due_witnessed LIMIT $3) AS by_counter) LIMIT $3{}",
        tx.for_update_skip_locked()
    ));
    let rows = sqlx::query(sql).bind(wall).bind(witnessed).bind(limit).fetch_all(&mut **tx).await?;
    rows.iter().map(read).collect()
}

/// Stores what a step made of a watch; `false` when somebody changed it in between.
///
/// # Errors
/// When the database fails.
pub async fn update(tx: &mut Tx, watch: &Watch) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE watches SET zone = $3, hour = $4, policy = $5, state = $6, status = $7, \
         epoch = $8, cycle = $9, version = version + 1, due_wall = $10, due_witnessed = $11, \
         deadline_witnessed = $12, alarmed_at = $13, failures = $14, wrong_numbers = $15 \
         WHERE id = $1 AND version = $2",
    )
    .bind(watch.id.as_bytes().as_slice())
    .bind(watch.version)
    .bind(watch.zone.as_str())
    .bind(watch.hour)
    .bind(watch.policy.as_str())
    .bind(watch.state.as_str())
    .bind(watch.status.as_str())
    .bind(watch.epoch)
    .bind(watch.cycle)
    .bind(watch.due_wall)
    .bind(watch.due_witnessed)
    .bind(watch.deadline_witnessed)
    .bind(watch.alarmed_at)
    .bind(watch.failures)
    .bind(watch.wrong_numbers)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Makes a watch due at once, and locks it: a fact about it has changed. Drafts and ended watches,
/// which wait for nothing, are locked and stay asleep.
///
/// # Errors
/// When the database fails.
pub async fn wake(tx: &mut Tx, id: WatchId) -> Result<()> {
    let sql = "UPDATE watches SET due_witnessed = \
         CASE WHEN due_witnessed IS NULL THEN NULL ELSE 0 END WHERE id = $1";
    sqlx::query(sql).bind(id.as_bytes().as_slice()).execute(&mut **tx).await?;
    Ok(())
}

/// Makes every watch due at once: a fact about all of them (a gap) has changed.
///
/// # Errors
/// When the database fails.
pub async fn wake_all(tx: &mut Tx) -> Result<()> {
    sqlx::query(wake_where(tx, "due_witnessed IS NOT NULL")).execute(&mut **tx).await?;
    Ok(())
}

/// The same for the watches in one state.
///
/// # Errors
/// When the database fails.
pub async fn wake_status(tx: &mut Tx, status: &str) -> Result<()> {
    let sql = wake_where(tx, "status = $1 AND due_witnessed IS NOT NULL");
    sqlx::query(sql).bind(status).execute(&mut **tx).await?;
    Ok(())
}

/// The statement that wakes many, locked in the order of [`lock_of_owner`].
fn wake_where(tx: &Tx, which: &str) -> sqlx::AssertSqlSafe<String> {
    sqlx::AssertSqlSafe(format!(
        "UPDATE watches SET due_witnessed = 0 WHERE id IN \
         (SELECT id FROM watches WHERE {which} ORDER BY id{})",
        tx.for_update()
    ))
}

/// How many watches are in a state.
///
/// # Errors
/// When the database fails.
pub async fn count_status(tx: &mut Tx, status: &str) -> Result<i64> {
    let row = sqlx::query("SELECT CAST(COUNT(*) AS BIGINT) AS many FROM watches WHERE status = $1")
        .bind(status)
        .fetch_one(&mut **tx)
        .await?;
    row.int("many")
}

/// How many watches are later than their deadline, but for those that an owner wants held.
///
/// # Errors
/// When the database fails.
pub async fn overdue(tx: &mut Tx, witnessed: i64) -> Result<i64> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS late FROM watches \
         WHERE deadline_witnessed < $1 AND status <> 'held'",
    )
    .bind(witnessed)
    .fetch_one(&mut **tx)
    .await?;
    row.int("late")
}

/// Puts a watch whose step failed off, so that it never stops the others.
///
/// # Errors
/// When the database fails.
pub async fn put_off(tx: &mut Tx, id: WatchId, wall: i64, witnessed: i64) -> Result<i64> {
    let row = sqlx::query(
        "UPDATE watches SET failures = failures + 1, \
         due_wall = CASE WHEN due_wall IS NULL THEN NULL ELSE $2 END, \
         due_witnessed = CASE WHEN due_witnessed IS NULL THEN NULL ELSE $3 END \
         WHERE id = $1 RETURNING failures",
    )
    .bind(id.as_bytes().as_slice())
    .bind(wall)
    .bind(witnessed)
    .fetch_optional(&mut **tx)
    .await?;
    row.map_or(Ok(0), |row| row.int("failures"))
}

/// Counts a wrong number typed by the owner; answers with the count.
///
/// # Errors
/// When the database fails.
pub async fn count_wrong(tx: &mut Tx, id: WatchId) -> Result<i64> {
    let row = sqlx::query(
        "UPDATE watches SET wrong_numbers = wrong_numbers + 1 WHERE id = $1 \
         RETURNING wrong_numbers",
    )
    .bind(id.as_bytes().as_slice())
    .fetch_one(&mut **tx)
    .await?;
    row.int("wrong_numbers")
}

/// The earliest moments at which anything is due, for the demo's "next event".
///
/// # Errors
/// When the database fails.
pub async fn next_due(tx: &mut Tx) -> Result<(Option<i64>, Option<i64>)> {
    let row =
        sqlx::query("SELECT MIN(due_wall) AS wall, MIN(due_witnessed) AS witnessed FROM watches")
            .fetch_one(&mut **tx)
            .await?;
    Ok((row.int_opt("wall")?, row.int_opt("witnessed")?))
}

/// Removes a watch with its contacts, events and links.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Tx, id: WatchId) -> Result<()> {
    sqlx::query("DELETE FROM watches WHERE id = $1")
        .bind(id.as_bytes().as_slice())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
