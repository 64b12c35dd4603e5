//! The commands. To add one: a file with `run`, a variant of `Command`.

mod config;
mod migrate;
mod serve;

use crate::config::Config;
use clap::{Parser, Subcommand};
use std::{collections::BTreeMap, error::Error, path::PathBuf, process::ExitCode};

/// Hands over what other people need when its owner cannot.
#[derive(Debug, Parser)]
#[command(name = "stafeta", version)]
pub struct Cli {
    /// The configuration file (TOML); also through STAFETA_CONFIG.
    #[arg(long, short, global = true, env = "STAFETA_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until interrupted.
    Serve,
    /// Bring the database up to date and stop.
    Migrate,
    /// Check the configuration, or explain every key.
    Config {
        /// Print every key with its meaning and default, as a file to start from.
        #[arg(long)]
        explain: bool,
    },
}

type Done = Result<(), Box<dyn Error>>;

impl Cli {
    /// Runs the command; problems go to standard error.
    pub async fn run(self) -> ExitCode {
        match self.try_run().await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                complain(error.as_ref());
                ExitCode::FAILURE
            }
        }
    }

    async fn try_run(self) -> Done {
        if matches!(self.command, Command::Config { explain: true }) {
            return config::explain();
        }
        let config = Config::load(self.config.as_deref(), &environment())?;
        match self.command {
            Command::Serve => serve::run(config).await,
            Command::Migrate => migrate::run(&config).await,
            Command::Config { .. } => config::check(),
        }
    }
}

/// What was given in the environment; read here, once.
#[expect(clippy::disallowed_methods, reason = "the command line is where the process begins")]
fn environment() -> BTreeMap<String, String> {
    std::env::vars().collect()
}

#[expect(clippy::print_stderr, reason = "this is a command line program")]
fn complain(error: &dyn Error) {
    eprintln!("stafeta: {error}");
    let mut source = error.source();
    while let Some(cause) = source {
        eprintln!("  because: {cause}");
        source = cause.source();
    }
}
