//! Forgets what has expired: logins, sessions, codes, counters, sign-ups, replaced vaults, messages.

use super::old_vaults::KEPT_MS;
use crate::store::{Db, Result, codes, logins, old_vaults, outbox, sessions, sign_ups, throttles};

const DAY_MS: i64 = 24 * 3_600_000;
/// A mail may still come back, or be asked about by whoever runs the service.
const MESSAGES_KEPT_MS: i64 = 90 * DAY_MS;
const MESSAGES_AT_ONCE: i64 = 1_000;

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
    tx.commit().await?;
    sweep_messages(db, now - MESSAGES_KEPT_MS).await
}

/// Messages that are done and belong to no running cycle. They are looked for without the writer:
/// there may be many, and nobody shall wait for that.
async fn sweep_messages(db: &Db, before: i64) -> Result<()> {
    loop {
        let worn = {
            let mut tx = db.begin_read().await?;
            outbox::worn(&mut tx, before, MESSAGES_AT_ONCE).await?
        };
        if worn.is_empty() {
            return Ok(());
        }
        let mut tx = db.begin_write().await?;
        for key in worn {
            outbox::forget(&mut tx, &key).await?;
        }
        tx.commit().await?;
    }
}
