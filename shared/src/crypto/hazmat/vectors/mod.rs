//! Published vectors, run through our own primitives. Each function counts what it ran, so that a set that
//! vanished or a filter that became too wide is noticed.

pub(in crate::crypto) mod hpke;
pub(in crate::crypto) mod rfc;
pub(in crate::crypto) mod wycheproof;
pub(in crate::crypto) mod xwing;
