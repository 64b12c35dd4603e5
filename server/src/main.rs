//! Parses the command line and calls; see [`stafeta_server::cli`].

use clap::Parser as _;
use stafeta_server::cli::Cli;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    Cli::parse().run().await
}
