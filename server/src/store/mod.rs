//! SQL, and nothing but SQL: one file per entity, one text for both databases.
//!
//! Every function takes the transaction it works in (`&mut Tx`); nobody here opens or commits
//! one, sends anything, or asks the clock. Integers are `i64` (times in milliseconds, booleans
//! 0/1), bytes are BLOB, the rest is TEXT. To add an entity: a migration in both folders, a file
//! here, its methods in the contract suite.

pub mod accounts;
pub mod attachments;
pub mod bundles;
pub mod captured;
pub mod codes;
pub mod contacts;
#[cfg(test)]
mod contract;
pub mod db;
pub mod dialect;
pub mod events;
pub mod handovers;
pub mod heads;
pub mod instance;
pub mod invitations;
pub mod kits;
pub mod links;
pub mod logins;
pub mod old_vaults;
pub mod outbox;
pub mod receipts;
pub mod released;
pub mod releases;
mod retry;
pub mod row;
pub mod sealed;
pub mod sessions;
pub mod sign_ups;
pub mod slots;
pub mod throttles;
pub mod versions;
pub mod watches;
pub mod witness;

pub use db::{Db, Tx};
pub use dialect::Dialect;
pub use retry::{Passing, retrying};
pub use row::RowExt;

/// What can go wrong below the domain.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or is away.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// A migration failed.
    #[error("a migration failed")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row holds something that this program never wrote.
    #[error("the database holds an impossible value in {0}")]
    Corrupt(&'static str),
    /// The URL names no database that we know.
    #[error("database.url must begin with sqlite: or postgres:")]
    UnknownDatabase,
}

/// Result of a store function.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Whether an error is the violation of the constraint with this name or on this column.
///
/// PostgreSQL names the constraint, SQLite the column: give both, mapped where the query is.
#[must_use]
pub fn violates(error: &sqlx::Error, constraint: &str, column: &str) -> bool {
    let sqlx::Error::Database(database) = error else { return false };
    let text = database.message();
    text.contains("UNIQUE constraint failed") && text.contains(column)
        || text.contains("unique constraint") && text.contains(constraint)
}
