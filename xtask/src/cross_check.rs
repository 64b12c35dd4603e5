//! `cargo xtask cross-check`: our OPAQUE record, opened by a program of somebody else.
//!
//! Needs Node; installs one pinned npm package below `target/`. No part of the tests, since a bare machine has
//! no Node.

use anyhow::{Result, ensure};

use crate::sh;

const PACKAGE: &str = "@serenity-kit/opaque@1.1.0";

pub(crate) fn cross_check() -> Result<()> {
    ensure!(sh::succeeds(sh::program("node").arg("--version")), "this needs Node 20 or newer");
    let folder = sh::root().join("target/cross-check");
    std::fs::create_dir_all(&folder)?;
    let install = ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE];
    sh::run(sh::program("npm").arg("--prefix").arg(&folder).args(install))?;
    sh::run(
        sh::program("node")
            .arg("tests/opaque/cross_check.cjs")
            .arg(sh::root().join("shared/vectors/v1"))
            .arg(folder.join("node_modules")),
    )
}
