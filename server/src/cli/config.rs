//! `stafeta config`.

use super::Done;
use std::io::Write as _;

/// Prints every key.
pub(super) fn explain() -> Done {
    write(&crate::config::explain())
}

/// The configuration was read without complaint.
pub(super) fn check() -> Done {
    write("The configuration is valid.\n")
}

fn write(text: &str) -> Done {
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}
