//! What computes the bulk of a file: Rust, or the browser's own implementation. The same bytes either way.
//!
//! Keys, nonces and every decision stay with the callers in this folder; an engine only encrypts, decrypts
//! and hashes what it is given. To add one: this trait, and a run of both over the same file.

use crate::crypto::{
    Hash, Key,
    error::{Checked, Refused},
    hash,
    hazmat::aead::Aead,
    secret::SecretBytes,
};
use std::{
    future::Future,
    ops::Range,
    pin::pin,
    task::{Context, Poll, Waker},
};
use zeroize::Zeroizing;

/// A nonce of AES-GCM, and a chunk's plaintext or its ciphertext with the tag.
pub type Chunk<'a> = ([u8; 12], &'a [u8]);

/// AES-256-GCM (tag of 16 bytes, nothing authenticated beside) over many chunks, and SHA-256.
///
/// Work may begin when a method is called and go on while its future waits, so that a caller can have several
/// calls under way; what is borrowed was read by the time the method returned.
pub trait Engine {
    /// A key that is ready for use.
    type Key;

    /// Makes a key ready, in a form it cannot be read out of again where the engine has one.
    fn key(&self, key: &Key) -> impl Future<Output = Checked<Self::Key>>;

    /// Appends the chunks' ciphertexts with their tags to `out`, in order, end to end, but of all these bytes
    /// only those in `cut`.
    fn seal<'a>(
        &self,
        key: &Self::Key,
        chunks: impl Iterator<Item = Chunk<'a>>,
        out: Vec<u8>,
        cut: Range<usize>,
    ) -> impl Future<Output = Checked<Vec<u8>>>;

    /// The chunks' plaintexts in order, end to end; [`Refused`] unless every one is authentic.
    fn open<'a>(
        &self,
        key: &Self::Key,
        chunks: impl Iterator<Item = Chunk<'a>>,
    ) -> impl Future<Output = Checked<SecretBytes>>;

    /// `H(bytes)`.
    fn sha256(&self, bytes: &[u8]) -> impl Future<Output = Checked<Hash>>;
}

/// The engine that is always there. It never waits.
#[derive(Debug, Clone, Copy, Default)]
pub struct InRust;

/// A key schedule of [`InRust`].
pub struct RustKey(Aead);

impl Engine for InRust {
    type Key = RustKey;

    async fn key(&self, key: &Key) -> Checked<RustKey> {
        Ok(RustKey(Aead::new(key)))
    }

    async fn seal<'a>(
        &self,
        key: &RustKey,
        chunks: impl Iterator<Item = Chunk<'a>>,
        mut out: Vec<u8>,
        cut: Range<usize>,
    ) -> Checked<Vec<u8>> {
        out.reserve_exact(cut.len());
        let mut at = 0;
        for (nonce, plain) in chunks {
            let sealed = key.0.seal(&nonce, b"", plain);
            out.extend_from_slice(&sealed[within(&cut, at, sealed.len())]);
            at += sealed.len();
        }
        Ok(out)
    }

    async fn open<'a>(
        &self,
        key: &RustKey,
        chunks: impl Iterator<Item = Chunk<'a>>,
    ) -> Checked<SecretBytes> {
        let chunks: Vec<_> = chunks.collect();
        // Room for all at once: growing would leave copies behind.
        let room = chunks.iter().map(|(_, bytes)| bytes.len()).sum();
        let mut out = Zeroizing::new(Vec::with_capacity(room));
        for (nonce, sealed) in chunks {
            out.extend_from_slice(&Zeroizing::new(key.0.open(&nonce, b"", sealed)?));
        }
        Ok(out.into())
    }

    async fn sha256(&self, bytes: &[u8]) -> Checked<Hash> {
        Ok(hash(bytes))
    }
}

/// What of `len` bytes, which begin at `at`, lies in `cut`: counted from their own beginning.
#[must_use]
pub fn within(cut: &Range<usize>, at: usize, len: usize) -> Range<usize> {
    let from_here = |end: usize| end.saturating_sub(at).min(len);
    from_here(cut.start)..from_here(cut.end)
}

/// The result of work on [`InRust`], for callers who cannot wait.
pub(super) fn at_once<T, E: From<Refused>>(
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => Err(Refused.into()),
    }
}
