//! `test`: everything, after installing what it needs.

use anyhow::{Result, bail};
use clap::Args;

use crate::sh::Steps;
use crate::{build, sh};

/// What to test.
#[derive(Args, Default)]
pub(crate) struct Options {
    /// Do not look for Debian packages (they are known to be there).
    #[arg(long)]
    pub(crate) no_install: bool,
    /// Take the client that lies in target/site instead of building it.
    #[arg(long)]
    pub(crate) no_build: bool,
    /// Take a picture of every screen of the journey into target/screenshots.
    #[arg(long)]
    pub(crate) pictures: bool,
    /// Further arguments for `cargo test`, such as a package or the name of a test.
    #[arg(last = true)]
    pub(crate) cargo: Vec<String>,
}

/// A Debian package, and a file or program by which one sees that it is there.
const PACKAGES: [(&str, &str); 5] = [
    ("chromium", "/usr/bin/chromium"),
    ("fonts-dejavu-core", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    ("postgresql", "/usr/lib/postgresql"),
    ("python3", "/usr/bin/python3"),
    ("python3-venv", "/usr/share/doc/python3-venv/copyright"),
];

/// Installs, builds the client, and runs every test of the workspace.
pub(crate) fn test(options: &Options) -> Result<()> {
    let mut steps = Steps::new();
    if !options.no_install {
        steps.step("install", install);
    }
    if !options.no_build {
        for (name, proof) in [("client", false), ("proof", true)] {
            steps.step(name, || build::build(&build::Options { dev: true, proof }));
        }
    }
    // The suites start the program itself, not its library.
    steps.step("server", || sh::run(&mut server()));
    steps.step("build tests", || sh::run(cargo_test(options).arg("--no-run")));
    steps.step("tests", || sh::run(cargo_test(options).arg("--no-fail-fast")));
    steps.finish()
}

fn server() -> std::process::Command {
    let mut cargo = sh::cargo();
    cargo.args(["build", "--locked", "--workspace", "--all-features", "--bin", "stafeta"]);
    cargo
}

fn cargo_test(options: &Options) -> std::process::Command {
    let mut cargo = sh::cargo();
    cargo.arg("test").args(["--locked", "--all-features"]);
    if options.pictures {
        cargo.env("PICTURES_OF_JOURNEY", "1");
    }
    if options.cargo.is_empty() {
        cargo.arg("--workspace");
    } else {
        cargo.args(&options.cargo);
    }
    cargo
}

fn install() -> Result<()> {
    let missing: Vec<_> =
        PACKAGES.iter().filter(|(_, sign)| !std::path::Path::new(sign).exists()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = missing.iter().map(|(name, _)| *name).collect();
    let root = sh::output(sh::program("id").arg("-u"))?.trim() == "0";
    let debian = sh::succeeds(sh::program("apt-get").arg("--version"));
    if !(root && debian) {
        let names = names.join(" ");
        bail!(
            "the tests need Debian packages. Please run:\n  sudo apt-get update && sudo apt-get install --yes --no-install-recommends {names}"
        );
    }
    sh::run(sh::program("apt-get").args(["update", "--quiet"]))?;
    let mut apt = sh::program("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    sh::run(apt.args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(names))
}
