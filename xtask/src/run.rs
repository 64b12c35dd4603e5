//! `run`: the demo, from nothing to http://127.0.0.1:8080.

use anyhow::Result;
use clap::Args;

use crate::{build, sh};

const ADDRESS: &str = "127.0.0.1:8080";

/// How to run the demo.
#[derive(Args)]
pub(crate) struct Options {
    /// Build client and server as for a release (slower to build, smaller and faster).
    #[arg(long)]
    release: bool,
}

/// Builds the client, then builds and starts the server in demo mode.
pub(crate) fn run(options: &Options) -> Result<()> {
    build::build(&build::Options { dev: !options.release, ..Default::default() })?;
    let mut cargo = sh::cargo();
    cargo.args(["run", "--locked", "--package", "stafeta-server", "--features", "demo"]);
    if options.release {
        cargo.arg("--release");
    }
    // What is already set wins, such as another port.
    let public_url = format!("http://{ADDRESS}");
    for (name, value) in [
        ("STAFETA_SERVER_DEMO", "true"),
        ("STAFETA_SERVER_LISTEN", ADDRESS),
        ("STAFETA_SERVER_PUBLIC_URL", public_url.as_str()),
    ] {
        if sh::variable(name).is_none() {
            cargo.env(name, value);
        }
    }
    println!(
        "\nThe demo will serve http://{ADDRESS}, its mails and messages are at http://{ADDRESS}/demo\n"
    );
    sh::run(cargo.args(["--", "serve"]))
}
