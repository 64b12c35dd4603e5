//! `[blobs]`: encrypted files.

use super::values::{ConfigError, Key, Values};
use std::path::PathBuf;

/// Keys of this section.
pub const KEYS: &[Key] =
    &[Key::new("blobs.path", "data/blobs", "Folder for encrypted files; made when missing.")];

/// Where encrypted files go.
#[derive(Debug, Clone)]
pub struct Blobs {
    /// The folder.
    pub path: PathBuf,
}

/// Reads the section.
pub(super) fn read(values: &Values) -> Result<Blobs, ConfigError> {
    Ok(Blobs { path: values.required("blobs.path")?.into() })
}
