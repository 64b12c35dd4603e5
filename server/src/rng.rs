//! Randomness as a port: nothing else in this crate may ask the system for it.

use stafeta_shared::crypto::{Random, SystemRng};

/// Where random bytes come from. Shared between requests, hence `&self`.
pub trait Rng: Send + Sync + 'static {
    /// Fills `dest` completely; never returns less.
    fn fill(&self, dest: &mut [u8]);
}

impl dyn Rng {
    /// Draws `N` bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }
}

/// The same source for the cryptography of crate `shared`, which wants it exclusively.
pub struct Exclusive<'a>(pub &'a dyn Rng);

impl Random for Exclusive<'_> {
    fn fill(&mut self, dest: &mut [u8]) {
        self.0.fill(dest);
    }
}

/// The generator of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Rng for System {
    fn fill(&self, dest: &mut [u8]) {
        SystemRng.fill(dest);
    }
}
