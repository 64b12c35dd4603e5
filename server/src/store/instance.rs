//! Facts about this installation: realm, hashes of the instance secrets, and what outlives a process.

use super::{Result, RowExt as _, Tx};

/// All facts, by name.
///
/// # Errors
/// When the database fails.
pub async fn all(tx: &mut Tx) -> Result<Vec<(String, Vec<u8>)>> {
    let rows =
        sqlx::query("SELECT name, value FROM instance ORDER BY name").fetch_all(&mut **tx).await?;
    rows.iter().map(|row| Ok((row.text("name")?, row.blob("value")?))).collect()
}

/// One fact.
///
/// # Errors
/// When the database fails.
pub async fn one(tx: &mut Tx, name: &str) -> Result<Option<Vec<u8>>> {
    let query = sqlx::query("SELECT value FROM instance WHERE name = $1").bind(name);
    query.fetch_optional(&mut **tx).await?.map(|row| row.blob("value")).transpose()
}

/// Records a fact, in place of what was there.
///
/// # Errors
/// When the database fails.
pub async fn set(tx: &mut Tx, name: &str, value: &[u8]) -> Result<()> {
    let sql = "INSERT INTO instance (name, value) VALUES ($1, $2) \
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    sqlx::query(sql).bind(name).bind(value).execute(&mut **tx).await?;
    Ok(())
}

/// Records a fact once; an existing one is left as it is.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, name: &str, value: &[u8]) -> Result<()> {
    sqlx::query("INSERT INTO instance (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
        .bind(name)
        .bind(value)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
