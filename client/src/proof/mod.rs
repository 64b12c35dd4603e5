//! What the tests run inside a real browser: the vectors, and both engines over the same files.
//!
//! A module of its own (`bin/proof`), never a part of the site. It refuses to judge: it says what came out, and
//! the suite compares. To add something: a function here, and one in `bin/proof` that the worker calls.

mod engines;
mod goldens;

pub use engines::{Both, File, Trial, both, noise};
pub use goldens::{goldens, planted, properties, published};
