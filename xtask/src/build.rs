//! `build`: the browser client, from Rust to files that the server embeds.
//!
//! cargo (WASM) → glue → hashed names and integrity sums → brotli and gzip → `target/site`.
//! The client has its own target folder, so that it never waits for the server's build.
//! Two builds of the same source give the same bytes; `manifest.json` lists their sums.

mod compile;
mod site;

use std::fs;

use anyhow::Result;
use clap::Args;

use crate::{sh, toolchain};

/// How to build the client.
#[derive(Args, Default)]
pub(crate) struct Options {
    /// Build faster and larger: no link-time optimisation, weak compression.
    #[arg(long)]
    pub(crate) dev: bool,
    /// Build the module that the tests run in a browser into target/proof, not the site.
    #[arg(long)]
    pub(crate) proof: bool,
}

/// Where the module for the tests lies, under the workspace's root.
const PROOF: &str = "target/proof";

/// Where the finished site lies, under the workspace's root.
pub(crate) const SITE: &str = "target/site";

/// Builds both modules and the site around them.
pub(crate) fn build(options: &Options) -> Result<()> {
    let profile = if options.dev { "client-dev" } else { "client" };
    let quality = if options.dev { 5 } else { 11 };
    toolchain::ensure_wasm()?;
    if options.proof {
        return proof(profile);
    }
    let app = compile::module("app", profile)?;
    let keeper = compile::module("keeper", profile)?;

    let mut site = site::Site::new(sh::root().join("client/static"), quality);
    site.hashed("style.css", None)?;
    site.hashed("icon.svg", None)?;
    for (name, module) in [("keeper", keeper), ("app", app)] {
        site.hashed(&format!("{name}.wasm"), Some(module.wasm))?;
        site.hashed(&format!("{name}.js"), Some(module.glue.into_bytes()))?;
    }
    site.hashed("keeper-boot.js", None)?;
    site.hashed("boot.js", None)?;
    site.named("manifest.webmanifest")?;
    site.named("index.html")?;
    site.write(&sh::root().join(SITE))
}

/// No part of the site: nothing of it is embedded, compressed or listed.
fn proof(profile: &str) -> Result<()> {
    let module = compile::module("proof", profile)?;
    let folder = sh::root().join(PROOF);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("proof.wasm"), module.wasm)?;
    Ok(fs::write(folder.join("proof.js"), module.glue)?)
}
