//! RFC 5869 (HKDF-SHA-256) and RFC 8032 (Ed25519), their own vectors.

#![expect(clippy::unwrap_used, reason = "a vector that does not hold ends the run")]

use crate::crypto::{
    Key,
    hazmat::{hash, sign},
};
use serde_json::Value;

fn all(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

fn bytes(vector: &Value, key: &str) -> Vec<u8> {
    hex::decode(vector[key].as_str().unwrap()).unwrap()
}

pub(in crate::crypto) fn rfc5869() -> usize {
    let vectors = all(include_str!("../../../../vectors/rfc5869.json"));
    assert_eq!(vectors.len(), 3);
    let mut ours = 0;
    for v in &vectors {
        let [ikm, salt, info, expected] = ["ikm", "salt", "info", "okm"].map(|key| bytes(v, key));
        let mut okm = vec![0; expected.len()];
        let hkdf = hkdf::Hkdf::<sha2::Sha256>::new(Some(&salt), &ikm);
        hkdf.expand(&info, &mut okm).unwrap();
        assert_eq!(okm, expected, "{}", v["test"]);
        // Ours knows no salt and stops at 32 bytes, the beginning of any longer output.
        if salt.is_empty() {
            assert_eq!(hash::kdf(&ikm, b"", &[&info]).expose_secret()[..], expected[..32]);
            ours += 1;
        }
    }
    assert_eq!(ours, 1);
    vectors.len()
}

pub(in crate::crypto) fn rfc8032() -> usize {
    let vectors = all(include_str!("../../../../vectors/rfc8032.json"));
    assert_eq!(vectors.len(), 5);
    for v in &vectors {
        let seed = Key::from_slice(&bytes(v, "seed")).unwrap();
        let (message, expected) = (bytes(v, "message"), bytes(v, "signature"));
        let public = sign::public_key(&seed);
        assert_eq!(public[..], bytes(v, "public"), "{}", v["test"]);
        let signature = sign::sign(&seed, b"", &message);
        assert_eq!(signature[..], expected, "{}", v["test"]);
        sign::verify(&public, b"", &message, &signature).unwrap();
        assert!(sign::verify(&public, b"x", &message, &signature).is_err(), "{}", v["test"]);
    }
    vectors.len()
}
