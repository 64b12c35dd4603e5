//! One key of 32 bytes: derives, and seals what the database must not show.

use crate::rng::Rng;
use aes_gcm::{
    Aes256Gcm,
    aead::{Aead as _, KeyInit as _, Payload},
};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const NONCE_LEN: usize = 12;

/// 32 secret bytes.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key([u8; 32]);

impl Key {
    pub(super) const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes; for the one place that needs them.
    #[must_use]
    pub fn expose_secret(&self) -> &[u8; 32] {
        &self.0
    }

    /// HMAC-SHA-256 over the parts, each with its length, so that no two lists run together.
    #[must_use]
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        // Shorter keys are padded with zeros by HMAC itself (RFC 2104): this is the same key.
        let mut block = Zeroizing::new([0; 64]);
        block[..32].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&(*block).into());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// AES-256-GCM with a random nonce: `nonce ‖ ciphertext`, bound to `context`.
    #[must_use]
    pub fn seal(&self, context: &[u8], plain: &[u8], rng: &dyn Rng) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = rng.bytes();
        let cipher = Aes256Gcm::new(&self.0.into());
        let sealed = cipher.encrypt(&nonce.into(), Payload { msg: plain, aad: context });
        let mut out = nonce.to_vec();
        // Fails only beyond 64 GiB; an empty ciphertext then opens as nothing.
        out.extend(sealed.unwrap_or_default());
        out
    }

    /// The inverse of [`Self::seal`]; nothing unless everything is as it was sealed.
    #[must_use]
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let cipher = Aes256Gcm::new(&self.0.into());
        let payload = Payload { msg: sealed, aad: context };
        cipher.decrypt(&(*nonce).into(), payload).ok().map(Zeroizing::new)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}
