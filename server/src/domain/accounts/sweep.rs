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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    /// So many messages of this age, done or not.
    async fn put(world: &World, many: i64, days: i64, state: &str) {
        let mut tx = world.app.db.begin_write().await.unwrap();
        for n in 0..many {
            let new = outbox::New {
                key: &format!("{state}/{days}/{n}"),
                scope: None,
                channel: "mail",
                addressee: "owner",
                address: "jana@example.org",
                language: "cs",
                template: "released-notice",
                params: "null",
                created_at: world.now() - days * DAY_MS,
                next_at: 0,
                expires_at: None,
                message_id: "id",
            };
            outbox::insert(&mut tx, &new).await.unwrap();
        }
        let sql = "UPDATE outbox SET state = $1 WHERE key LIKE $2";
        let keys = format!("{state}/{days}/%");
        sqlx::query(sql).bind(state).bind(keys).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    }

    #[tokio::test]
    async fn messages_that_are_done_are_forgotten_after_ninety_days() {
        let world = World::new().await;
        put(&world, MESSAGES_AT_ONCE + 1, 91, "accepted").await;
        put(&world, 3, 89, "accepted").await;
        put(&world, 2, 91, "pending").await;
        sweep(&world.app.db, world.now()).await.unwrap();
        let left = "SELECT COUNT(*) AS n FROM outbox WHERE key LIKE 'accepted/89/%' \
                    OR key LIKE 'pending/%'";
        let all = "SELECT COUNT(*) AS n FROM outbox";
        assert_eq!((world.count(left).await, world.count(all).await), (5, 5));
    }
}
