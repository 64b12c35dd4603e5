//! `run`: the demo, from nothing to http://127.0.0.1:8080.

use anyhow::Result;
use clap::Args;

use crate::{build, sh};

/// How to run the demo.
#[derive(Args)]
pub(crate) struct Options {
    /// Build client and server as for a release (slower to build, smaller and faster).
    #[arg(long)]
    release: bool,
    /// Further arguments for `stafeta serve`.
    #[arg(last = true)]
    serve: Vec<String>,
}

/// Builds the client, then builds and starts the server in demo mode.
pub(crate) fn run(options: &Options) -> Result<()> {
    build::build(&build::Options { dev: !options.release })?;
    let mut cargo = sh::cargo();
    cargo.args(["run", "--package", "stafeta-server", "--features", "demo"]);
    if options.release {
        cargo.arg("--release");
    }
    cargo.args(["--", "serve", "--demo", "--listen", "127.0.0.1:8080", "--data", "data"]);
    sh::run(cargo.args(&options.serve))
}
