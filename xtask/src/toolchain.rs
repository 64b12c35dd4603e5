//! What the compiler needs beyond itself. Automatic installs of `rustup` may be switched off, and a
//! minimal toolchain has neither.

use anyhow::Result;

use crate::sh;

/// What the browser runs.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Adds the WASM target when it is missing.
pub(crate) fn ensure_wasm() -> Result<()> {
    ensure("target", WASM)
}

/// Adds the formatter and the linter when they are missing.
pub(crate) fn ensure_lints() -> Result<()> {
    ensure("component", "rustfmt")?;
    ensure("component", "clippy")
}

/// Components are listed with the machine behind their names.
fn ensure(kind: &str, name: &str) -> Result<()> {
    let list = sh::output(sh::program("rustup").args([kind, "list", "--installed"]));
    if list.is_ok_and(|list| list.lines().any(|line| line.starts_with(name))) {
        return Ok(());
    }
    sh::run(sh::program("rustup").args([kind, "add", name]))
}
