//! `cargo xtask vectors`: makes the golden files of the formats once, and checks them ever after.
//!
//! What later versions must open is never made anew: the files of a version that exists are not touched.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail, ensure};
use stafeta_shared::crypto::vectors::{self, make::make};

use crate::sh;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Open every golden file, refuse every reject, and make all of them anew in memory to compare.
    #[arg(long)]
    verify: bool,
    /// Write another version of the files, beside those that are there.
    #[arg(long, value_name = "N", conflicts_with = "verify")]
    new_version: Option<u64>,
    /// Check the cases that another program made, in its folder.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["verify", "new_version"])]
    of: Option<PathBuf>,
}

pub(crate) fn vectors(options: &Options) -> Result<()> {
    if let Some(folder) = &options.of {
        println!("{}", check(folder)?);
        return Ok(());
    }
    let version = options.new_version.unwrap_or(1);
    let folder = sh::root().join("shared/vectors").join(format!("v{version}"));
    let files = make(version).context("the formats are not what the vectors say")?;
    if options.verify { verify(&folder, &files) } else { write(&folder, &files) }
}

fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    ensure!(
        !folder.exists(),
        "{} is there and is not made again; another version: --new-version N",
        folder.display()
    );
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().context("a path without folder")?)?;
        fs::write(&path, bytes).with_context(|| path.display().to_string())?;
    }
    println!("{} files in {}", files.len(), folder.display());
    Ok(())
}

/// Opens and refuses; what was found, in a line.
fn check(folder: &Path) -> Result<String> {
    let report = vectors::verify_all(&|path| fs::read(folder.join(path)).ok());
    ensure!(report.failures.is_empty(), "{}", report.failures.join("\n"));
    ensure!(report.is_sound(), "no cases in {}", folder.display());
    Ok(format!("opened={} refused={} failures=0", report.opened, report.refused))
}

fn verify(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    let found_sound = check(folder)?;
    let mut faults = Vec::new();
    for (path, bytes) in files {
        match fs::read(folder.join(path)) {
            Ok(there) if there == *bytes => {}
            Ok(_) => faults.push(format!("{path} is made differently now")),
            Err(error) => faults.push(format!("{path}: {error}")),
        }
    }
    let unlisted = found(folder, folder)?.into_iter().filter(|path| !files.contains_key(path));
    faults.extend(unlisted.map(|path| format!("{path} is in no manifest")));
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    println!("{found_sound} files={}", files.len());
    Ok(())
}

/// Every file below a folder, by its path with slashes.
fn found(root: &Path, folder: &Path) -> Result<BTreeSet<String>> {
    let mut all = BTreeSet::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path: PathBuf = entry?.path();
        if path.is_dir() {
            all.extend(found(root, &path)?);
        } else {
            let parts: Vec<_> =
                path.strip_prefix(root)?.iter().map(|part| part.to_string_lossy()).collect();
            all.insert(parts.join("/"));
        }
    }
    Ok(all)
}
