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

/// The other way round: what somebody sealed who knows only the document, our own reader opens, and it
/// refuses what they broke.
#[test]
fn our_reader_agrees_with_what_a_stranger_seals() -> Result<()> {
    // A folder of this run alone: nothing that an earlier one sealed is judged again.
    let out = tempfile::tempdir()?;
    run(module(Path::new(SCRATCH), "stranger")?.arg(out.path()))?;
    let load = |path: &str| std::fs::read(out.path().join("v1").join(path)).ok();
    let report = stafeta_shared::crypto::vectors::verify_all(&load);
    assert!(report.is_sound(), "{}", report.failures.join("\n"));
    assert!(report.opened >= 15 && report.refused >= 100, "{report:?}");
    Ok(())
}

#[test]
fn holds_its_own_unit_tests() -> Result<()> {
    let mut unittest = module(Path::new(SCRATCH), "unittest")?;
    run(unittest.args(["discover", "-t", ".", "-s", "unit"]).current_dir(HOME))?;
    Ok(())
}
