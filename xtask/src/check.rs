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
        steps.step("fuzz targets", fuzz_targets);
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

/// The fuzz targets are a workspace of their own, which reads sources of the others: a change there must not
/// leave them behind.
fn fuzz_targets() -> Result<()> {
    let mut cargo = sh::cargo();
    cargo.args(["check", "--locked", "--quiet", "--bins"]);
    cargo.args(["--manifest-path", "tests/fuzz/Cargo.toml", "--target-dir", "target/fuzz-check"]);
    // Nothing is linked here, so the fuzzer's own C++ need not be compiled.
    sh::run(cargo.env("CUSTOM_LIBFUZZER_PATH", "target/none").env("RUSTFLAGS", "--cfg fuzzing"))
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
