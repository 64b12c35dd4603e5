//! Primitives, private to this crate. Nothing here knows what it protects; the typed contexts of the
//! modules above do. Nothing here is our invention: each file names its standard.

pub(super) mod aead;
pub(super) mod hash;
pub(super) mod hpke;
pub(super) mod seal;
pub(super) mod sign;
pub(super) mod stretch;
#[cfg(feature = "vectors")]
pub(super) mod vectors;
