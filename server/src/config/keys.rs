//! `[keys]`: instance secrets.

use super::values::{ConfigError, Key, Values};
use std::path::PathBuf;

/// Keys of this section.
pub const KEYS: &[Key] = &[Key::new(
    "keys.path",
    "data/keys",
    "Folder for the instance secrets; they are made at the first start. Keep a copy apart from\n\
     the database: without them nobody can log in with a password and nothing can be released.",
)];

/// Where the instance secrets lie.
#[derive(Debug, Clone)]
pub struct KeyFolder {
    /// The folder.
    pub path: PathBuf,
}

/// Reads the section.
pub(super) fn read(values: &Values) -> Result<KeyFolder, ConfigError> {
    Ok(KeyFolder { path: values.required("keys.path")?.into() })
}
