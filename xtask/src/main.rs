//! The project's own commands, one file each:
//! `cargo xtask build|run|test|check|bench|simulate|pictures|vectors|cross-check|fuzz`.
//!
//! They need only rustup and a C compiler; what else a command needs, it installs itself or
//! says how. To add a command: a file, and a line in [`Command`].
#![expect(clippy::print_stdout, reason = "a command-line tool")]

mod bench;
mod build;
mod check;
mod cross_check;
mod fuzz;
mod pictures;
mod run;
mod sh;
mod simulate;
mod test;
mod toolchain;
mod vectors;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, run, test and check Stafeta")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the browser client into target/site, ready to be embedded by the server.
    Build(build::Options),
    /// Build everything and serve the demo on http://127.0.0.1:8080, data in ./data.
    Run(run::Options),
    /// Install what the tests need, and run all of them.
    Test(test::Options),
    /// Take pictures of every screen, and renew those of the README.
    Pictures,
    /// Play stories of watches by the million, and judge them (`-- --help` says more).
    Simulate(simulate::Options),
    /// Formatting, lints, documentation, licences, texts, migrations.
    Check(check::Options),
    /// Measure, and print the figures.
    Bench,
    /// Make the golden files of the formats once, or check them.
    Vectors(vectors::Options),
    /// Let an npm package open our OPAQUE record (needs Node).
    CrossCheck,
    /// Give random input to everything that reads bytes or text from outside.
    Fuzz(fuzz::Options),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Build(options) => build::build(&options),
        Command::Run(options) => run::run(&options),
        Command::Test(options) => test::test(&options),
        Command::Pictures => pictures::pictures(),
        Command::Simulate(options) => simulate::simulate(&options),
        Command::Check(options) => check::check(&options),
        Command::Bench => bench::bench(),
        Command::Vectors(options) => vectors::vectors(&options),
        Command::CrossCheck => cross_check::cross_check(),
        Command::Fuzz(options) => fuzz::fuzz(&options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
