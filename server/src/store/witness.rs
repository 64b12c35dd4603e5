//! The counter of witnessed time: one row.

use super::{Result, RowExt as _, Tx};

/// The row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Milliseconds witnessed since the installation.
    pub witnessed: i64,
    /// The node that counts.
    pub holder: Option<[u8; 16]>,
    /// Rises with every write.
    pub version: i64,
    /// Highest wall time ever seen.
    pub wall_high: i64,
    /// Gap, clock fault, probes: JSON.
    pub state: String,
}

/// The row; a new installation starts at 0.
///
/// # Errors
/// When the database fails.
pub async fn read(tx: &mut Tx) -> Result<Option<Witness>> {
    let row = sqlx::query(
        "SELECT witnessed, holder, version, wall_high, state FROM witness WHERE id = 1",
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(Witness {
            witnessed: row.int("witnessed")?,
            holder: row.bytes_opt("holder")?,
            version: row.int("version")?,
            wall_high: row.int("wall_high")?,
            state: row.text("state")?,
        })
    })
    .transpose()
}

/// The counter.
///
/// # Errors
/// When the database fails.
pub async fn value(tx: &mut Tx) -> Result<i64> {
    Ok(read(tx).await?.map_or(0, |row| row.witnessed))
}

/// Makes the row; an existing one is left as it is.
///
/// # Errors
/// When the database fails.
pub async fn create(tx: &mut Tx, row: &Witness) -> Result<()> {
    sqlx::query(
        "INSERT INTO witness (id, witnessed, holder, version, wall_high, state) \
         VALUES (1, $1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
    )
    .bind(row.witnessed)
    .bind(row.holder.map(|h| h.to_vec()))
    .bind(row.version)
    .bind(row.wall_high)
    .bind(row.state.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes the row if the stored one still shows `version`; `false` otherwise.
///
/// # Errors
/// When the database fails.
pub async fn update(tx: &mut Tx, row: &Witness, version: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE witness SET witnessed = $1, holder = $2, version = $3, wall_high = $4, \
         state = $5 WHERE id = 1 AND version = $6",
    )
    .bind(row.witnessed)
    .bind(row.holder.map(|h| h.to_vec()))
    .bind(row.version)
    .bind(row.wall_high)
    .bind(row.state.as_str())
    .bind(version)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
