//! Embeds the built browser client.
//!
//! `cargo xtask build` leaves it in `target/site`. This writes `$OUT_DIR/site.rs`, a list of
//! its files. Without a built client the list is empty, and the server shows a page that says
//! how to build one.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let site = site()?;
    println!("cargo::rerun-if-changed={}", site.display());
    let mut paths = Vec::new();
    collect(&site, &mut paths)?;
    paths.sort();

    let mut list = String::from("&[\n");
    for path in paths.iter().filter(|path| is_original(path)) {
        let name = path.strip_prefix(&site)?.display();
        let [br, gz] = ["br", "gz"].map(|form| sibling(path, form));
        writeln!(
            list,
            "    File {{ path: \"/{name}\", bytes: include_bytes!({path:?}), br: {br}, gz: {gz} }},"
        )?;
    }
    list.push_str("]\n");
    fs::write(Path::new(&variable("OUT_DIR")?).join("site.rs"), list)?;
    Ok(())
}

/// The folder of the site. It is created when missing, for cargo takes a missing folder for
/// one that changed, and would compile the server again each time.
fn site() -> Result<PathBuf, Failure> {
    let site = Path::new(&variable("CARGO_MANIFEST_DIR")?).join("../target/site");
    fs::create_dir_all(&site)?;
    Ok(site.canonicalize()?)
}

#[expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts by variables")]
fn variable(name: &str) -> Result<String, env::VarError> {
    env::var(name)
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

fn is_original(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension != "br" && extension != "gz")
}

fn sibling(path: &Path, form: &str) -> String {
    let compressed = PathBuf::from(format!("{}.{form}", path.display()));
    if compressed.exists() {
        format!("Some(include_bytes!({compressed:?}))")
    } else {
        "None".into()
    }
}
