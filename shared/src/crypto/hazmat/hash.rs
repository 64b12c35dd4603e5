//! SHA-256, HMAC-SHA-256 (RFC 2104) and HKDF-SHA-256 (RFC 5869) with empty salt and 32 bytes out.

use crate::crypto::secret::Key;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// `H(a ‖ b ‖ …)`.
pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// `HMAC-SHA-256(key, a ‖ b ‖ …)`.
pub(crate) fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any key length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// `KDF(ikm, label ‖ a ‖ …)`.
pub(crate) fn kdf(ikm: &[u8], label: &[u8], info: &[&[u8]]) -> Key {
    let hkdf = hkdf::Hkdf::<Sha256>::new(None, ikm);
    let mut all = vec![label];
    all.extend_from_slice(info);
    let mut key = Key::zeroed();
    #[expect(clippy::expect_used, reason = "32 bytes are far below the bound of 255 blocks")]
    hkdf.expand_multi_info(&all, key.expose_mut()).expect("32 bytes");
    key
}

/// SHA-256 over bytes that arrive in pieces.
#[derive(Default)]
pub(crate) struct PartHasher(Sha256);

impl PartHasher {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}
