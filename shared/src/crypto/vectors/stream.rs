//! Bytes out of a word: what goldens are filled with, and the randomness they are made with.

use crate::crypto::{Random, hazmat::hash::sha256};

/// `H(seed ‖ u64 0) ‖ H(seed ‖ u64 1) ‖ …`
pub(super) struct Stream {
    seed: String,
    block: [u8; 32],
    at: u64,
}

impl Stream {
    pub(super) fn new(seed: &str) -> Self {
        Self { seed: seed.into(), block: [0; 32], at: 0 }
    }

    /// The first `len` bytes.
    pub(super) fn bytes(seed: &str, len: usize) -> Vec<u8> {
        let mut bytes = vec![0; len];
        Self::new(seed).fill(&mut bytes);
        bytes
    }
}

impl Random for Stream {
    fn fill(&mut self, dest: &mut [u8]) {
        let mut dest = dest;
        while !dest.is_empty() {
            let within = (self.at % 32) as usize;
            if within == 0 {
                let counter = (self.at / 32).to_be_bytes();
                self.block = sha256(&[self.seed.as_bytes(), &counter]);
            }
            let now = dest.len().min(32 - within);
            let (head, tail) = dest.split_at_mut(now);
            head.copy_from_slice(&self.block[within..within + now]);
            self.at += now as u64;
            dest = tail;
        }
    }
}

/// Hands out given bytes, once. Whoever draws more than there is gets zeros, and other bytes than expected.
pub(super) struct Queue<'a>(pub(super) &'a [u8]);

impl Random for Queue<'_> {
    fn fill(&mut self, dest: &mut [u8]) {
        let now = dest.len().min(self.0.len());
        let (head, tail) = self.0.split_at(now);
        dest[..now].copy_from_slice(head);
        dest[now..].fill(0);
        self.0 = tail;
    }
}
