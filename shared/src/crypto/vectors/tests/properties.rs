//! Properties of every format at once, with the golden files as their beginning: no bit can change, no object
//! passes for another, no length but the right one.

use super::*;
use crate::crypto::vectors::operations;
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

fn cases() -> Vec<Case> {
    let manifest: Value = serde_json::from_slice(&from_disk(MANIFEST).unwrap()).unwrap();
    let all = manifest["cases"].as_array().unwrap().iter();
    let openers = all.filter(|c| OPENERS.contains(&c["operation"].as_str().unwrap()));
    openers
        .map(|c| Case {
            name: c["name"].as_str().unwrap().into(),
            operation: c["operation"].as_str().unwrap().into(),
            inputs: value::resolve(&c["inputs"], &from_disk).unwrap(),
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

/// Runs `change` on each shown byte string of each case in turn; what it makes of it must be refused.
fn refuses(changes: impl Fn(&Case, &[u8]) -> Vec<(String, Vec<u8>)>) -> BTreeMap<String, usize> {
    let mut ran = BTreeMap::new();
    for case in cases() {
        operations::run(&case.operation, &case.inputs).expect("positive control");
        let mut inputs = case.inputs.clone();
        let mut places = Vec::new();
        shown(&mut inputs, "", &mut places);
        for at in 0..places.len() {
            let good = places[at].1.clone();
            for (what, bad) in changes(&case, &good) {
                let mut inputs = case.inputs.clone();
                let mut places = Vec::new();
                shown(&mut inputs, "", &mut places);
                let name = places[at].0.clone();
                *places[at].1 = bad;
                let outcome = operations::run(&case.operation, &inputs);
                let broken = matches!(&outcome, Err(Failure::Broken(_)));
                // A broken case, say a key of another length, refuses too, but counts for nothing.
                assert!(outcome.is_err(), "{} {name}: {what} is accepted", case.name);
                *ran.entry(case.operation.clone()).or_insert(0) += usize::from(!broken);
            }
        }
    }
    assert_eq!(ran.len(), OPENERS.len(), "{ran:?}");
    ran
}

#[test]
fn no_bit_can_change() {
    // All of what is small, some of what is large; which bit goes round with the place.
    let ran = refuses(|_, good| {
        let bits = good.len() * 8;
        let step = (bits / 150).max(1) | 1;
        let turned = (0..bits).step_by(step).map(|bit| {
            let mut bad = good.to_vec();
            bad[bit / 8] ^= 1 << (bit % 8);
            (format!("bit {bit}"), bad)
        });
        turned.collect()
    });
    assert!(ran.values().sum::<usize>() > 4000, "{ran:?}");
}

#[test]
fn no_length_but_the_right_one() {
    refuses(|_, good| {
        let cut = [0, 1, good.len() / 2, good.len() - 1].map(|len| good[..len].to_vec());
        let mut all: Vec<_> = cut.map(|bad| ("cut".into(), bad)).into_iter().collect();
        all.push(("longer".into(), [good, &[0]].concat()));
        all.push(("doubled".into(), [good, good].concat()));
        all
    });
}

#[test]
fn no_object_passes_for_another() {
    let mut all = cases();
    let mut objects = Vec::new();
    for case in &mut all {
        let mut places = Vec::new();
        shown(&mut case.inputs, "", &mut places);
        objects.extend(places.into_iter().map(|(_, bytes)| bytes.clone()));
    }
    objects.sort();
    objects.dedup();
    let ran = refuses(|case, good| {
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
    });
    assert!(ran.values().sum::<usize>() > 2000, "{ran:?}");
}
