//! Sealing a file part by part, in any order, resumable.

use super::{
    AttachmentContext, AttachmentKeys, Hash, Layout, parts_hash,
    stream::{CHUNK, HEADER, SEALED_CHUNK, Sealer},
};
use crate::crypto::{Key, error::Checked, hazmat::hash::PartHasher, secret::equal};
use crate::ids::AttachmentId;
use std::collections::BTreeMap;

/// What is remembered of a part before it is first sent: hashes of padded plaintext and of ciphertext.
/// The first and last chunk are shared with the neighbouring parts, hence their own hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartMark {
    /// Over every chunk any byte of which lies in the part.
    pub all: Hash,
    /// Over the first of them.
    pub first: Hash,
    /// Over the last of them.
    pub last: Hash,
    /// `H(part)` of the ciphertext, the hash the upload names.
    pub sum: Hash,
}

/// A part, ready to be sent once its mark is saved.
#[derive(Debug, Clone)]
pub struct SealedPart {
    /// Ciphertext.
    pub bytes: Vec<u8>,
    /// To be saved in the draft first.
    pub mark: PartMark,
}

/// The file is not what it was, or ended early or late: start again as a new attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the file changed while it was read")]
pub struct SourceChanged;

/// Seals one file.
pub struct AttachmentSealer {
    layout: Layout,
    sealer: Sealer,
    marks: BTreeMap<u64, PartMark>,
}

impl AttachmentSealer {
    /// Starts, or resumes with the marks of the draft.
    ///
    /// # Errors
    /// [`crate::crypto::Refused`] when the file is too large.
    pub fn new(
        context: &AttachmentContext,
        keys: &AttachmentKeys,
        len: u64,
        marks: impl IntoIterator<Item = (u64, PartMark)>,
    ) -> Checked<Self> {
        let sealer = Sealer::derive(&keys.key, &keys.salt, &context.bytes());
        Ok(Self { layout: Layout::new(len)?, sealer, marks: marks.into_iter().collect() })
    }

    /// Where everything lies.
    #[must_use]
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// Compares the bytes of a part with its mark and its neighbours', for a part that need not be sent again:
    /// a file that goes on as another one is no whole.
    ///
    /// # Errors
    /// [`SourceChanged`] when there are more or fewer bytes, or others than before.
    pub fn check_part(&self, part: u64, file: &[u8]) -> Result<(), SourceChanged> {
        self.checked(part, file)?;
        Ok(())
    }

    fn checked(&self, part: u64, file: &[u8]) -> Result<PartMark, SourceChanged> {
        let range = self.layout.file_range(part);
        if part >= self.layout.parts() || file.len() as u64 != range.end - range.start {
            return Err(SourceChanged);
        }
        let plain = self.hash_plain(part, file);
        self.compare(part, &plain)?;
        Ok(plain)
    }

    /// Seals a part out of the bytes of [`Layout::file_range`].
    ///
    /// # Errors
    /// [`SourceChanged`] when there are more or fewer bytes, or others than before: nothing may be sent.
    pub fn seal_part(&mut self, part: u64, file: &[u8]) -> Result<SealedPart, SourceChanged> {
        let plain = self.checked(part, file)?;
        let bytes = self.encrypt(part, file);
        let mark = PartMark { sum: crate::crypto::hash(&bytes), ..plain };
        self.marks.insert(part, mark);
        Ok(SealedPart { bytes, mark })
    }

    /// The attachment's hash once every part was sealed.
    #[must_use]
    pub fn hash(&self) -> Option<Hash> {
        let sums: Vec<Hash> = (0..self.layout.parts())
            .map_while(|part| self.marks.get(&part).map(|m| m.sum))
            .collect();
        (sums.len() as u64 == self.layout.parts()).then(|| parts_hash(&sums))
    }

    /// The AES-256-GCM key of the chunks, for the browser's own implementation (imported non-extractable).
    #[must_use]
    pub fn aes_key(&self) -> &Key {
        self.sealer.aead_key()
    }

    /// The nonce of a chunk.
    #[must_use]
    pub fn nonce(&self, chunk: u64) -> [u8; 12] {
        self.sealer.nonce(chunk)
    }

    /// Salt and commitment, the first 56 bytes of the ciphertext.
    #[must_use]
    pub fn header(&self) -> [u8; HEADER] {
        self.sealer.header()
    }

    /// A chunk's padded plaintext out of the bytes of its part.
    fn chunk<'a>(&self, part: u64, index: u64, file: &'a [u8]) -> std::borrow::Cow<'a, [u8]> {
        let first = self.layout.part_chunks(part).start;
        let want = self.layout.chunk_len(index) as usize;
        let start = ((index - first) as usize * CHUNK).min(file.len());
        let end = (start + want).min(file.len());
        if end - start == want {
            return (&file[start..end]).into();
        }
        let mut padded = file[start..end].to_vec();
        padded.resize(want, 0);
        padded.into()
    }

    fn hash_plain(&self, part: u64, file: &[u8]) -> PartMark {
        let chunks = self.layout.part_chunks(part);
        let mut all = PartHasher::default();
        for index in chunks.clone() {
            all.update(&self.chunk(part, index, file));
        }
        let one = |index| crate::crypto::hash(&self.chunk(part, index, file));
        PartMark {
            all: all.finish(),
            first: one(chunks.start),
            last: one(chunks.end - 1),
            sum: [0; 32],
        }
    }

    /// Refuses plaintext that differs from what the same chunks held before.
    fn compare(&self, part: u64, new: &PartMark) -> Result<(), SourceChanged> {
        let chunks = self.layout.part_chunks(part);
        let own = self.marks.get(&part).is_none_or(|known| equal(&known.all, &new.all));
        let before = part.checked_sub(1).and_then(|p| Some((p, self.marks.get(&p)?)));
        let left = before.is_none_or(|(p, known)| {
            self.layout.part_chunks(p).end != chunks.start + 1 || equal(&known.last, &new.first)
        });
        let after = self.marks.get(&(part + 1));
        let right = after.is_none_or(|known| {
            self.layout.part_chunks(part + 1).start + 1 != chunks.end
                || equal(&known.first, &new.last)
        });
        if own && left && right { Ok(()) } else { Err(SourceChanged) }
    }

    fn encrypt(&self, part: u64, file: &[u8]) -> Vec<u8> {
        let range = self.layout.part_range(part);
        let chunks = self.layout.part_chunks(part);
        let mut out = Vec::with_capacity((range.end - range.start) as usize + 2 * SEALED_CHUNK);
        if part == 0 {
            out.extend_from_slice(&self.sealer.header());
        }
        for index in chunks.clone() {
            out.extend_from_slice(&self.sealer.seal_chunk(index, &self.chunk(part, index, file)));
        }
        // The first and the last chunk may stick out of the part.
        let start = if part == 0 { 0 } else { self.layout.chunk_range(chunks.start).start };
        out.drain(..(range.start - start) as usize);
        out.truncate((range.end - range.start) as usize);
        out
    }
}

/// Seals a file that is wholly in memory; returns ciphertext and hash.
///
/// # Errors
/// [`SourceChanged`] when it is too large.
pub fn seal_attachment(
    context: &AttachmentContext,
    keys: &AttachmentKeys,
    file: &[u8],
) -> Result<(Vec<u8>, Hash), SourceChanged> {
    let mut sealer =
        AttachmentSealer::new(context, keys, file.len() as u64, []).map_err(|_| SourceChanged)?;
    let mut out = Vec::new();
    for part in 0..sealer.layout().parts() {
        let range = sealer.layout().file_range(part);
        out.extend_from_slice(
            &sealer.seal_part(part, &file[range.start as usize..range.end as usize])?.bytes,
        );
    }
    let hash = sealer.hash().ok_or(SourceChanged)?;
    Ok((out, hash))
}

impl AttachmentKeys {
    /// Draws an id together with keys: they are never separated.
    #[must_use]
    pub fn make_with_id(rng: &mut dyn crate::crypto::Random) -> (AttachmentId, Self) {
        (AttachmentId::from_bytes(crate::crypto::draw(rng)), Self::make(rng))
    }
}
