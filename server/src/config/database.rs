//! `[database]`.

use super::values::{ConfigError, Key, SecretText, Values};

/// Keys of this section.
pub const KEYS: &[Key] = &[Key {
    name: "database.url",
    doc: "sqlite://path/to/file (made when missing), or postgres://user:password@host/database.",
    default: "sqlite://data/stafeta.sqlite",
    secret: true,
}];

/// Which database.
#[derive(Debug, Clone)]
pub struct Database {
    /// Its URL; may contain a password.
    pub url: SecretText,
}

/// Reads the section.
pub(super) fn read(values: &Values) -> Result<Database, ConfigError> {
    Ok(Database { url: values.required("database.url")?.into() })
}
