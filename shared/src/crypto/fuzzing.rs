//! What lies behind a key, for the fuzz targets alone: the fuzzer sets `cfg(fuzzing)`, no other build does.
//!
//! A sealed object changed at random never opens, so its contents would never be read. Targets seal what the
//! fuzzer made under a known key instead. Nothing here is called by the project itself.

use super::{
    Key, Random, Secret,
    account::AccountKey,
    bundle::BODY_LEN,
    cbor::Map,
    hazmat::{hpke, seal as stream, sign},
    labels, padme,
    version::Body,
};
use crate::ids::HandoverId;

/// A source that is none: the targets need the same bytes from the same input.
struct Fixed;

impl Random for Fixed {
    fn fill(&mut self, dest: &mut [u8]) {
        dest.fill(0x5a);
    }
}

/// The source to seal with.
pub fn fixed() -> impl Random {
    Fixed
}

/// The account key of every target.
#[must_use]
pub fn account_key() -> AccountKey {
    AccountKey::from_key(Secret::new(&[7; 32]))
}

/// The key of its vault.
#[must_use]
pub fn vault_key() -> Key {
    account_key().vault_key()
}

/// The key of a draft.
#[must_use]
pub fn draft_key(handover: HandoverId) -> Key {
    account_key().draft_key(handover)
}

/// The key of its offline keys.
#[must_use]
pub fn offline_key(key: &Key) -> Key {
    AccountKey::from_key(key.clone()).offline_key()
}

/// `SEAL(key, ctx, plain)`.
#[must_use]
pub fn seal(key: &Key, ctx: &[u8], plain: &[u8]) -> Vec<u8> {
    stream::seal(key, ctx, plain, &mut Fixed)
}

/// Seals under the salt of something sealed: what opened must come out again.
#[must_use]
pub fn seal_like(sealed: &[u8], key: &Key, ctx: &[u8], plain: &[u8]) -> Vec<u8> {
    struct Salt<'a>(&'a [u8]);
    impl Random for Salt<'_> {
        fn fill(&mut self, dest: &mut [u8]) {
            dest.copy_from_slice(&self.0[..dest.len()]);
        }
    }
    stream::seal(key, ctx, plain, &mut Salt(sealed))
}

/// The inverse of [`seal()`].
#[must_use]
pub fn open(key: &Key, ctx: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    stream::open(key, ctx, sealed).ok().map(|plain| plain.expose_secret().to_vec())
}

/// `PAD(plain)`.
#[must_use]
pub fn pad(plain: &[u8]) -> Vec<u8> {
    padme::pad(plain).to_vec()
}

/// The inverse of [`pad`].
#[must_use]
pub fn unpad(padded: &[u8]) -> Option<Vec<u8>> {
    padme::unpad(padded).ok().map(|plain| plain.expose_secret().to_vec())
}

/// Reads a map and writes it again.
#[must_use]
pub fn cbor(bytes: &[u8]) -> Option<Vec<u8>> {
    Map::decode(bytes).ok().map(|map| map.encode().to_vec())
}

/// Any CBOR map in the one encoding that is read: so that chance need not find that too.
#[must_use]
pub fn canonical(bytes: &[u8]) -> Option<Vec<u8>> {
    let value = ciborium::de::from_reader_with_recursion_limit(bytes, 64).ok()?;
    Map::from_value(value).ok().map(|map| map.encode().to_vec())
}

/// The CBOR of a body.
#[must_use]
pub fn encode_body(body: &Body) -> Option<Vec<u8>> {
    body.encode().ok().map(|bytes| bytes.to_vec())
}

/// Opens HPKE with a seed; without a PSK in mode Base.
#[must_use]
pub fn open_hpke(seed: &Key, psk: Option<(&[u8], &[u8])>, sealed: &[u8]) -> Option<Vec<u8>> {
    let psk = psk.map(|(key, id)| hpke::PskRef { key, id });
    let plain = hpke::open(seed, psk.as_ref(), b"info", b"aad", sealed).ok()?;
    Some(plain.expose_secret().to_vec())
}

/// Puts a known signing key into a bundle's body and signs it, so that the other keys are looked at too.
pub fn sign_bundle(bundle: &mut [u8]) {
    let key = Secret::new(&[7; 32]);
    let Some((body, signatures)) = bundle.split_at_mut_checked(BODY_LEN) else { return };
    body[BODY_LEN - 64..BODY_LEN - 32].copy_from_slice(&sign::public_key(&key));
    let signature = sign::sign(&key, labels::SIG_BUNDLE, body);
    if let Some(first) = signatures.first_chunk_mut::<64>() {
        *first = signature;
    }
}
