//! Properties of every format at once, with the golden files as their beginning: no bit can change, no object
//! passes for another, no length but the right one. Natively and as WASM.

use super::{Failure, Load, MANIFEST, operations, value, value::Item};
use serde_json::Value;
use std::collections::BTreeMap;

/// The inputs that come from a server, a store or a stranger, by their names.
const SHOWN: [&str; 12] = [
    "stored",
    "sealed",
    "file",
    "signature",
    "proof",
    "scanned",
    "header",
    "wrap",
    "lock",
    "body",
    "k_srv",
    "padded",
];

/// Operations that authenticate whatever they are shown.
const OPENERS: [&str; 13] = [
    "open_seal",
    "open_hpke",
    "open_slot",
    "open_vault",
    "open_draft",
    "open_attachment",
    "open_version",
    "open_head",
    "open_receipt",
    "open_offline",
    "verify_kit_login",
    "check_owner_proof",
    "check_qr",
];

struct Case {
    name: String,
    operation: String,
    inputs: Item,
}

/// What was tried, by property and operation: how often something changed was refused.
pub type Tried = BTreeMap<String, usize>;

/// Something that is done to a byte string, in words, and what comes out.
type Changed = (String, Vec<u8>);

fn cases(load: Load<'_>) -> Result<Vec<Case>, String> {
    let manifest = load(MANIFEST).ok_or("no manifest")?;
    let manifest: Value = serde_json::from_slice(&manifest).map_err(|error| error.to_string())?;
    let text = |case: &Value, key: &str| case[key].as_str().unwrap_or_default().to_owned();
    let all = manifest["cases"].as_array().ok_or("no cases")?.iter();
    all.filter(|case| OPENERS.contains(&text(case, "operation").as_str()))
        .map(|case| {
            let inputs = value::resolve(&case["inputs"], load)?;
            Ok(Case { name: text(case, "name"), operation: text(case, "operation"), inputs })
        })
        .collect()
}

/// Every byte string that is shown, wherever it lies; bundles and histories have cases of their own.
fn shown<'a>(item: &'a mut Item, name: &str, found: &mut Vec<(String, &'a mut Vec<u8>)>) {
    match item {
        Item::Bytes(bytes) if SHOWN.contains(&name) => found.push((name.into(), bytes)),
        Item::Map(map) => map.iter_mut().for_each(|(key, item)| match key.as_str() {
            "pinned" | "asked" | "keys" => {}
            key => shown(item, key, found),
        }),
        _ => {}
    }
}

fn shown_bytes(inputs: &mut Item) -> Vec<Vec<u8>> {
    let mut places = Vec::new();
    shown(inputs, "", &mut places);
    places.into_iter().map(|(_, bytes)| bytes.clone()).collect()
}

/// Runs `change` on each shown byte string of each case in turn; what it makes of it must be refused.
fn refuses(
    cases: &[Case],
    changes: impl Fn(&Case, &[u8]) -> Vec<Changed>,
) -> Result<Tried, String> {
    let mut tried = Tried::new();
    for case in cases {
        if operations::run(&case.operation, &case.inputs).is_err() {
            return Err(format!("{} does not open as it is", case.name));
        }
        for (at, good) in shown_bytes(&mut case.inputs.clone()).into_iter().enumerate() {
            for (what, bad) in changes(case, &good) {
                let mut inputs = case.inputs.clone();
                let mut places = Vec::new();
                shown(&mut inputs, "", &mut places);
                let name = places[at].0.clone();
                *places[at].1 = bad;
                let refused = match operations::run(&case.operation, &inputs) {
                    Ok(_) => return Err(format!("{} {name}: {what} is accepted", case.name)),
                    // A broken case, say a key of another length, refuses too, but counts for nothing.
                    Err(failure) => usize::from(failure == Failure::Refused),
                };
                *tried.entry(case.operation.clone()).or_insert(0) += refused;
            }
        }
    }
    match OPENERS.iter().find(|operation| !tried.contains_key(**operation)) {
        Some(operation) => Err(format!("no case tries {operation}")),
        None => Ok(tried),
    }
}

/// All of what is small, some of what is large; which bit goes round with the place.
fn other_bits(good: &[u8]) -> Vec<Changed> {
    let bits = good.len() * 8;
    let step = (bits / 150).max(1) | 1;
    let turned = (0..bits).step_by(step).map(|bit| {
        let mut bad = good.to_vec();
        bad[bit / 8] ^= 1 << (bit % 8);
        (format!("bit {bit}"), bad)
    });
    turned.collect()
}

fn other_lengths(good: &[u8]) -> Vec<Changed> {
    let cut = [0, 1, good.len() / 2, good.len() - 1].map(|len| ("cut", good[..len].to_vec()));
    let longer = [("longer", [good, &[0]].concat()), ("doubled", [good, good].concat())];
    cut.into_iter().chain(longer).map(|(what, bad)| (what.into(), bad)).collect()
}

fn other_objects(case: &Case, good: &[u8], objects: &[Vec<u8>]) -> Vec<Changed> {
    // Who holds the key and the context of a SEAL, or the kit of an offline bundle, asks for nothing
    // more: another one of the same kind is no fraud there.
    if ["open_seal", "open_offline"].contains(&case.operation.as_str()) {
        return vec![("cut".into(), good[..good.len() - 1].to_vec())];
    }
    // An account's vaults are all authentic: which one is the newest, only a device's memory knows.
    let vault = b"stf1/vault";
    let fits = |o: &[u8]| o == good || (o.starts_with(vault) && good.starts_with(vault));
    let others = objects.iter().filter(|o| !fits(o)).enumerate();
    others.map(|(i, o)| (format!("object {i} in {}", case.name), o.clone())).collect()
}

/// Tries all three properties on every golden case that authenticates; gives back how often each was tried.
///
/// # Errors
/// In words, what was accepted though it was changed, or what was not tried at all.
pub fn properties(load: Load<'_>) -> Result<[Tried; 3], String> {
    let mut cases = cases(load)?;
    let mut objects: Vec<_> =
        cases.iter_mut().flat_map(|case| shown_bytes(&mut case.inputs)).collect();
    objects.sort();
    objects.dedup();
    Ok([
        refuses(&cases, |_, good| other_bits(good))?,
        refuses(&cases, |_, good| other_lengths(good))?,
        refuses(&cases, |case, good| other_objects(case, good, &objects))?,
    ])
}
