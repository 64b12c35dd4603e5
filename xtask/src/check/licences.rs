//! Licences, banned crates, sources of crates: `cargo deny` with `deny.toml`.

use anyhow::Result;

use crate::sh;

/// The checks that need no network beyond the registry's index.
pub(super) fn check() -> Result<()> {
    if !sh::succeeds(sh::cargo().args(["deny", "--version"])) {
        sh::run(sh::cargo().args(["install", "--locked", "cargo-deny"]))?;
    }
    sh::run(sh::cargo().args(["deny", "--all-features", "check", "bans", "licenses", "sources"]))
}
