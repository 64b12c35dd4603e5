//! The same vectors and the same files, natively and as WASM in a worker of Chromium.

use anyhow::{Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};
use stafeta_client::proof::{Both, File, noise};
use stafeta_shared::crypto::{
    attachment::seal_attachment,
    hash,
    vectors::{MANIFEST, PUBLISHED, REJECTS, Tried},
};
use stafeta_tests::support::{
    browser::Chromium,
    proof::{Goldens, Proof},
};
use std::collections::BTreeMap;

const MIB: usize = 1024 * 1024;

/// Around every boundary of chunks and parts; the last is more than one part and padded.
const SIZES: [usize; 9] =
    [0, 1, 16_383, 16_384, 16_385, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 40 * MIB];

#[derive(Debug, Deserialize)]
struct Report {
    opened: usize,
    refused: usize,
    failures: Vec<String>,
}

#[tokio::test]
async fn every_vector_holds_in_chromium_too() -> Result<()> {
    let chromium = Chromium::launch().await?;
    let goldens = Goldens::read()?;
    let proof = Proof::open(&chromium, goldens.clone()).await?;

    let report: Report = proof.ask("goldens", json!(["/goldens.json"])).await?;
    ensure!(report.failures.is_empty(), "{:#?}", report.failures);
    let all = (goldens.cases(MANIFEST)?, goldens.cases(REJECTS)?);
    ensure!((report.opened, report.refused) == all && all.0 > 0 && all.1 > 0, "{report:?}");

    for (damage, noticed) in [
        ("flip=attachment-16384.bin", "attachment-16384: "),
        ("tame=slot-kit-tag", "reject slot-kit-tag: was accepted"),
    ] {
        let damaged = json!([format!("/goldens.json?{damage}")]);
        let report: Report = proof.ask("goldens", damaged).await?;
        let noticed = matches!(&report.failures[..], [one] if one.starts_with(noticed));
        ensure!(noticed, "one fault, one failure: {report:?}");
    }

    let tried: [Tried; 3] = proof.ask("properties", json!(["/goldens.json"])).await?;
    let sums = tried.map(|tried| tried.values().sum::<usize>());
    ensure!(sums[0] > 4000 && sums[1] > 300 && sums[2] > 2000, "bits, lengths, swaps: {sums:?}");

    let held: BTreeMap<String, usize> = proof.ask("published", json!([])).await?;
    for (set, run) in PUBLISHED {
        ensure!(held.get(set) == Some(&run()), "not all that hold natively: {set}: {held:#?}");
    }
    ensure!(proof.person.violations().await?.is_empty(), "{:?}", proof.person.violations().await?);
    // The last: it ends the module.
    let planted = proof.ask::<Value>("planted", json!([])).await;
    ensure!(planted.is_err_and(|why| why.to_string().contains("planted vector")), "not noticed");
    Ok(())
}

#[tokio::test]
async fn browser_and_rust_make_the_same_bytes_of_a_file() -> Result<()> {
    let chromium = Chromium::launch().await?;
    let proof = Proof::open(&chromium, Goldens::read()?).await?;
    for len in SIZES {
        let both: Both = proof.ask("both", json!([len])).await?;
        assert_eq!(both, expected(len, true)?, "{len} bytes");
    }
    ensure!(proof.ask::<bool>("insecure", json!([])).await?);
    let both: Both = proof.ask("both", json!([16_385])).await?;
    assert_eq!(both, expected(16_385, false)?, "without a secure context");
    Ok(())
}

/// What this process makes of the same file.
fn expected(len: usize, web: bool) -> Result<Both> {
    let (sealed, _) = seal_attachment(&File::context(), &File::keys(), &noise(len))?;
    let sha256 = hash(&sealed).map(|byte| format!("{byte:02x}")).concat();
    let sha256 = [sha256.clone(), sha256];
    Ok(Both { web, extractable: false, sha256, opened: true, opened_damaged: false })
}
