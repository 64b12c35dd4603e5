//! `fuzz`: every reader of bytes or text from outside, with coverage-guided random input.
//!
//! The crate in `tests/fuzz` is a workspace of its own and is built into `target/fuzz`. Committed seeds lie in
//! `tests/fuzz/corpus/<target>`; what a run finds goes to `target/fuzz/corpus/<target>` and what crashes to
//! `target/fuzz/crashes/<target>-…`. To add a target: its function and its `[[bin]]` there, a line in [`TARGETS`].

mod seeds;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context as _, Result, bail, ensure};

use crate::sh;

/// Runs of each target with `--short`.
const SHORT: u64 = 20_000;
/// Where coverage builds and everything that grows lies.
const FOLDER: &str = "target/fuzz";

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only these; all of them when none is named.
    targets: Vec<String>,
    /// Executions of each target.
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    runs: u64,
    /// As many executions as fit into a check of every change: 20,000 each.
    #[arg(long)]
    short: bool,
    /// Derive the committed seeds from the golden files and rejects, and run nothing.
    #[arg(long)]
    seeds: bool,
}

/// A target: its name, the longest input in bytes, and its dictionary if it has one.
type Target = (&'static str, usize, Option<&'static str>);

/// Every target. The lengths are a little above what the reader takes, so that longer is tried too.
const TARGETS: &[Target] = &[
    ("accept_language", 128, None),
    ("anchor", 64, None),
    ("api_json", 1024, Some("json")),
    ("attachment", 20_000, None),
    ("body_contents", 2048, Some("cbor")),
    ("bounce", 2048, Some("mail")),
    ("bundle", 1600, Some("formats")),
    ("cbor", 512, Some("cbor")),
    ("config", 512, Some("config")),
    ("content", 1024, Some("json")),
    ("draft", 128, Some("formats")),
    ("draft_contents", 1024, Some("cbor")),
    ("email", 300, None),
    ("head", 192, Some("formats")),
    ("header", 352, Some("formats")),
    ("ids", 64, None),
    ("invite_secret", 64, None),
    ("kit_code", 96, None),
    ("kit_login", 128, None),
    ("layout", 24, None),
    ("markdown", 512, Some("markdown")),
    ("offline", 6400, Some("formats")),
    ("offline_key", 512, Some("cbor")),
    ("opaque", 352, None),
    ("opaque_server", 352, None),
    ("outbox_key", 160, Some("json")),
    ("phone", 48, None),
    ("policy", 768, Some("json")),
    ("receipt", 256, Some("formats")),
    ("seal", 2048, None),
    ("slot", 192, Some("formats")),
    ("unpad", 2048, None),
    ("vault", 128, Some("formats")),
    ("vault_contents", 8192, Some("cbor")),
    ("watch_state", 1024, Some("json")),
    ("wrap", 1280, None),
];

/// What became of one target.
struct Outcome {
    executions: u64,
    took: Duration,
    corpus: usize,
    crashes: usize,
}

/// Fuzzes, or makes the seeds.
pub(crate) fn fuzz(options: &Options) -> Result<()> {
    if options.seeds {
        return seeds::make(&crate_folder().join("corpus"));
    }
    let targets = chosen(&options.targets)?;
    ensure_cargo_fuzz()?;
    sh::run(&mut build())?;
    let runs = if options.short { SHORT } else { options.runs };
    println!(
        "{:<16} {:>10} {:>8} {:>7} {:>7}",
        "target", "executions", "seconds", "corpus", "crashes"
    );
    let mut crashed = Vec::new();
    for target in targets {
        let outcome = run(target, runs)?;
        let Outcome { executions, took, corpus, crashes } = outcome;
        let seconds = took.as_secs_f64();
        println!("{:<16} {executions:>10} {seconds:>8.1} {corpus:>7} {crashes:>7}", target.0);
        if crashes > 0 {
            crashed.push(target.0);
        }
    }
    ensure!(crashed.is_empty(), "crashes of {} lie in {FOLDER}/crashes", crashed.join(", "));
    Ok(())
}

fn chosen(names: &[String]) -> Result<Vec<&'static Target>> {
    let known = |name: &String| TARGETS.iter().find(|target| target.0 == name);
    if names.is_empty() {
        return Ok(TARGETS.iter().collect());
    }
    names.iter().map(|name| known(name).with_context(|| format!("no target {name}"))).collect()
}

fn crate_folder() -> PathBuf {
    sh::root().join("tests/fuzz")
}

/// No nightly compiler is needed: coverage alone works with the pinned one, and without `unsafe` of our own
/// an address sanitizer would only watch over the dependencies.
fn build() -> std::process::Command {
    let mut cargo = sh::cargo();
    cargo.args(["fuzz", "build", "--fuzz-dir", "tests/fuzz", "--sanitizer", "none"]);
    cargo.args(["--target-dir", FOLDER]);
    cargo
}

fn ensure_cargo_fuzz() -> Result<()> {
    if sh::succeeds(sh::cargo().args(["fuzz", "--version"])) {
        return Ok(());
    }
    sh::run(sh::cargo().args(["install", "cargo-fuzz", "--locked"]))
        .context("cargo-fuzz is needed and could not be installed")
}

/// Runs one target, alone and politely, until its executions are used up or something crashes.
fn run(&(name, max_len, dictionary): &Target, runs: u64) -> Result<Outcome> {
    let folder = sh::root().join(FOLDER);
    let (corpus, crashes) = (folder.join("corpus").join(name), folder.join("crashes"));
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&crashes)?;
    let mut command = sh::program("nice");
    command.args(["-n", "10"]).arg(binary(name)?);
    command.arg(format!("-runs={runs}")).arg(format!("-max_len={max_len}"));
    command.args(["-seed=1", "-timeout=20", "-rss_limit_mb=1024", "-print_final_stats=1"]);
    command.arg(format!("-artifact_prefix={}/{name}-", crashes.display()));
    if let Some(dictionary) = dictionary {
        let path = crate_folder().join("dictionaries").join(dictionary).with_extension("dict");
        command.arg(format!("-dict={}", path.display()));
    }
    let seeds = crate_folder().join("corpus").join(name);
    command.arg(&corpus).args(seeds.is_dir().then_some(&seeds));
    let (output, took) =
        sh::timed(|| command.stdout(Stdio::null()).stderr(Stdio::piped()).output());
    let output = output.with_context(|| format!("cannot start {name}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    fs::write(folder.join(format!("{name}.log")), said.as_bytes())?;
    let executions = statistic(&said, "number_of_executed_units");
    let crashed = !output.status.success();
    ensure!(crashed || executions.is_some(), "{name} said nothing of its runs");
    if crashed {
        println!("{}", tail(&said));
    }
    Ok(Outcome {
        executions: executions.unwrap_or_default(),
        took,
        corpus: fs::read_dir(&corpus)?.count(),
        crashes: usize::from(crashed),
    })
}

/// The built program; its folder is named after the machine.
fn binary(name: &str) -> Result<PathBuf> {
    for entry in fs::read_dir(sh::root().join(FOLDER))? {
        let path = entry?.path().join("release").join(name);
        if path.is_file() {
            return Ok(path);
        }
    }
    bail!("{name} was not built")
}

/// A line such as `stat::number_of_executed_units: 1000000`.
fn statistic(said: &str, name: &str) -> Option<u64> {
    let line = said.lines().find_map(|line| line.strip_prefix("stat::")?.strip_prefix(name))?;
    line.trim_start_matches(':').trim().parse().ok()
}

/// What a crash said, without the program's whole life before it.
fn tail(said: &str) -> String {
    let from =
        said.lines().position(|line| line.contains("panicked at") || line.contains("ERROR:"));
    said.lines().skip(from.unwrap_or_default()).take(12).collect::<Vec<_>>().join("\n")
}

/// Reads a JSON file of the vectors.
fn manifest(path: &Path) -> Result<serde_json::Value> {
    let bytes = fs::read(path).with_context(|| path.display().to_string())?;
    Ok(serde_json::from_slice(&bytes)?)
}
