//! Why the instance secrets cannot be used, and what to do then.

use crate::store;
use std::path::PathBuf;

/// Why the instance secrets cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A file cannot be read or written.
    #[error("cannot use the instance secret {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file holds something else.
    #[error("instance secret {}: damaged; put the right file back", .0.display())]
    Malformed(PathBuf),
    /// The database knows a secret that is not there.
    #[error(
        "the database was set up with the instance secret `{0}`, which is missing in {1}. Put the \
         folder from your backup there (setting keys.path). Starting with new secrets would lock \
         everybody out and lose every unreleased handover, so the server does not start."
    )]
    Missing(String, String),
    /// The database knows another secret under this name.
    #[error(
        "the instance secret `{0}` in {1} is not the one this database was set up with. Database \
         and key folder belong together: put back the pair from the same installation."
    )]
    Different(String, String),
    /// The realm must not change.
    #[error(
        "this database was set up for the realm `{was}`, the configuration says `{is}`. The realm \
         is printed on every kit and part of every password: set server.realm to `{was}`."
    )]
    Realm {
        /// In the database.
        was: String,
        /// In the configuration.
        is: String,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::StoreError),
}
