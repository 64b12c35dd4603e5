//! What is measured inside Chromium: `cargo xtask bench`. It prints and asserts nothing; the machine is shared,
//! so only figures of one run compare.
#![expect(clippy::print_stdout, reason = "it is there to print")]

use anyhow::{Context as _, Result};
use serde_json::json;
use stafeta_tests::support::{
    browser::Chromium,
    proof::{Goldens, Proof},
};
use std::collections::BTreeMap;

const LEN: usize = 64 * 1024 * 1024;
const ROUNDS: usize = 7;

/// The browser's own AES-GCM and nothing else.
const AES: &str = "raw AES-GCM,";
/// With the hashes of plaintext and ciphertext that the format wants.
const AES_AND_SHA: &str = "raw AES-GCM and";

/// Who did it, then MB/s of every round.
type Runners = BTreeMap<String, Vec<f64>>;

#[tokio::main]
async fn main() -> Result<()> {
    let chromium = Chromium::launch().await?;
    let proof = Proof::open(&chromium, Goldens::read()?).await?;
    let agent: String = proof.person.eval("navigator.userAgent").await?;
    let results: BTreeMap<String, Runners> = proof.ask("speed", json!([LEN, ROUNDS])).await?;
    println!("{} MiB, {ROUNDS} rounds, chunks of 16 KiB, worker of {agent}", LEN >> 20);
    println!(
        "{:<42}{:>8}{:>8}{:>8}{:>9}{:>9}",
        "MB/s", "median", "min", "max", "of AES", "of both"
    );
    for (work, runners) in &results {
        let (aes, both) = (fastest(runners, AES), fastest(runners, AES_AND_SHA));
        for (who, all) in runners {
            let min = all.iter().copied().reduce(f64::min).context("no rounds")?;
            let max = all.iter().copied().reduce(f64::max).context("no rounds")?;
            let median = median(all);
            let (of_aes, of_both) = (100.0 * median / aes, 100.0 * median / both);
            println!(
                "{work:<6}{who:<36}{median:>8.0}{min:>8.0}{max:>8.0}{of_aes:>8.0}%{of_both:>8.0}%"
            );
        }
    }
    Ok(())
}

/// The best median among those whose name begins so.
fn fastest(runners: &Runners, start: &str) -> f64 {
    let named = runners.iter().filter(|(who, _)| who.starts_with(start));
    named.map(|(_, all)| median(all)).fold(0.0, f64::max)
}

fn median(all: &[f64]) -> f64 {
    let mut sorted = all.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}
