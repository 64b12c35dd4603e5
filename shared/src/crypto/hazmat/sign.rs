//! Ed25519 (RFC 8032) with the strict verification: no small-order keys or points, canonical encodings.

use crate::crypto::{
    error::{Checked, Refused, ensure},
    secret::Key,
};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

/// The public key of a seed.
pub(crate) fn public_key(seed: &Key) -> [u8; 32] {
    SigningKey::from_bytes(seed.expose_secret()).verifying_key().to_bytes()
}

/// Signs `label ‖ message`.
pub(crate) fn sign(seed: &Key, label: &[u8], message: &[u8]) -> [u8; 64] {
    SigningKey::from_bytes(seed.expose_secret()).sign(&[label, message].concat()).to_bytes()
}

/// Verifies a signature over `label ‖ message`.
pub(crate) fn verify(
    public: &[u8; 32],
    label: &[u8],
    message: &[u8],
    signature: &[u8; 64],
) -> Checked<()> {
    let key = parse_public(public)?;
    key.verify_strict(&[label, message].concat(), &Signature::from_bytes(signature))
        .map_err(|_| Refused)
}

/// Refuses what is no point, not the canonical encoding of one, or of small order.
pub(crate) fn parse_public(public: &[u8; 32]) -> Checked<VerifyingKey> {
    let key = VerifyingKey::from_bytes(public).map_err(|_| Refused)?;
    ensure(key.to_edwards().compress().as_bytes() == public)?;
    ensure(!key.is_weak())?;
    Ok(key)
}
