//! Secrets in memory: erased on drop, redacted in `Debug`, compared in constant time, never serialised.
//!
//! Every look inside is the greppable [`Secret::expose_secret`].

use super::{Random, error::Checked, error::Refused};
use std::fmt;
use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize as _, ZeroizeOnDrop, Zeroizing, optimization_barrier};

/// `N` secret bytes.
#[derive(Clone)]
pub struct Secret<const N: usize>(Box<[u8; N]>);

/// A 256-bit key.
pub type Key = Secret<32>;

impl<const N: usize> Secret<N> {
    /// Takes bytes over; the caller's copy is the caller's to erase.
    #[must_use]
    pub fn new(bytes: &[u8; N]) -> Self {
        Self(Box::new(*bytes))
    }

    /// Reads a secret of exactly `N` bytes.
    ///
    /// # Errors
    /// [`Refused`] for any other length.
    pub fn from_slice(bytes: &[u8]) -> Checked<Self> {
        let bytes: &[u8; N] = bytes.try_into().map_err(|_| Refused)?;
        Ok(Self::new(bytes))
    }

    /// Draws `N` bytes.
    #[must_use]
    pub fn make(rng: &mut dyn Random) -> Self {
        let mut secret = Self(Box::new([0; N]));
        rng.fill(&mut secret.0[..]);
        secret
    }

    /// The bytes. Each call is a place to justify in review.
    #[must_use]
    pub fn expose_secret(&self) -> &[u8; N] {
        &self.0
    }

    pub(crate) fn expose_mut(&mut self) -> &mut [u8; N] {
        &mut self.0
    }

    pub(crate) fn zeroed() -> Self {
        Self(Box::new([0; N]))
    }
}

impl<const N: usize> Drop for Secret<N> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<const N: usize> PartialEq for Secret<N> {
    fn eq(&self, other: &Self) -> bool {
        self.0[..].ct_eq(&other.0[..]).into()
    }
}

impl<const N: usize> Eq for Secret<N> {}

impl<const N: usize> fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({N} bytes)")
    }
}

/// Secret bytes whose length is known only at run time (opened plaintext, stored server state).
#[derive(Clone, Default)]
pub struct SecretBytes(Vec<u8>);

impl SecretBytes {
    /// Takes the bytes over.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes. Each call is a place to justify in review.
    #[must_use]
    pub fn expose_secret(&self) -> &[u8] {
        &self.0
    }

    /// The first `len` bytes.
    #[must_use]
    pub(crate) fn truncated(mut self, len: usize) -> Self {
        self.0.truncate(len);
        self
    }

    /// How many bytes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Zeroizing<Vec<u8>>> for SecretBytes {
    fn from(mut bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(std::mem::take(&mut *bytes))
    }
}

impl Drop for SecretBytes {
    /// All of it at once: byte by byte, as `Zeroizing` erases, is a good part of what opening a file costs in WASM.
    fn drop(&mut self) {
        self.0.fill(0);
        self.0.resize(self.0.capacity(), 0);
        optimization_barrier(&self.0[..]);
    }
}

impl ZeroizeOnDrop for SecretBytes {}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretBytes({} bytes)", self.0.len())
    }
}

/// Secret text: a kit code, an invitation's fragment, a password.
#[derive(Clone)]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// Takes the text over.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text. Each call is a place to justify in review.
    #[must_use]
    pub fn expose_secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(…)")
    }
}

/// Constant-time equality of public-length byte strings (MACs, proofs, hashes of tokens).
#[must_use]
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_byte() {
        let shown = format!(
            "{:?} {:?} {:?}",
            Key::new(&[0x41; 32]),
            SecretBytes::new(vec![65; 9]),
            SecretText::new("AAAA".into())
        );
        assert_eq!(shown, "Secret(32 bytes) SecretBytes(9 bytes) SecretText(…)");
    }

    #[test]
    fn empty_is_what_has_no_bytes() {
        assert!(SecretBytes::default().is_empty() && !SecretBytes::new(vec![0]).is_empty());
    }

    #[test]
    fn equality_is_by_value() {
        assert_eq!(Key::new(&[1; 32]), Key::new(&[1; 32]));
        assert_ne!(Key::new(&[1; 32]), Key::new(&[2; 32]));
        assert!(!equal(b"a", b"ab"));
    }
}
