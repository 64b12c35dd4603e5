//! What the tests of this crate stand on: a whole service on a temporary database and a clock
//! that stands still, browsers with a cookie, people with real client cryptography.

pub(crate) mod browser;
pub(crate) mod person;
pub(crate) mod postgres;
pub(crate) mod story;
mod tour;

use crate::{
    app::{self, AppState},
    clock::{Clock as _, Movable},
    config::Config,
    deliver::{Template, derive},
    http::router::router,
    rng::System,
    store::RowExt as _,
};
use axum::Router;
use std::sync::Arc;
use tempfile::TempDir;

/// Saturday, 2025-03-01 09:00 UTC.
pub(crate) const START: i64 = 1_740_819_600_000;

/// A whole service.
pub(crate) struct World {
    pub(crate) app: AppState,
    pub(crate) router: Router,
    pub(crate) clock: Arc<Movable>,
    folder: Arc<TempDir>,
}

/// A message in the outbox.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) key: String,
    pub(crate) channel: String,
    pub(crate) template: Template,
}

impl World {
    /// With the usual settings.
    pub(crate) async fn new() -> Self {
        Self::with("").await
    }

    /// With these settings beside the folders.
    pub(crate) async fn with(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("db.sqlite").display());
        Self::build(settings, &url, folder).await
    }

    /// On PostgreSQL; `None` where none is installed.
    pub(crate) async fn on_postgres() -> Option<Self> {
        Self::on_postgres_with("").await
    }

    /// The same with a setting of PostgreSQL for every connection, such as `deadlock_timeout=2s`.
    pub(crate) async fn on_postgres_with(setting: &str) -> Option<Self> {
        let mut url = postgres::url().await?;
        if let Some((name, value)) = setting.split_once('=') {
            let sign = if url.contains('?') { '&' } else { '?' };
            url.push_str(&format!("{sign}options[{name}]={value}"));
        }
        Some(Self::build("", &url, tempfile::tempdir().unwrap()).await)
    }

    async fn build(settings: &str, url: &str, folder: TempDir) -> Self {
        let path = |name: &str| folder.path().join(name).display().to_string();
        let text = format!(
            "{settings}\n[database]\nurl = {url:?}\n[blobs]\npath = {:?}\n[keys]\npath = {:?}\n",
            path("blobs"),
            path("keys"),
        );
        let config = Config::from_parts(&text, &Default::default()).unwrap();
        let clock = Arc::new(Movable::standing_at(START));
        let app = app::build_with(config, clock.clone(), Arc::new(System), Some(clock.clone()))
            .await
            .unwrap();
        Self { router: router(app.clone()), app, clock, folder: Arc::new(folder) }
    }

    /// Another process of the same service: same database, keys, files and time.
    pub(crate) async fn another_node(&self) -> Self {
        let (config, clock) = (self.app.config.clone(), self.clock.clone());
        let app = app::build_with(config, clock.clone(), Arc::new(System), Some(clock.clone()));
        let app = app.await.unwrap();
        Self { router: router(app.clone()), app, clock, folder: self.folder.clone() }
    }

    /// Moves the clock.
    pub(crate) fn wait(&self, milliseconds: i64) {
        self.clock.advance(milliseconds);
    }

    /// Wall time.
    pub(crate) fn now(&self) -> i64 {
        self.clock.wall()
    }

    /// All messages to an address, oldest first.
    pub(crate) async fn sent_to(&self, address: &str) -> Vec<Sent> {
        let mut tx = self.app.db.begin_read().await.unwrap();
        let rows = sqlx::query(
            "SELECT key, channel, template, params FROM outbox WHERE address = $1 \
             ORDER BY created_at",
        )
        .bind(address)
        .fetch_all(&mut *tx)
        .await
        .unwrap();
        rows.iter()
            .map(|row| Sent {
                key: row.text("key").unwrap(),
                channel: row.text("channel").unwrap(),
                template: Template::from_columns(
                    &row.text("template").unwrap(),
                    &row.text("params").unwrap(),
                )
                .unwrap(),
            })
            .collect()
    }

    /// The newest message to an address.
    pub(crate) async fn newest_to(&self, address: &str) -> Sent {
        self.sent_to(address).await.pop().unwrap_or_else(|| panic!("nothing was sent to {address}"))
    }

    /// The code in the newest message to a number.
    pub(crate) async fn code_to(&self, address: &str) -> String {
        derive::code(&self.app.keys.link, &self.newest_to(address).await.key)
    }

    /// The token in the newest mail to an address.
    pub(crate) async fn token_to(&self, address: &str) -> [u8; 32] {
        derive::token(&self.app.keys.link, &self.newest_to(address).await.key)
    }

    /// One number out of the database.
    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        let mut tx = self.app.db.begin_read().await.unwrap();
        sqlx::query(sql).fetch_one(&mut *tx).await.unwrap().int("n").unwrap()
    }
}
