//! Where the bytes of a file lie in its ciphertext. All of it is known from the length alone.

use super::stream::{CHUNK, HEADER, SEALED_CHUNK, sealed_len};
use crate::crypto::{
    error::{Checked, ensure},
    padme::padded_len,
};
use crate::limits::{FILE_MAX, PART_LEN};
use std::ops::Range;

/// The arithmetic of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    len: u64,
    padded: u64,
}

impl Layout {
    /// Of a file of `len` bytes.
    ///
    /// # Errors
    /// [`crate::crypto::Refused`] beyond the largest file.
    pub fn new(len: u64) -> Checked<Self> {
        ensure(len <= FILE_MAX)?;
        Ok(Self { len, padded: padded_len(len) })
    }

    /// Length of the file.
    #[must_use]
    pub fn file_len(&self) -> u64 {
        self.len
    }

    /// Length of the ciphertext: 56 + n + 16·(⌊n/16384⌋ + 1), n padded.
    #[must_use]
    pub fn ct_len(&self) -> u64 {
        sealed_len(self.padded)
    }

    /// Chunks, the last of which is shorter than 16 KiB.
    #[must_use]
    pub fn chunks(&self) -> u64 {
        self.padded / CHUNK as u64 + 1
    }

    /// Parts of 8 MiB in which the ciphertext travels.
    #[must_use]
    pub fn parts(&self) -> u64 {
        self.ct_len().div_ceil(PART_LEN)
    }

    /// Where a part lies in the ciphertext.
    #[must_use]
    pub fn part_range(&self, part: u64) -> Range<u64> {
        let end = self.ct_len();
        let at = |part: u64| part.saturating_mul(PART_LEN).min(end);
        at(part)..at(part.saturating_add(1))
    }

    /// The chunks any byte of which lies in a part.
    pub(super) fn part_chunks(&self, part: u64) -> Range<u64> {
        let range = self.part_range(part);
        let start = range.start.saturating_sub(HEADER as u64) / SEALED_CHUNK as u64;
        let end = range.end.saturating_sub(HEADER as u64).div_ceil(SEALED_CHUNK as u64);
        start..end
    }

    /// The bytes of the file that are needed to make a part.
    #[must_use]
    pub fn file_range(&self, part: u64) -> Range<u64> {
        let chunks = self.part_chunks(part);
        (chunks.start * CHUNK as u64).min(self.len)..(chunks.end * CHUNK as u64).min(self.len)
    }

    /// Where a chunk lies in the ciphertext, for random access.
    #[must_use]
    pub fn chunk_range(&self, chunk: u64) -> Range<u64> {
        let at = |index: u64| {
            index
                .saturating_mul(SEALED_CHUNK as u64)
                .saturating_add(HEADER as u64)
                .min(self.ct_len())
        };
        at(chunk)..at(chunk.saturating_add(1))
    }

    /// Bytes of padded plaintext in a chunk.
    pub(super) fn chunk_len(&self, chunk: u64) -> u64 {
        self.padded.saturating_sub(chunk.saturating_mul(CHUNK as u64)).min(CHUNK as u64)
    }
}
