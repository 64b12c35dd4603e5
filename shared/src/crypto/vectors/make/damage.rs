//! What happens to bytes on a bad day, and how values are spelled.

use serde_json::{Value, json};

/// One bit turned.
pub(super) fn flip(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut bad = bytes.to_vec();
    bad[bit / 8] ^= 1 << (bit % 8);
    bad
}

/// Other bytes at a place.
pub(super) fn patch(bytes: &[u8], at: usize, new: &[u8]) -> Vec<u8> {
    let mut bad = bytes.to_vec();
    bad[at..at + new.len()].copy_from_slice(new);
    bad
}

/// One byte more.
pub(super) fn longer(bytes: &[u8]) -> Vec<u8> {
    [bytes, &[0]].concat()
}

/// One byte less.
pub(super) fn shorter(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len().saturating_sub(1)].to_vec()
}

pub(super) fn hex(bytes: &[u8]) -> Value {
    json!({"hex": hex::encode(bytes)})
}

pub(super) fn stream(seed: &str, len: usize) -> Value {
    json!({"stream": {"seed": seed, "len": len}})
}

/// The object with another value under a key.
pub(super) fn with(object: &Value, key: &str, value: Value) -> Value {
    let mut object = object.clone();
    object[key] = value;
    object
}
