//! Connections and transactions.
//!
//! SQLite: one connection that writes and a pool that reads, WAL, `synchronous=FULL`, foreign
//! keys. PostgreSQL: one pool. A transaction that is dropped is rolled back.

use super::{Dialect, Result, StoreError};
use sqlx::{
    Any, AnyConnection, AnyPool, Transaction,
    any::{AnyPoolOptions, install_default_drivers},
    migrate::Migrator,
};
use std::{
    ops::{Deref, DerefMut},
    time::Duration,
};

static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

const READERS: u32 = 8;
const POSTGRES_CONNECTIONS: u32 = 16;
const WAIT_FOR_CONNECTION: Duration = Duration::from_secs(20);

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    dialect: Dialect,
    writer: AnyPool,
    reader: AnyPool,
}

/// A transaction, reading or writing. `&mut **tx` is what a query runs on.
#[derive(Debug)]
pub struct Tx {
    inner: Transaction<'static, Any>,
    dialect: Dialect,
    writes: bool,
}

impl Db {
    /// Connects. The file of an SQLite URL is made if it is missing; migrations are not run.
    ///
    /// # Errors
    /// When the URL is unknown or the database does not answer.
    pub async fn connect(url: &str) -> Result<Self> {
        install_default_drivers();
        let dialect = Dialect::of_url(url).ok_or(StoreError::UnknownDatabase)?;
        match dialect {
            Dialect::Sqlite => {
                let url = with_create(url);
                let writer = pool(&url, dialect, 1, false).await?;
                let reader = pool(&url, dialect, READERS, true).await?;
                Ok(Self { dialect, writer, reader })
            }
            Dialect::Postgres => {
                let both = pool(url, dialect, POSTGRES_CONNECTIONS, false).await?;
                Ok(Self { dialect, writer: both.clone(), reader: both })
            }
        }
    }

    /// Applies what is missing of the migrations that this binary carries.
    ///
    /// # Errors
    /// When one fails, or the database knows one that this binary does not.
    pub async fn migrate(&self) -> Result<()> {
        match self.dialect {
            Dialect::Sqlite => SQLITE.run(&self.writer).await?,
            Dialect::Postgres => POSTGRES.run(&self.writer).await?,
        }
        Ok(())
    }

    /// Opens a transaction that writes. On SQLite there is one at a time: do nothing slow in it.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn begin_write(&self) -> Result<Tx> {
        let inner = self.writer.begin_with(self.dialect.begin_write()).await?;
        Ok(Tx { inner, dialect: self.dialect, writes: true })
    }

    /// Opens a transaction that reads one unchanging view.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn begin_read(&self) -> Result<Tx> {
        let inner = self.reader.begin_with(self.dialect.begin_read()).await?;
        Ok(Tx { inner, dialect: self.dialect, writes: false })
    }

    /// Which database this is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// For statements that run in no transaction, such as `CREATE DATABASE`.
    #[cfg(test)]
    pub(crate) fn outside_transactions(&self) -> &AnyPool {
        &self.writer
    }

    /// Closes all connections once they are idle.
    pub async fn close(&self) {
        self.writer.close().await;
        self.reader.close().await;
    }
}

impl Tx {
    /// Makes everything of this transaction durable at once.
    ///
    /// # Errors
    /// When the database refuses; nothing happened then.
    pub async fn commit(self) -> Result<()> {
        Ok(self.inner.commit().await?)
    }

    /// Notes how far this transaction has come; [`Tx::back`] leads back to the newest such place.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark(&mut self) -> Result<()> {
        self.mark_with("SAVEPOINT mark").await
    }

    /// Undoes what was done since the newest mark, and forgets it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn back(&mut self) -> Result<()> {
        self.mark_with("ROLLBACK TO SAVEPOINT mark").await?;
        self.unmark().await
    }

    /// Keeps what was done since the newest mark, and forgets it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unmark(&mut self) -> Result<()> {
        self.mark_with("RELEASE SAVEPOINT mark").await
    }

    async fn mark_with(&mut self, statement: &'static str) -> Result<()> {
        sqlx::query(statement).execute(&mut *self.inner).await?;
        Ok(())
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(super) fn writes(&self) -> bool {
        self.writes
    }
}

impl Deref for Tx {
    type Target = AnyConnection;
    fn deref(&self) -> &AnyConnection {
        &self.inner
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.inner
    }
}

async fn pool(url: &str, dialect: Dialect, size: u32, reading: bool) -> Result<AnyPool> {
    let pool = AnyPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(WAIT_FOR_CONNECTION)
        .after_connect(move |conn, _| Box::pin(dialect.prepare(conn, reading)))
        .connect(url)
        .await?;
    Ok(pool)
}

/// The driver makes no file unless it is told to.
fn with_create(url: &str) -> String {
    if url.contains("mode=") {
        url.to_owned()
    } else if url.contains('?') {
        format!("{url}&mode=rwc")
    } else {
        format!("{url}?mode=rwc")
    }
}
