//! From a client binary to a WASM module and its JavaScript glue.

use anyhow::{Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::{sh, toolchain::WASM};

const TARGET_DIR: &str = "target/client";

/// A module and the script that loads it.
pub(super) struct Module {
    pub(super) wasm: Vec<u8>,
    pub(super) glue: String,
}

/// Builds the binary `name` with the feature of the same name, alone: one cargo call for both
/// would link cryptography into the page.
pub(super) fn module(name: &str, profile: &str) -> Result<Module> {
    let arguments = ["build", "--package", "stafeta-client", "--bin", name, "--features", name];
    let mut cargo = sh::cargo();
    cargo.args(arguments).args(["--target", WASM, "--target-dir", TARGET_DIR]);
    cargo.args(["--profile", profile, "--locked"]).env("RUSTFLAGS", flags());
    sh::run(&mut cargo)?;
    glue(name, profile)
}

/// Paths of this machine would differ between two builders and tell about them.
fn flags() -> String {
    let mut flags = format!("--remap-path-prefix={}=/stafeta", sh::root().display());
    let home = sh::variable("HOME").map(|home| format!("{home}/.cargo"));
    if let Some(cargo_home) = sh::variable("CARGO_HOME").or(home) {
        flags.push_str(&format!(" --remap-path-prefix={cargo_home}=/cargo"));
    }
    flags
}

fn glue(name: &str, profile: &str) -> Result<Module> {
    let input = sh::root().join(TARGET_DIR).join(WASM).join(profile).join(format!("{name}.wasm"));
    let mut output = Bindgen::new()
        .input_path(input)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()?;
    let snippets = output.snippets().values().flatten().count();
    let foreign = snippets + output.local_modules().len() + output.npm_dependencies().len();
    ensure!(
        foreign == 0,
        "{name}: a dependency brings its own JavaScript, the site has no place for it"
    );
    let glue = output.js().to_owned();
    Ok(Module { wasm: output.wasm_mut().emit_wasm(), glue })
}
