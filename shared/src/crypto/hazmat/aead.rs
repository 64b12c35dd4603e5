//! AES-256-GCM (NIST SP 800-38D), 96-bit nonce, 128-bit tag, detached buffers in place.

use crate::crypto::{
    error::{Checked, Refused},
    secret::Key,
};
use aes_gcm::{Aes256Gcm, KeyInit as _, aead::AeadInOut as _, aead::inout::InOutBuf};

pub(crate) const TAG_LEN: usize = 16;

/// A key schedule, made once per object and used for each of its chunks.
pub(crate) struct Aead(Aes256Gcm);

impl Aead {
    pub(crate) fn new(key: &Key) -> Self {
        Self(Aes256Gcm::new(key.expose_secret().into()))
    }

    /// Encrypts and appends the tag. A nonce must never meet two plaintexts under one key.
    #[expect(clippy::expect_used, reason = "only inputs beyond 64 GiB fail; callers pass chunks")]
    pub(crate) fn seal(&self, nonce: &[u8; 12], aad: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(plain.len() + TAG_LEN);
        out.extend_from_slice(plain);
        let tag = self
            .0
            .encrypt_inout_detached(nonce.into(), aad, InOutBuf::from(&mut out[..]))
            .expect("a chunk is short");
        out.extend_from_slice(&tag);
        out
    }

    /// Verifies the tag and decrypts.
    pub(crate) fn open(&self, nonce: &[u8; 12], aad: &[u8], sealed: &[u8]) -> Checked<Vec<u8>> {
        let at = sealed.len().checked_sub(TAG_LEN).ok_or(Refused)?;
        let (body, tag) = sealed.split_at(at);
        let tag: [u8; TAG_LEN] = tag.try_into().map_err(|_| Refused)?;
        let mut out = body.to_vec();
        self.0
            .decrypt_inout_detached(nonce.into(), aad, InOutBuf::from(&mut out[..]), &tag.into())
            .map_err(|_| Refused)?;
        Ok(out)
    }
}
