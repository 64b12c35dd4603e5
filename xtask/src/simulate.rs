//! `simulate`: the watch in a world of faults, as fast as this machine can.

use anyhow::Result;
use clap::Args;

use crate::sh;

/// What the simulator is told.
#[derive(Args)]
pub(crate) struct Options {
    /// `--watch-years N --seed S [--only FAULT…] [--plant-bug NAME] [--story SEED]`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds the simulator with all optimisations, and runs it on all cores.
pub(crate) fn simulate(options: &Options) -> Result<()> {
    let mut cargo = sh::cargo();
    cargo.args(["run", "--locked", "--quiet", "--release", "--package", "stafeta-simulator", "--"]);
    sh::run(cargo.args(&options.arguments))
}
