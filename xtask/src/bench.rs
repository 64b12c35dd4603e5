//! `bench`: figures, printed and never asserted. Only those of one run compare: the machine may be shared.

use anyhow::Result;

use crate::{build, sh};

/// Sealing and opening files in Chromium, with the module built as for a release.
pub(crate) fn bench() -> Result<()> {
    build::build(&build::Options { proof: true, ..build::Options::default() })?;
    let mut cargo = sh::cargo();
    // The dev profile: what runs natively here only drives the browser.
    cargo.args(["bench", "--locked", "--workspace", "--all-features", "--profile", "dev"]);
    sh::run(cargo.args(["--bench", "browser"]))
}
