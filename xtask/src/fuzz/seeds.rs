//! The committed seeds: golden files and rejects, each given to the target that reads it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::manifest;
use crate::sh;

/// At most so many seeds of a target come out of the vectors.
const MANY: usize = 20;
/// Golden files up to this length: a vault and an offline bundle are above 4 KiB.
const GOLDEN_MAX: usize = 8192;
/// Rejects up to this length.
const REJECT_MAX: usize = 4096;

/// Which bytes of which operation a target reads, and what the target wants in front of them.
const PLACES: &[(&str, &str, &str, &[u8])] = &[
    ("body_contents", "open_version", "cbor", &[]),
    ("bundle", "follow_bundle", "new", &[]),
    ("bundle", "read_bundle", "bundle", &[]),
    ("cbor", "read_cbor", "cbor", &[]),
    ("draft", "open_draft", "stored", &[]),
    ("draft_contents", "open_draft", "cbor", &[]),
    ("head", "open_head", "stored", &[]),
    ("header", "read_header", "header", &[]),
    ("invite_secret", "pair", "fragment", &[]),
    ("kit_code", "read_kit", "typed", &[]),
    ("kit_login", "verify_kit_login", "signature", KIT_KEY),
    ("offline", "open_offline", "file", &[]),
    ("opaque", "opaque", "registration_request", &[0]),
    ("opaque", "opaque", "registration_response", &[1]),
    ("opaque", "opaque", "registration_record", &[2]),
    ("opaque", "opaque", "ke1", &[3]),
    ("opaque", "opaque", "ke2", &[4]),
    ("opaque", "opaque", "ke3", &[5]),
    ("opaque", "opaque", "setup", &[6]),
    ("opaque_server", "opaque", "registration_request", &[0]),
    ("opaque_server", "opaque", "registration_record", &[1]),
    ("opaque_server", "opaque", "ke1", &[2]),
    ("receipt", "open_receipt", "stored", &[]),
    ("seal", "open_seal", "sealed", &[]),
    ("slot", "open_slot", "stored", &[]),
    ("unpad", "unpad", "padded", &[]),
    ("vault", "open_vault", "stored", &[]),
    ("vault_contents", "open_vault", "cbor", &[]),
    ("wrap", "open_hpke", "sealed", &[]),
];

/// The public key of the golden kit.
const KIT_KEY: &[u8] = b"\xf0\x08\x57\xad\xe2\x75\xb6\xa6\x04\x3c\xf2\xb6\x29\x35\x85\x80\
    \xf5\x2e\xf7\x6d\xd8\xf3\x86\xfb\x93\x31\x43\x15\x5f\x58\x18\x34";

/// Writes the seeds anew beside those that were written by hand.
pub(super) fn make(corpus: &Path) -> Result<()> {
    let vectors = sh::root().join("shared/vectors/v1");
    let golden = cases(&vectors.join("manifest.json"))?;
    let rejects = cases(&vectors.join("reject/manifest.json"))?;
    let operations: BTreeMap<_, _> = golden
        .iter()
        .filter_map(|case| Some((case["name"].as_str()?, case["operation"].as_str()?)))
        .collect();
    let mut written = BTreeMap::<&str, usize>::new();
    for (case, longest) in golden
        .iter()
        .map(|case| (case, GOLDEN_MAX))
        .chain(rejects.iter().map(|case| (case, REJECT_MAX)))
    {
        let operation =
            case["operation"].as_str().or_else(|| operations.get(case["from"].as_str()?).copied());
        for (target, _, key, front) in PLACES.iter().filter(|place| Some(place.1) == operation) {
            let value = case["inputs"].get(key).or_else(|| case["expect"].get(key));
            let Some(bytes) = value.and_then(|value| bytes(value, &vectors)) else { continue };
            let many = written.entry(target).or_default();
            if *many == MANY || bytes.len() > longest {
                continue;
            }
            let folder = corpus.join(target);
            fs::create_dir_all(&folder)?;
            let name = case["name"].as_str().context("a case without a name")?;
            fs::write(folder.join(format!("{name}.{key}")), [*front, &bytes].concat())?;
            *many += 1;
        }
    }
    for (target, many) in written {
        println!("{target:<16} {many}");
    }
    Ok(())
}

fn cases(path: &Path) -> Result<Vec<Value>> {
    let cases = manifest(path)?["cases"].as_array().cloned();
    cases.with_context(|| format!("{} lists nothing", path.display()))
}

/// The bytes of a text, of hexadecimal digits or of a file; nothing for anything else.
fn bytes(value: &Value, vectors: &Path) -> Option<Vec<u8>> {
    if let Some(text) = value.as_str() {
        return Some(text.as_bytes().to_vec());
    }
    if let Some(digits) = value["hex"].as_str() {
        return hex::decode(digits).ok();
    }
    let path: PathBuf = vectors.join(value["file"].as_str()?);
    fs::read(path).ok()
}
