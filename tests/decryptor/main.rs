//! What a stranger makes of our formats with nothing but `docs/FORMAT.md`: the reader beside this
//! file opens every golden test vector and refuses every reject.

use std::path::Path;

use anyhow::Result;
use stafeta_tests::support::decryptor::{HOME, module, run};

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

#[test]
fn opens_every_golden_and_refuses_every_reject() -> Result<()> {
    let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors");
    let said = run(module(Path::new(SCRATCH), "stafeta_open.verify")?.arg(vectors))?;
    print!("{said}");
    Ok(())
}

#[test]
fn holds_its_own_unit_tests() -> Result<()> {
    let mut unittest = module(Path::new(SCRATCH), "unittest")?;
    run(unittest.args(["discover", "-t", ".", "-s", "unit"]).current_dir(HOME))?;
    Ok(())
}
