//! Heads and receipts.

use super::{
    Made, Set, World,
    damage::{flip, hex, longer, patch, shorter},
    versions::{Sealed, Versions},
    world::NOW,
};
use crate::crypto::{
    head::{HEAD_AHEAD_MAX, make_head},
    receipt::make_receipt,
    version::{Header, HeaderId},
};
use serde_json::{Value, json};

pub(super) fn add(set: &mut Set, world: &World, sealed: &Versions) -> Made {
    let of = HeaderId::of(&Header::parse(&sealed.paired.reader().header.header)?);
    add_head(set, world, &of)?;
    add_receipt(set, world, &of, &sealed.paired)
}

fn named(of: &HeaderId, bundle: &str) -> Value {
    json!({
        "bundle": {"file": bundle}, "owner": hex(of.context.owner.as_bytes()),
        "recipient": hex(of.recipient.as_bytes()), "handover": hex(of.context.handover.as_bytes()),
        "version": of.context.version, "header_hash": hex(&of.hash),
    })
}

/// What goes for both: every field of them is asked for.
fn reject_fields(set: &mut Set, name: &str, stored: &[u8], label: usize) {
    for (what, class, bad) in [
        ("shorter", "truncated", shorter(stored)),
        ("longer", "trailing", longer(stored)),
        ("without-signature", "truncated", stored[..stored.len() - 64].to_vec()),
        ("label", "type", flip(stored, (label - 1) * 8)),
        ("suite", "suite", patch(stored, label, &[0, 2])),
        ("version-0", "context", patch(stored, label + 50, &[0; 8])),
        ("time", "bit", flip(stored, (stored.len() - 65) * 8)),
        ("signature", "bit", flip(stored, (stored.len() - 1) * 8)),
    ] {
        set.reject_bytes(name, what, class, "stored", &bad);
    }
    for (what, class, inputs) in [
        ("other-owner", "context", json!({"owner": hex(&[9; 16])})),
        ("other-recipient", "recipient", json!({"recipient": hex(&[9; 16])})),
        ("other-handover", "context", json!({"handover": hex(&[9; 16])})),
        ("other-version", "context", json!({"version": 2})),
        ("other-header", "context", json!({"header_hash": hex(&[9; 32])})),
        ("other-bundle", "key", json!({"bundle": {"file": "bundle-stranger.bin"}})),
    ] {
        set.reject(name, what, class, inputs);
    }
}

fn add_head(set: &mut Set, world: &World, of: &HeaderId) -> Made {
    let stored = make_head(of, NOW, &world.owner_next)?;
    let mut inputs = named(of, "bundle-2.bin");
    inputs["stored"] = set.file("head.bin", &stored);
    inputs["now"] = json!(NOW - HEAD_AHEAD_MAX);
    set.golden("head", "open_head", inputs, json!({"time": NOW}));
    reject_fields(set, "head", &stored, 9);
    let future = json!({"now": NOW - HEAD_AHEAD_MAX - 1});
    set.reject("head", "from-the-future", "stale", future);
    let retired = make_head(of, NOW, &world.owner)?;
    set.reject_bytes("head", "by-a-retired-key", "key", "stored", &retired);
    Ok(())
}

fn add_receipt(set: &mut Set, world: &World, of: &HeaderId, sealed: &Sealed) -> Made {
    let body_key = &sealed.version.body_key;
    let stored = make_receipt(of, body_key, NOW, &world.reader)?;
    let mut inputs = named(of, "bundle-reader.bin");
    inputs["stored"] = set.file("receipt.bin", &stored);
    inputs["body_key"] = hex(body_key.expose_secret());
    set.golden("receipt", "open_receipt", inputs, json!({"time": NOW}));
    reject_fields(set, "receipt", &stored, 12);
    set.reject("receipt", "other-body-key", "key", json!({"body_key": hex(&[9; 32])}));
    let guessed = make_receipt(of, &super::world::key("guess"), NOW, &world.reader)?;
    set.reject_bytes("receipt", "guessed", "key", "stored", &guessed);
    set.reject("receipt", "a-head", "type", json!({"stored": {"file": "head.bin"}}));
    Ok(())
}
