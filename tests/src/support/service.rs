//! A whole service on a temporary database, in this process, and what arrives in people's mailboxes and
//! phones. Its clock stands until it is moved; its engine does not run.

#![expect(clippy::unwrap_used, reason = "support of tests")]

use axum::Router;
use sqlx::Row as _;
use stafeta_server::{
    app::{self, AppState},
    clock::{Clock as _, Movable},
    config::Config,
    deliver::derive,
    http::router::router,
    rng,
};
use stafeta_shared::{
    api::DraftResponse,
    ids::{AccountId, HandoverId},
};
use std::sync::Arc;
use tempfile::TempDir;

/// Saturday, 2025-03-01 09:00 UTC.
const START: i64 = 1_740_819_600_000;

/// A running service.
pub struct Service {
    /// Answers requests.
    pub router: Router,
    app: AppState,
    clock: Arc<Movable>,
    _folder: TempDir,
}

impl Service {
    /// Starts on a certain Saturday morning.
    pub async fn start() -> Self {
        Self::start_at(START).await
    }

    /// Starts at a moment, milliseconds since 1970: browsers have a clock of their own.
    pub async fn start_at(now: i64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let text = format!(
            "[database]\nurl = \"sqlite://{}\"\n[blobs]\npath = {:?}\n[keys]\npath = {:?}\n",
            path("db.sqlite"),
            path("blobs"),
            path("keys"),
        );
        let config = Config::from_parts(&text, &Default::default()).unwrap();
        let clock = Arc::new(Movable::standing_at(now));
        let app =
            app::build_with(config, clock.clone(), Arc::new(rng::System), Some(clock.clone()))
                .await
                .unwrap();
        Self { router: router(app.clone()), app, clock, _folder: folder }
    }

    /// What its clock says, milliseconds since 1970.
    pub fn now(&self) -> i64 {
        self.clock.wall()
    }

    /// Lets time pass.
    pub fn wait(&self, milliseconds: i64) {
        self.clock.advance(milliseconds);
    }

    /// The newest message's key, of which codes and tokens are made.
    async fn newest_to(&self, address: &str) -> String {
        let mut tx = self.app.db.begin_read().await.unwrap();
        let sql = "SELECT key FROM outbox WHERE address = $1 ORDER BY created_at DESC, rowid DESC LIMIT 1";
        let row = sqlx::query(sql).bind(address.to_owned()).fetch_optional(&mut *tx).await.unwrap();
        row.unwrap_or_else(|| panic!("nothing was sent to {address}")).get("key")
    }

    /// The code in the newest message to an address or number.
    pub async fn code_to(&self, address: &str) -> String {
        derive::code(&self.app.keys.link, &self.newest_to(address).await)
    }

    /// The token in the newest mail to an address, as in its link.
    pub async fn token_to(&self, address: &str) -> String {
        derive::token_text(&derive::token(&self.app.keys.link, &self.newest_to(address).await))
    }

    /// The number `n` of a query.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let mut tx = self.app.db.begin_read().await.unwrap();
        sqlx::query(sql).fetch_one(&mut *tx).await.unwrap().get("n")
    }

    /// What the engine does when a watch ends: a release, with the newest version of the handover.
    pub async fn release(
        &self,
        owner: AccountId,
        handover: HandoverId,
        recipient: AccountId,
        cycle: i64,
    ) {
        let watch = handover.as_bytes().as_slice();
        let mut tx = self.app.db.begin_write().await.unwrap();
        sqlx::query(
            "INSERT INTO watches (id, owner, kind, created_at, zone, hour, policy, state, status, epoch, cycle, version) \
             VALUES ($1, $2, 'real', $3, 'Europe/Prague', 9, '{}', '{}', 'released', 1, 1, 1) ON CONFLICT DO NOTHING",
        )
        .bind(watch)
        .bind(owner.as_bytes().as_slice())
        .bind(self.now())
        .execute(&mut *tx)
        .await
        .unwrap();
        sqlx::query(
            "INSERT INTO releases (watch, epoch, cycle, released_at) VALUES ($1, 1, $2, $3)",
        )
        .bind(watch)
        .bind(cycle)
        .bind(self.now())
        .execute(&mut *tx)
        .await
        .unwrap();
        sqlx::query(
            "INSERT INTO released (handover, recipient, watch, epoch, cycle, version, released_at) \
             SELECT $1, $2, $1, 1, $3, MAX(version), $4 FROM versions WHERE handover = $1",
        )
        .bind(watch)
        .bind(recipient.as_bytes().as_slice())
        .bind(cycle)
        .bind(self.now())
        .execute(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }

    /// Somebody's vault as it lies in the database: its counter and its bytes.
    pub async fn vault_of(&self, email: &str) -> (i64, Vec<u8>) {
        let mut tx = self.app.db.begin_read().await.unwrap();
        let row = sqlx::query("SELECT vault_counter, vault FROM accounts WHERE email = $1")
            .bind(email.to_owned())
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        (row.get("vault_counter"), row.get("vault"))
    }

    /// What an operator does who has only an old copy left.
    pub async fn put_vault_back(&self, email: &str, (counter, vault): (i64, Vec<u8>)) {
        let mut tx = self.app.db.begin_write().await.unwrap();
        sqlx::query("UPDATE accounts SET vault_counter = $2, vault = $3 WHERE email = $1")
            .bind(email.to_owned())
            .bind(counter)
            .bind(vault)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// The same with a draft.
    pub async fn put_draft_back(&self, handover: HandoverId, old: &DraftResponse) {
        let mut tx = self.app.db.begin_write().await.unwrap();
        sqlx::query("UPDATE handovers SET draft_counter = $2, draft = $3 WHERE id = $1")
            .bind(handover.as_bytes().as_slice())
            .bind(i64::try_from(old.counter).unwrap())
            .bind(old.draft.0.clone())
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// "I'm back": what was released is called back.
    pub async fn recall(&self, handover: HandoverId) {
        let mut tx = self.app.db.begin_write().await.unwrap();
        sqlx::query("UPDATE releases SET recalled_at = $2 WHERE watch = $1")
            .bind(handover.as_bytes().as_slice())
            .bind(self.now())
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}
