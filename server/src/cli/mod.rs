//! The commands. To add one: a file with `run`, a variant of `Command`.

mod bounce;
mod config;
mod hold;
mod migrate;
mod open;
mod serve;

use crate::config::Config;
use clap::{Parser, Subcommand};
use stafeta_shared::ids::WatchId;
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
    /// Take in a mail that came back (from standard input) and note which message it was.
    ///
    /// For the mail server's alias behind mail.bounces. Ends with status 75 (try again later) when
    /// nothing could be noted, else with 0.
    Bounce {
        /// The address that the mail came to, if its headers do not say.
        #[arg(long)]
        recipient: Option<String>,
    },
    /// Decide about a watch that is held because its owner chose so.
    #[command(subcommand)]
    Hold(Hold),
    /// Check the configuration, or explain every key.
    Config {
        /// Print every key with its meaning and default, as a file to start from.
        #[arg(long)]
        explain: bool,
    },
    /// Open an offline bundle (.stafeta) with the recovery kit; needs no server and no configuration.
    Open(open::Options),
}

#[derive(Debug, Subcommand)]
enum Hold {
    /// Let it go on: the trusted contacts are asked next, then what was prepared is released.
    Lift {
        /// The watch, as the alarms name it.
        #[arg(allow_hyphen_values = true)]
        watch: WatchId,
    },
}

/// Tells a mail server to keep the mail and try again later (sysexits).
const EX_TEMPFAIL: u8 = 75;

type Done = Result<(), Box<dyn Error>>;

impl Cli {
    /// Runs the command; problems go to standard error.
    pub async fn run(self) -> ExitCode {
        let is_mail = matches!(self.command, Command::Bounce { .. });
        match self.try_run().await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                complain(error.as_ref());
                if is_mail { ExitCode::from(EX_TEMPFAIL) } else { ExitCode::FAILURE }
            }
        }
    }

    async fn try_run(self) -> Done {
        let path = self.config;
        let load = || Config::load(path.as_deref(), &environment());
        match self.command {
            Command::Serve => serve::run(load()?).await,
            Command::Migrate => migrate::run(&load()?).await,
            Command::Bounce { recipient } => bounce::run(load()?, recipient.as_deref()).await,
            Command::Hold(Hold::Lift { watch }) => hold::lift(load()?, watch).await,
            Command::Config { explain: true } => config::explain(),
            Command::Config { explain: false } => {
                load().map_err(Into::into).and_then(|_| config::check())
            }
            Command::Open(options) => open::run(&options),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_may_begin_with_a_hyphen() {
        let watch = WatchId::from_bytes([0xf8; 16]);
        let name = watch.to_string();
        assert!(name.starts_with('-'), "{name}");
        let cli = Cli::try_parse_from(["stafeta", "hold", "lift", &name]).unwrap();
        assert!(matches!(cli.command, Command::Hold(Hold::Lift { watch: read }) if read == watch));
    }
}
