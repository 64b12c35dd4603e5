//! Kit, slots, bundles.

use super::{
    Set, World,
    damage::{flip, hex, longer, patch, shorter},
    world::{bytes, key},
};
use crate::crypto::{
    Secret,
    account::{Kek, seal_slot},
    bundle::{BODY_LEN, Bundle, IdentityKeys},
    hazmat::sign,
    kit::KitChallenge,
    labels,
    opaque::ExportKey,
    vectors::stream::Stream,
};
use crate::ids::{LoginId, SlotId};
use serde_json::json;

pub(super) fn add(set: &mut Set, world: &World) {
    add_kit(set, world);
    add_login(set, world);
    add_slots(set, world);
    add_bundles(set, world);
    reject_keys(set, world);
}

fn add_kit(set: &mut Set, world: &World) {
    let printed = world.code.to_text();
    let printed = printed.expose_secret();
    let read = |set: &mut Set, name: &str, typed: &str| {
        set.golden(name, "read_kit", json!({"typed": typed}), json!({"printed": printed}));
    };
    read(set, "kit-code", printed);
    let sloppy = printed.to_lowercase().replace('-', " – ").replace('0', "o").replace('1', "l");
    read(set, "kit-code-as-typed", &sloppy);
    let swapped: String = printed.chars().rev().collect();
    let (first, rest) = printed.split_at(1);
    let slip = if first == "0" { "2" } else { "0" };
    for (what, class, typed) in [
        ("slip", "checksum", format!("{slip}{rest}")),
        ("backwards", "checksum", swapped),
        (
            "groups-swapped",
            "reordered",
            format!("{}-{}{}", &printed[6..11], &printed[..5], &printed[11..]),
        ),
        (
            "shorter",
            "truncated",
            shorter(printed.as_bytes()).iter().map(|b| char::from(*b)).collect(),
        ),
        ("longer", "trailing", format!("{printed}0")),
        ("letter-u", "malformed", format!("U{rest}")),
        ("empty", "truncated", String::new()),
    ] {
        set.reject("kit-code", what, class, json!({"typed": typed}));
    }
}

fn add_login(set: &mut Set, world: &World) {
    let challenge = KitChallenge {
        realm: "stafeta.example",
        locator: world.code.locator(),
        login: LoginId::from_bytes(bytes("kit/login")),
        nonce: bytes("kit/nonce"),
    };
    let signature = world.code.sign_login(&challenge);
    let inputs = json!({
        "public_key": hex(&world.code.login_public_key()), "realm": challenge.realm,
        "locator": hex(&challenge.locator), "login": hex(challenge.login.as_bytes()),
        "nonce": hex(&challenge.nonce), "signature": hex(&signature),
    });
    set.golden("kit-login", "verify_kit_login", inputs, json!({}));
    for (what, class, inputs) in [
        ("realm", "context", json!({"realm": "stafeta.example."})),
        ("locator", "context", json!({"locator": hex(&[0; 16])})),
        ("login", "context", json!({"login": hex(&[0; 16])})),
        ("nonce", "context", json!({"nonce": hex(&[0; 32])})),
        ("signature", "bit", json!({"signature": hex(&flip(&signature, 9))})),
        ("signature-shorter", "truncated", json!({"signature": hex(&shorter(&signature))})),
        ("scalar-plus-order", "malformed", json!({"signature": hex(&plus_order(&signature))})),
    ] {
        set.reject("kit-login", what, class, inputs);
    }
}

/// The same signature with s + ℓ: valid for who does not check that s < ℓ.
fn plus_order(signature: &[u8; 64]) -> Vec<u8> {
    const ORDER: [u8; 16] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14,
    ];
    let mut bad = signature.to_vec();
    let mut carry = 0;
    for i in 0..32 {
        let order = if i < 16 {
            ORDER[i]
        } else if i == 31 {
            0x10
        } else {
            0
        };
        let sum = u16::from(bad[32 + i]) + u16::from(order) + carry;
        bad[32 + i] = sum as u8;
        carry = sum >> 8;
    }
    bad
}

fn add_slots(set: &mut Set, world: &World) {
    let account = world.reader.bundle.account();
    let export_key: ExportKey = Secret::new(&bytes("reader/export_key"));
    let password = Kek::from_password(&export_key);
    let kit = Kek::from_kit(&world.code);
    let code = bytes::<20>("reader/kit");
    let other = SlotId::from_bytes(bytes("reader/slot/password"));
    for (name, kind, slot, kek, secret) in [
        ("slot-password", 1, other, &password, &export_key.expose_secret()[..]),
        ("slot-kit", 2, world.slot, &kit, &code),
    ] {
        let stored = seal_slot(account, slot, 1, kek, &world.ak, &mut Stream::new(name));
        let file = set.file(&format!("{name}.bin"), &stored);
        let inputs = json!({
            "stored": file, "account": hex(account.as_bytes()), "kind": kind, "secret": hex(secret),
        });
        set.golden(name, "open_slot", inputs, json!({"ak": hex(world.ak.key().expose_secret())}));
        for (what, class, bad) in [
            ("shorter", "truncated", shorter(&stored)),
            ("longer", "trailing", longer(&stored)),
            ("suite", "suite", patch(&stored, 9, &[0, 2])),
            ("other-slot", "context", patch(&stored, 27, &[7; 16])),
            ("other-account", "context", patch(&stored, 11, &[7; 16])),
            ("kind-3", "kind", patch(&stored, 43, &[3])),
            ("kind-0", "kind", patch(&stored, 43, &[0])),
            ("generation-0", "context", patch(&stored, 44, &[0; 4])),
            ("generation-2", "context", patch(&stored, 47, &[2])),
            ("label", "type", patch(&stored, 0, b"stf1/Slot")),
            ("tag", "bit", flip(&stored, stored.len() * 8 - 8)),
        ] {
            set.reject_bytes(name, what, class, "stored", &bad);
        }
        set.reject(name, "asked-for-another", "recipient", json!({"account": hex(&[9; 16])}));
    }
    set.reject("slot-kit", "other-code", "key", json!({"secret": hex(&[0; 20])}));
    set.reject("slot-kit", "as-password", "kind", json!({"stored": {"file": "slot-password.bin"}}));
}

fn add_bundles(set: &mut Set, world: &World) {
    for (name, keys) in [
        ("bundle-1", &world.owner),
        ("bundle-2", &world.owner_next),
        ("bundle-reader", &world.reader),
        ("bundle-stranger", &world.stranger),
    ] {
        let file = set.file(&format!("{name}.bin"), keys.bundle.as_bytes());
        set.golden(name, "read_bundle", json!({"bundle": file}), json!({}));
    }
    let (one, two) = (json!({"file": "bundle-1.bin"}), json!({"file": "bundle-2.bin"}));
    set.golden("bundle-follows", "follow_bundle", json!({"old": one, "new": two}), json!({}));
    reject_chains(set, world);
    let good = world.owner.bundle.as_bytes();
    for (what, class, bad) in [
        ("shorter", "truncated", shorter(good)),
        ("longer", "trailing", longer(good)),
        ("with-second-signature", "trailing", [good, &[0; 64]].concat()),
        ("signature", "bit", flip(good, (BODY_LEN + 3) * 8)),
        ("account", "bit", flip(good, 13 * 8)),
        ("suite", "suite", patch(good, 11, &[0, 2])),
        ("label", "type", patch(good, 0, b"stf1/Bundle")),
        ("generation-0", "context", resigned(world, &patch(good, 29, &[0; 4]))),
        ("first-with-prev", "context", resigned(world, &patch(good, 1281, &[1; 32]))),
        ("second-without-prev", "context", resigned(world, &patch(good, 29, &[0, 0, 0, 2]))),
    ] {
        set.reject_bytes("bundle-1", what, class, "bundle", &bad);
    }
    let two = world.owner_next.bundle.as_bytes();
    let bad = &two[..BODY_LEN + 64];
    set.reject_bytes("bundle-2", "without-old-signature", "truncated", "bundle", bad);
}

fn reject_chains(set: &mut Set, world: &World) {
    let two = world.owner_next.bundle.as_bytes();
    for (what, class, bad) in [
        ("old-signature", "bit", flip(two, (BODY_LEN + 64) * 8)),
        ("signed-by-itself", "spliced", {
            let by_new = two[BODY_LEN..BODY_LEN + 64].to_vec();
            patch(two, BODY_LEN + 64, &by_new)
        }),
        ("signed-by-a-stranger", "spliced", {
            let seed = &world.stranger.secrets.ed25519;
            let by = sign::sign(seed, labels::SIG_BUNDLE, &two[..BODY_LEN]);
            patch(two, BODY_LEN + 64, &by)
        }),
        ("same", "reordered", world.owner.bundle.as_bytes().to_vec()),
        ("third", "spliced", third(world).as_bytes().to_vec()),
        ("of-another-account", "context", of_another_account(world)),
    ] {
        set.reject_bytes("bundle-follows", what, class, "new", &bad);
    }
}

/// Generation 3, which follows 2 and not 1.
fn third(world: &World) -> Bundle {
    let new = IdentityKeys::from_seeds(key("owner/3/xwing"), key("owner/3/ed25519"));
    let (two, secrets) = (&world.owner_next.bundle, &world.owner_next.secrets);
    two.make_next(secrets, &new).unwrap_or_else(|_| two.clone())
}

fn of_another_account(world: &World) -> Vec<u8> {
    let body = patch(&world.owner_next.bundle.as_bytes()[..BODY_LEN], 13, &[7; 16]);
    let sign = |seed| sign::sign(seed, labels::SIG_BUNDLE, &body);
    let (new, old) = (&world.owner_next.secrets.ed25519, &world.owner.secrets.ed25519);
    [&body[..], &sign(new), &sign(old)].concat()
}

/// The body signed by its owner's key all the same, and by nobody else.
fn resigned(world: &World, bundle: &[u8]) -> Vec<u8> {
    let body = &bundle[..BODY_LEN];
    let by_new = sign::sign(&world.owner.secrets.ed25519, labels::SIG_BUNDLE, body);
    let old = if body[29..33] == [0, 0, 0, 2] { &[0u8; 64][..] } else { &[] };
    [body, &by_new, old].concat()
}

/// E17: keys that a careless reader would take.
fn reject_keys(set: &mut Set, world: &World) {
    const X25519: usize = 33 + 1184;
    let good = world.owner.bundle.as_bytes();
    let mut order_8 = [0; 32];
    let digits = "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800";
    let _ = hex::decode_to_slice(digits, &mut order_8);
    let p_plus = |n: u8| {
        let mut u = [0xff; 32];
        (u[0], u[31]) = (0xed + n, 0x7f);
        u
    };
    let mut one = [0; 32];
    one[0] = 1;
    let mut high_bit = [0; 32];
    (high_bit[0], high_bit[31]) = (9, 0x80);
    for (what, class, at, new) in [
        ("mlkem-3329", "malformed-key", 33, &[0x01, 0x0d, 0x00][..]),
        ("mlkem-4095", "malformed-key", 33 + 1149, &[0x00, 0xf0, 0xff]),
        ("x25519-zero", "low-order", X25519, &[0; 32]),
        ("x25519-one", "low-order", X25519, &one),
        ("x25519-order-8", "low-order", X25519, &order_8),
        ("x25519-p", "malformed-key", X25519, &p_plus(0)),
        ("x25519-p-plus-9", "malformed-key", X25519, &p_plus(9)),
        ("x25519-high-bit", "malformed-key", X25519, &high_bit),
    ] {
        let bad = resigned(world, &patch(good, at, new));
        set.reject_bytes("bundle-1", what, class, "bundle", &bad);
    }
    for (what, class, public) in [
        ("ed25519-neutral", "low-order", one),
        ("ed25519-neutral-non-canonical", "malformed-key", p_plus(1)),
    ] {
        let body = patch(&good[..BODY_LEN], 1249, &public);
        let bad = [&body[..], &forged()].concat();
        set.reject_bytes("bundle-1", what, class, "bundle", &bad);
    }
}

/// R = B, s = 1: verifies for every message under the neutral element as key, unless small orders are refused.
fn forged() -> [u8; 64] {
    let mut signature = [0x66; 64];
    signature[0] = 0x58;
    signature[32..].fill(0);
    signature[32] = 1;
    signature
}
