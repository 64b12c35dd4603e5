//! Forgets what has expired: logins, sessions, codes, counters, sign-ups, replaced vaults.

use super::old_vaults::KEPT_MS;
use crate::store::{Db, Result, codes, logins, old_vaults, sessions, sign_ups, throttles};

const DAY_MS: i64 = 24 * 3_600_000;

/// One round.
///
/// # Errors
/// When the database fails.
pub async fn sweep(db: &Db, now: i64) -> Result<()> {
    let mut tx = db.begin_write().await?;
    logins::sweep(&mut tx, now).await?;
    sessions::sweep(&mut tx, now).await?;
    codes::sweep(&mut tx, now - 2 * DAY_MS).await?;
    throttles::sweep(&mut tx, now - 2 * DAY_MS, now).await?;
    sign_ups::sweep(&mut tx, now - DAY_MS).await?;
    old_vaults::sweep(&mut tx, now - KEPT_MS).await?;
    tx.commit().await
}
