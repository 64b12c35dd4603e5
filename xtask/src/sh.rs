//! Running other programs from the workspace's root, and keeping the time they took.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// The folder of the workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// A program, started in the workspace's root.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// The cargo that runs this, so that the pinned toolchain stays in force.
pub(crate) fn cargo() -> Command {
    program(variable("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A variable of the environment.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place in this tool that reads the environment"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Runs a program and fails with its command line if it does.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", line(command));
    let status = command.status().with_context(|| format!("cannot start {}", line(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", line(command));
    }
    Ok(())
}

/// Whether a program runs and succeeds; its output is not shown.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// What a program prints.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.with_context(|| format!("cannot start {}", line(command)))?;
    if !output.status.success() {
        bail!("{} failed ({})", line(command), output.status);
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn line(command: &Command) -> String {
    let arguments = command.get_args().map(|argument| argument.to_string_lossy());
    let words: Vec<_> =
        std::iter::once(command.get_program().to_string_lossy()).chain(arguments).collect();
    words.join(" ")
}

/// Runs named steps one after the other, prints how long each took, and also appends that to
/// `target/xtask-times.tsv`, from which `.ci/run` makes its table.
pub(crate) struct Steps {
    failed: Vec<String>,
}

impl Steps {
    pub(crate) fn new() -> Self {
        Self { failed: Vec::new() }
    }

    /// Runs a step; a failure is printed and remembered, the following steps still run.
    pub(crate) fn step(&mut self, name: &str, work: impl FnOnce() -> Result<()>) {
        println!("\n== {name}");
        let (result, took) = timed(work);
        let outcome = if result.is_ok() { "ok" } else { "FAILED" };
        if let Err(error) = result {
            println!("{error:#}");
            self.failed.push(name.to_owned());
        }
        println!("== {name}: {outcome}, {:.1} s", took.as_secs_f64());
        // The table is a convenience: a full disk must not hide the result.
        let _ = note(name, outcome, took);
    }

    /// The verdict over all steps.
    pub(crate) fn finish(self) -> Result<()> {
        match self.failed.as_slice() {
            [] => Ok(()),
            failed => bail!("failed: {}", failed.join(", ")),
        }
    }
}

/// Does something and says how long it took.
#[expect(clippy::disallowed_methods, reason = "measures how long a step takes")]
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}

fn note(name: &str, outcome: &str, took: Duration) -> Result<()> {
    let path: PathBuf = root().join("target/xtask-times.tsv");
    let mut file = std::fs::File::options().append(true).create(true).open(path)?;
    writeln!(file, "{name}\t{outcome}\t{:.0}", took.as_secs_f64())?;
    Ok(())
}
