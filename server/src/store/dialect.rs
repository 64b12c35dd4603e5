//! The few words in which the two databases differ. Everything else is one SQL text.

use super::Tx;
use sqlx::AnyConnection;

/// Which database answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// One file on this machine.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Dialect {
    /// The dialect of a database URL, if it is one we know.
    #[must_use]
    pub fn of_url(url: &str) -> Option<Self> {
        if url.starts_with("sqlite:") {
            Some(Self::Sqlite)
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Some(Self::Postgres)
        } else {
            None
        }
    }

    /// Opens a writing transaction. SQLite must take its lock at once: a deferred reader that
    /// turns into a writer fails under concurrency.
    #[must_use]
    pub fn begin_write(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN ISOLATION LEVEL READ COMMITTED",
        }
    }

    /// Opens a reading transaction: one unchanging view.
    #[must_use]
    pub fn begin_read(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN DEFERRED",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    /// Settings of every new connection; `reading`: it must not write.
    pub(super) async fn prepare(
        self,
        conn: &mut AnyConnection,
        reading: bool,
    ) -> Result<(), sqlx::Error> {
        let words: &[&'static str] = match self {
            Self::Sqlite => &[
                "PRAGMA busy_timeout = 10000",
                "PRAGMA journal_mode = WAL",
                "PRAGMA synchronous = FULL",
                "PRAGMA foreign_keys = ON",
                // A destroyed half of a key is overwritten, not only unlinked.
                "PRAGMA secure_delete = ON",
            ],
            Self::Postgres => &["SET statement_timeout = '30s'", "SET synchronous_commit = on"],
        };
        for &word in words {
            sqlx::raw_sql(word).execute(&mut *conn).await?;
        }
        if reading && self == Self::Sqlite {
            // PostgreSQL says so per transaction.
            sqlx::raw_sql("PRAGMA query_only = ON").execute(&mut *conn).await?;
        }
        Ok(())
    }
}

/// Words that lock the selected rows until the transaction ends. None on SQLite, where a writer is
/// alone, and none in a transaction that only reads, where PostgreSQL refuses to lock.
impl Tx {
    /// Ends a `SELECT` whose rows this transaction is going to change.
    #[must_use]
    pub fn for_update(&self) -> &'static str {
        if self.locks() { " FOR UPDATE" } else { "" }
    }

    /// Like [`Self::for_update`], passing over rows that somebody else holds.
    #[must_use]
    pub fn for_update_skip_locked(&self) -> &'static str {
        if self.locks() { " FOR UPDATE SKIP LOCKED" } else { "" }
    }

    /// Like [`Self::for_update`], for the rows of the releases (`r`) in a join only.
    #[must_use]
    pub fn for_update_of_releases(&self) -> &'static str {
        if self.locks() { " FOR UPDATE OF r" } else { "" }
    }

    fn locks(&self) -> bool {
        self.writes() && self.dialect() == Dialect::Postgres
    }
}
