//! `check`: everything that can be judged without running the program.

mod licences;
mod migrations;
mod source;
mod texts;

use anyhow::Result;
use clap::Args;

use crate::{
    sh::{self, Steps},
    toolchain::{self, WASM},
};

/// What to check.
#[derive(Args)]
pub(crate) struct Options {
    /// Only the checks that need no compiler: formatting, texts, migrations.
    #[arg(long)]
    quick: bool,
}

/// Runs every check; all of them, also after one failed.
pub(crate) fn check(options: &Options) -> Result<()> {
    let mut steps = Steps::new();
    steps.step("toolchain", toolchain::ensure_lints);
    steps.step("format", || sh::run(sh::cargo().args(["fmt", "--all", "--check", "--", "-l"])));
    steps.step("texts", texts::check);
    steps.step("migrations", migrations::check);
    if !options.quick {
        steps.step("licences", licences::check);
        steps.step("lints", || clippy(&["--workspace", "--all-features", "--all-targets"]));
        steps.step("WASM", toolchain::ensure_wasm);
        for module in ["app", "keeper", "proof"] {
            steps.step(&format!("lints {module}"), || clippy(&wasm(module)));
        }
        steps.step("documentation", documentation);
    }
    steps.finish()
}

fn clippy(arguments: &[&str]) -> Result<()> {
    let mut cargo = sh::cargo();
    cargo.args(["clippy", "--locked", "--quiet"]).args(arguments);
    sh::run(cargo.args(["--", "-D", "warnings"]))
}

fn wasm(module: &str) -> [&str; 8] {
    ["--package", "stafeta-client", "--bin", module, "--features", module, "--target", WASM]
}

fn documentation() -> Result<()> {
    let mut cargo = sh::cargo();
    cargo.args([
        "doc",
        "--locked",
        "--quiet",
        "--workspace",
        "--all-features",
        "--no-deps",
        "--lib",
    ]);
    sh::run(cargo.env("RUSTDOCFLAGS", "-D warnings"))
}
