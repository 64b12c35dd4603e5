//! SEAL, padding, CBOR, HPKE.

use super::{
    Set,
    damage::{flip, hex, longer, patch, shorter, stream},
    world::{bytes, key},
};
use crate::crypto::{
    hazmat::{
        hpke,
        seal::{HEADER, SEALED_CHUNK, Sealer, seal},
    },
    padme::pad,
    vectors::stream::Stream,
};
use serde_json::{Value, json};

pub(super) fn add(set: &mut Set) {
    for len in [0, 1, 16383, 16384, 16385, 40000] {
        add_seal(set, len);
    }
    reject_seal(set);
    add_padding(set);
    add_cbor(set);
    add_hpke(set);
}

fn sealed(len: usize) -> Vec<u8> {
    let plain = Stream::bytes(&format!("seal/{len}"), len);
    seal(&key("seal/key"), b"context", &plain, &mut Stream::new(&format!("seal/{len}/salt")))
}

fn add_seal(set: &mut Set, len: usize) {
    let file = set.file(&format!("seal-{len}.bin"), &sealed(len));
    let key = key("seal/key");
    let inputs = json!({"key": hex(key.expose_secret()), "ctx": hex(b"context"), "sealed": file});
    let given = json!({"plain": stream(&format!("seal/{len}"), len)});
    set.golden(&format!("seal-{len}"), "open_seal", inputs, given);
}

fn reject_seal(set: &mut Set) {
    let one = sealed(1);
    set.reject("seal-1", "context", "context", json!({"ctx": hex(b"Context")}));
    set.reject("seal-1", "key", "key", json!({"key": hex(&[0; 32])}));
    for (what, class, bad) in [
        ("empty", "truncated", vec![]),
        ("header-only", "truncated", one[..HEADER].to_vec()),
        ("shorter", "truncated", shorter(&one)),
        ("longer", "trailing", longer(&one)),
        ("salt", "bit", flip(&one, 0)),
        ("commitment", "bit", flip(&one, 24 * 8)),
        ("ciphertext", "bit", flip(&one, 56 * 8 + 7)),
        ("tag", "bit", flip(&one, 57 * 8)),
        ("committed-to-another-key", "spliced", committed_to_another(&one)),
    ] {
        set.reject_bytes("seal-1", what, class, "sealed", &bad);
    }
    let long = sealed(40000);
    let (head, chunks) = long.split_at(HEADER);
    let (a, rest) = chunks.split_at(SEALED_CHUNK);
    let (b, c) = rest.split_at(SEALED_CHUNK);
    for (what, class, order) in [
        ("swapped", "reordered", vec![b, a, c]),
        ("dropped", "spliced", vec![a, c]),
        ("doubled", "spliced", vec![a, b, b, c]),
        ("without-end", "truncated", vec![a, b]),
        ("two-ends", "spliced", vec![a, b, c, c]),
    ] {
        let bad = [head, &order.concat()].concat();
        set.reject_bytes("seal-40000", what, class, "sealed", &bad);
    }
}

/// The chunks are authentic under the key, the commitment names another.
fn committed_to_another(one: &[u8]) -> Vec<u8> {
    let mut salt = [0; 24];
    salt.copy_from_slice(&one[..24]);
    let other = Sealer::derive(&key("seal/other"), &salt, b"context");
    patch(one, 0, &other.header())
}

fn add_padding(set: &mut Set) {
    for len in [0u64, 1, 2, 3, 9, 1024, 1025, 1089, 100_000, 8_388_609, 5_000_000_000, 1 << 40] {
        set.golden(&format!("padme-{len}"), "padme", json!({"len": len}), json!({}));
    }
    for len in [0, 1016, 1017] {
        let file = set.file(&format!("pad-{len}.bin"), &pad(&Stream::bytes("pad", len)));
        let given = json!({"plain": stream("pad", len)});
        set.golden(&format!("pad-{len}"), "unpad", json!({"padded": file}), given);
    }
    let good = pad(&Stream::bytes("pad", 1017));
    for (what, bad) in [
        ("dirty", flip(&good, good.len() * 8 - 1)),
        ("longer", longer(&good)),
        ("shorter", shorter(&good)),
        ("next-class", [&good[..], &[0; 64]].concat()),
        ("unpadded", good[..8 + 1017].to_vec()),
        ("huge-length", patch(&good, 0, &u64::MAX.to_be_bytes())),
        ("empty", vec![]),
    ] {
        set.reject_bytes("pad-1017", what, "padding", "padded", &bad);
    }
}

fn add_cbor(set: &mut Set) {
    let good: [(&str, &str); 4] = [
        ("empty", "a0"),
        ("sorted", "a361616178626161f662626201"),
        ("numbers", "a26161811bffffffffffffffff616220"),
        ("depth-16", "a1616181818181818181818181818181818100"),
    ];
    for (name, digits) in good {
        set.golden(
            &format!("cbor-{name}"),
            "read_cbor",
            json!({"cbor": json!({"hex": digits})}),
            json!({}),
        );
    }
    for (what, digits) in [
        ("nothing", ""),
        ("trailing", "a0a0"),
        ("no-map", "80"),
        ("order", "a2616201616101"),
        ("longer-key-first", "a262616101616201"),
        ("duplicate", "a2616101616101"),
        ("deep-duplicate", "a16163a2616101616102"),
        ("long-integer", "a161611801"),
        ("longer-integer", "a16161190001"),
        ("long-text-length", "a161617801610a"),
        ("indefinite-map", "bf616101ff"),
        ("indefinite-list", "a161619f01ff"),
        ("indefinite-bytes", "a161615f4101ff"),
        ("truncated", "a1616144010203"),
        ("number-as-key", "a10101"),
        ("bytes-as-key", "a1416101"),
        ("tag", "a16161c101"),
        ("bignum", "a16161c249010000000000000000"),
        ("float", "a16161f93c00"),
        ("long-float", "a16161fb3ff0000000000000"),
        ("undefined", "a16161f7"),
        ("simple-value", "a16161f0"),
        ("no-utf8", "a1616161ff"),
        ("depth-17", "a161618181818181818181818181818181818100"),
    ] {
        reject_cbor(set, what, digits);
    }
}

fn reject_cbor(set: &mut Set, what: &str, digits: &str) {
    let bytes = hex::decode(digits).unwrap_or_default();
    set.reject_bytes("cbor-sorted", what, "cbor", "cbor", &bytes);
}

fn hpke_case(psk: &[u8], psk_id: &[u8]) -> (Value, Vec<u8>) {
    let seed = key("hpke/seed");
    let psk_ref = (!psk.is_empty()).then_some(hpke::PskRef { key: psk, id: psk_id });
    let public = hpke::public_key(&seed).unwrap_or([0; hpke::PUBLIC]);
    let mut rng = Stream::new("hpke/encapsulation");
    let sealed = hpke::seal(&public, psk_ref.as_ref(), b"info", b"aad", b"words", &mut rng);
    let inputs = json!({
        "seed": hex(seed.expose_secret()), "psk": hex(psk), "psk_id": hex(psk_id),
        "info": hex(b"info"), "aad": hex(b"aad"),
    });
    (inputs, sealed.unwrap_or_default())
}

fn add_hpke(set: &mut Set) {
    let psk: [u8; 32] = bytes("hpke/psk");
    let id = b"stf1/pair/id0123456789abcdef";
    for (name, psk, id) in [("hpke-base", &b""[..], &b""[..]), ("hpke-psk", &psk, id)] {
        let (mut inputs, sealed) = hpke_case(psk, id);
        inputs["sealed"] = set.file(&format!("{name}.bin"), &sealed);
        set.golden(name, "open_hpke", inputs, json!({"plain": hex(b"words")}));
    }
    let (_, base) = hpke_case(b"", b"");
    let (_, with) = hpke_case(&psk, id);
    set.reject_bytes("hpke-psk", "downgraded", "mode", "sealed", &base);
    set.reject_bytes("hpke-base", "with-psk", "mode", "sealed", &with);
    for (what, class, bad) in [
        ("mlkem-part", "bit", flip(&with, 0)),
        ("x25519-part", "bit", flip(&with, 1088 * 8)),
        ("x25519-zero", "low-order", patch(&with, 1088, &[0; 32])),
        ("ciphertext", "bit", flip(&with, 1120 * 8)),
        ("tag", "bit", flip(&with, with.len() * 8 - 1)),
        ("shorter", "truncated", shorter(&with)),
        ("longer", "trailing", longer(&with)),
        ("enc-cut", "truncated", with[..1119].to_vec()),
    ] {
        set.reject_bytes("hpke-psk", what, class, "sealed", &bad);
    }
    for (what, class, inputs) in [
        ("psk", "key", json!({"psk": hex(&[1; 32])})),
        ("psk-id", "context", json!({"psk_id": hex(b"stf1/pair/id0123456789abcdeg")})),
        ("psk-without-id", "mode", json!({"psk_id": hex(b"")})),
        ("info", "context", json!({"info": hex(b"Info")})),
        ("aad", "context", json!({"aad": hex(b"Aad")})),
        ("recipient", "recipient", json!({"seed": hex(&[1; 32])})),
    ] {
        set.reject("hpke-psk", what, class, inputs);
    }
}
