//! The independent reader of our formats: Python, in `tests/decryptor`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Where the reader lives.
pub const HOME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/decryptor");

const NEEDED: &str = "the independent reader of the formats needs Debian's packages `python3` and \
                      `python3-venv` (`cargo xtask test` installs them)";

/// A command that runs a Python module next to the reader, for instance `stafeta_open.verify`.
///
/// `scratch` is `env!("CARGO_TARGET_TMPDIR")`. The Python environment is made there, once for each
/// state of the pinned requirements; that time packages come over the network.
///
/// # Errors
/// If Python or its `venv` is missing, or if a package cannot be had or has another hash.
pub fn module(scratch: &Path, name: &str) -> Result<Command> {
    let mut command = Command::new(environment(scratch)?);
    command.args(["-m", name]).env("PYTHONPATH", HOME).env("PYTHONDONTWRITEBYTECODE", "1");
    Ok(command)
}

fn environment(scratch: &Path) -> Result<PathBuf> {
    let place = scratch.join("decryptor");
    let (python, marker) = (place.join("bin/python"), place.join("installed"));
    let requirements = Path::new(HOME).join("requirements.txt");
    let wanted = fs::read_to_string(&requirements)?;
    // Tests run side by side; the second waits for the first to install.
    let lock = File::create(scratch.join("decryptor.lock"))?;
    lock.lock()?;
    if fs::read_to_string(&marker).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&place)).context(NEEDED)?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"];
    run(Command::new(&python).args(pip).args(["--require-hashes", "-r"]).arg(&requirements))?;
    fs::write(marker, wanted)?;
    Ok(python)
}

/// Runs a command to its end and returns what it printed.
///
/// # Errors
/// If it cannot be started or fails; the error holds all it said.
pub fn run(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot start {command:?}"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?} failed:\n{said}{complaint}");
    Ok(said)
}
