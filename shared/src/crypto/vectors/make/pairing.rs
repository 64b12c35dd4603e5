//! Pairing: keys, proofs, number, QR code.

use super::{
    Set, World,
    damage::{flip, hex, longer, shorter},
};
use crate::crypto::pairing::qr;
use serde_json::{Value, json};

fn file(path: &str) -> Value {
    json!({"file": path})
}

pub(super) fn add(set: &mut Set, world: &World) {
    let (owner, reader) = (&world.owner.bundle, &world.reader.bundle);
    let s_inv = hex(world.secret.key().expose_secret());
    let (invite, account) = (hex(world.invite.as_bytes()), hex(owner.account().as_bytes()));
    let (one, other) = (file("bundle-1.bin"), file("bundle-reader.bin"));
    let both = json!({
        "s_inv": s_inv, "owner": account, "invite": invite,
        "bundle_owner": one, "bundle_recipient": other,
    });
    set.golden("pairing", "pair", both, json!({}));
    add_owner_proof(set, world, &s_inv, &invite);
    add_recipient_proof(set, world, &s_inv, &invite);
    let code = qr(owner, reader);
    let scanned = json!({"scanned": hex(&code), "bundle_a": one, "bundle_b": other});
    set.golden("qr", "check_qr", scanned, json!({}));
    for (what, class, bad) in [
        ("shorter", "truncated", shorter(&code)),
        ("longer", "trailing", longer(&code)),
        ("bit", "bit", flip(&code, 600 - 1)),
        ("unsorted", "reordered", [&code[..11], &code[43..], &code[11..43]].concat()),
        ("of-a-stranger", "spliced", qr(owner, &world.stranger.bundle)),
    ] {
        set.reject_bytes("qr", what, class, "scanned", &bad);
    }
    set.golden("number", "number", json!({"bundle_a": one, "bundle_b": other}), json!({}));
    set.golden("number-swapped", "number", json!({"bundle_a": other, "bundle_b": one}), json!({}));
}

fn add_owner_proof(set: &mut Set, world: &World, s_inv: &Value, invite: &Value) {
    let proof = world.secret.owner_proof(&world.owner.bundle, world.invite);
    let inputs = json!({
        "s_inv": s_inv, "owner": hex(world.owner.bundle.account().as_bytes()), "invite": invite,
        "bundle_owner": file("bundle-1.bin"), "proof": hex(&proof),
    });
    set.golden("owner-proof", "check_owner_proof", inputs, json!({}));
    let answer =
        world.secret.recipient_proof(&world.owner.bundle, &world.reader.bundle, world.invite);
    for (what, class, inputs) in [
        ("other-bundle", "key", json!({"bundle_owner": file("bundle-stranger.bin")})),
        ("newer-bundle", "key", json!({"bundle_owner": file("bundle-2.bin")})),
        ("other-owner", "context", json!({"owner": hex(&[9; 16])})),
        ("other-invite", "context", json!({"invite": hex(&[9; 16])})),
        ("other-secret", "key", json!({"s_inv": hex(&[9; 32])})),
        ("bit", "bit", json!({"proof": hex(&flip(&proof, 0))})),
        ("shorter", "truncated", json!({"proof": hex(&shorter(&proof))})),
        ("of-the-recipient", "type", json!({"proof": hex(&answer)})),
    ] {
        set.reject("owner-proof", what, class, inputs);
    }
}

fn add_recipient_proof(set: &mut Set, world: &World, s_inv: &Value, invite: &Value) {
    let (owner, reader) = (&world.owner.bundle, &world.reader.bundle);
    let proof = world.secret.recipient_proof(owner, reader, world.invite);
    let inputs = json!({
        "s_inv": s_inv, "invite": invite, "bundle_owner": file("bundle-1.bin"),
        "bundle_recipient": file("bundle-reader.bin"), "proof": hex(&proof),
    });
    set.golden("recipient-proof", "check_recipient_proof", inputs, json!({}));
    let own = world.secret.recipient_proof(owner, &world.owner_next.bundle, world.invite);
    let as_owner = json!({"bundle_recipient": file("bundle-2.bin"), "proof": hex(&own)});
    for (what, class, inputs) in [
        ("other-recipient", "key", json!({"bundle_recipient": file("bundle-stranger.bin")})),
        ("other-owner", "key", json!({"bundle_owner": file("bundle-stranger.bin")})),
        ("other-invite", "context", json!({"invite": hex(&[9; 16])})),
        ("bit", "bit", json!({"proof": hex(&flip(&proof, 255))})),
        ("own-account", "recipient", as_owner),
    ] {
        set.reject("recipient-proof", what, class, inputs);
    }
}
