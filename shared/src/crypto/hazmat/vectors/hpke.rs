//! The published X-Wing vector, and the key schedule of RFC 9180 written a second time to check the whole
//! of what we seal: the vector uses another AEAD than our suite, the KEM and the schedule are the same.

#![expect(clippy::unwrap_used, reason = "a vector that does not hold ends the run")]

use crate::crypto::{
    Key, Random, SystemRng,
    hazmat::{aead::Aead, hpke},
    random::Current,
};
use ::hpke::{Deserializable as _, Kem as _, Serializable as _, kem::XWing};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

/// Everything the one vector says.
pub(in crate::crypto) fn xwing() -> usize {
    the_seed_is_the_decapsulation_key();
    encapsulation_and_schedule_match();
    what_we_seal_is_what_the_standard_says();
    modes_and_inputs_are_bound();
    1
}

/// Hands out given bytes, once.
struct Queue(Vec<u8>);

impl Random for Queue {
    fn fill(&mut self, dest: &mut [u8]) {
        dest.copy_from_slice(&self.0.drain(..dest.len()).collect::<Vec<_>>());
    }
}

fn vector() -> Value {
    let all: Vec<Value> =
        serde_json::from_str(include_str!("../../../../vectors/hpke_pq_xwing_subset.json"))
            .unwrap();
    assert_eq!(all.len(), 1);
    all.into_iter().next().unwrap()
}

fn bytes(vector: &Value, key: &str) -> Vec<u8> {
    hex::decode(vector[key].as_str().unwrap()).unwrap()
}

fn extract(salt: &[u8], suite: &[u8], label: &[u8], ikm: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(salt).unwrap();
    for part in [b"HPKE-v1", suite, label, ikm] {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

fn expand(prk: &[u8], suite: &[u8], label: &[u8], info: &[u8], len: usize) -> Vec<u8> {
    let info = [&(len as u16).to_be_bytes()[..], b"HPKE-v1", suite, label, info].concat();
    let mut out = vec![0; len];
    hkdf::Hkdf::<Sha256>::from_prk(prk).unwrap().expand(&info, &mut out).unwrap();
    out
}

/// RFC 9180, 5.1: key and base nonce.
fn schedule(
    aead_id: u8,
    shared: &[u8],
    info: &[u8],
    psk: &[u8],
    psk_id: &[u8],
) -> (Vec<u8>, Vec<u8>) {
    let suite = [b"HPKE", &[0x64, 0x7a, 0, 1, 0, aead_id][..]].concat();
    let mode = u8::from(!psk.is_empty());
    let context = [
        &[mode][..],
        &extract(b"", &suite, b"psk_id_hash", psk_id),
        &extract(b"", &suite, b"info_hash", info),
    ]
    .concat();
    let secret = extract(shared, &suite, b"secret", psk);
    (
        expand(&secret, &suite, b"key", &context, 32),
        expand(&secret, &suite, b"base_nonce", &context, 12),
    )
}

fn the_seed_is_the_decapsulation_key() {
    let v = vector();
    let seed = Key::from_slice(&bytes(&v, "skRm")).unwrap();
    assert_eq!(hpke::public_key(&seed).unwrap().to_vec(), bytes(&v, "pkRm"));
}

fn encapsulation_and_schedule_match() {
    let v = vector();
    let public = <XWing as ::hpke::Kem>::PublicKey::from_bytes(&bytes(&v, "pkRm")).unwrap();
    let mut randomness = Queue(bytes(&v, "ikmE"));
    let (shared, enc) =
        XWing::encap_with_rng(&public, None, &mut Current(&mut randomness)).unwrap();
    assert_eq!(enc.to_bytes().to_vec(), bytes(&v, "enc"));
    assert_eq!(shared.0.to_vec(), bytes(&v, "shared_secret"));
    let (key, nonce) = schedule(3, &shared.0, &bytes(&v, "info"), b"", b"");
    assert_eq!((key, nonce), (bytes(&v, "key"), bytes(&v, "base_nonce")));
}

fn what_we_seal_is_what_the_standard_says() {
    let v = vector();
    let public = bytes(&v, "pkRm").try_into().unwrap();
    let shared = bytes(&v, "shared_secret");
    for (psk, id) in [(&b""[..], &b""[..]), (&[7; 32], b"stf1/pair/id")] {
        let psk_ref = (!psk.is_empty()).then_some(hpke::PskRef { key: psk, id });
        let sealed = hpke::seal(
            &public,
            psk_ref.as_ref(),
            b"info",
            b"aad",
            b"words",
            &mut Queue(bytes(&v, "ikmE")),
        )
        .unwrap();
        let (key, nonce) = schedule(2, &shared, b"info", psk, id);
        let aead = Aead::new(&Key::from_slice(&key).unwrap());
        let expected = aead.seal(nonce[..].try_into().unwrap(), b"aad", b"words");
        assert_eq!(sealed, [bytes(&v, "enc"), expected].concat());
    }
}

fn modes_and_inputs_are_bound() {
    let seed = Key::make(&mut SystemRng);
    let public = hpke::public_key(&seed).unwrap();
    let psk = hpke::PskRef { key: &[1; 32], id: b"a" };
    let base = hpke::seal(&public, None, b"i", b"a", b"x", &mut SystemRng).unwrap();
    let with = hpke::seal(&public, Some(&psk), b"i", b"a", b"x", &mut SystemRng).unwrap();
    assert_eq!(hpke::open(&seed, None, b"i", b"a", &base).unwrap().expose_secret(), b"x");
    assert_eq!(hpke::open(&seed, Some(&psk), b"i", b"a", &with).unwrap().expose_secret(), b"x");
    assert!(hpke::open(&seed, Some(&psk), b"i", b"a", &base).is_err());
    assert!(hpke::open(&seed, None, b"i", b"a", &with).is_err());
    for other in [
        hpke::PskRef { key: &[2; 32], id: b"a" },
        hpke::PskRef { key: &[1; 32], id: b"b" },
        hpke::PskRef { key: b"", id: b"" },
    ] {
        assert!(hpke::open(&seed, Some(&other), b"i", b"a", &with).is_err());
    }
    assert!(hpke::open(&seed, None, b"j", b"a", &base).is_err());
    assert!(hpke::open(&seed, None, b"i", b"b", &base).is_err());
    assert!(hpke::open(&Key::make(&mut SystemRng), None, b"i", b"a", &base).is_err());
    assert!(hpke::open(&seed, None, b"i", b"a", &base[..1119]).is_err());
}
