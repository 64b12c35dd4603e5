//! Published vectors, run through our own primitives. Each test counts what it ran, so that a set that
//! vanished or a filter that became too wide is noticed.

mod hpke;
mod rfc;
mod wycheproof;
mod xwing;
