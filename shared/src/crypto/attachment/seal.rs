//! Sealing a file part by part, in any order, resumable.

use super::{
    AttachmentContext, AttachmentKeys, Engine, Hash, InRust, Layout,
    engine::at_once,
    parts_hash,
    stream::{CHUNK, Sealer},
};
use crate::crypto::{
    error::{Checked, Refused},
    secret::{SecretBytes, equal},
};
use crate::ids::AttachmentId;
use std::{collections::BTreeMap, future::Future};

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

/// Why a part was not sealed. Nothing of it may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSealed {
    /// The file is not what it was, or ended early or late: start again as a new attachment.
    #[error("the file changed while it was read")]
    SourceChanged,
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] Refused),
}

/// Seals one file.
pub struct AttachmentSealer<E: Engine = InRust> {
    engine: E,
    key: E::Key,
    layout: Layout,
    sealer: Sealer,
    marks: BTreeMap<u64, PartMark>,
}

impl AttachmentSealer {
    /// As [`AttachmentSealer::on`], in Rust.
    ///
    /// # Errors
    /// [`Refused`] when the file is too large.
    pub fn new(
        context: &AttachmentContext,
        keys: &AttachmentKeys,
        len: u64,
        marks: impl IntoIterator<Item = (u64, PartMark)>,
    ) -> Checked<Self> {
        at_once(Self::on(InRust, context, keys, len, marks))
    }

    /// As [`AttachmentSealer::seal`], at once.
    ///
    /// # Errors
    /// [`NotSealed`].
    pub fn seal_part(&mut self, part: u64, file: &[u8]) -> Result<SealedPart, NotSealed> {
        at_once(self.seal(part, file))
    }
}

impl<E: Engine> AttachmentSealer<E> {
    /// Starts, or resumes with the marks of the draft.
    ///
    /// # Errors
    /// [`Refused`] when the file is too large or the engine does not take the key.
    pub async fn on(
        engine: E,
        context: &AttachmentContext,
        keys: &AttachmentKeys,
        len: u64,
        marks: impl IntoIterator<Item = (u64, PartMark)>,
    ) -> Checked<Self> {
        let layout = Layout::new(len)?;
        let sealer = Sealer::derive(&keys.key, &keys.salt, &context.bytes());
        let key = engine.key(sealer.aead_key()).await?;
        Ok(Self { engine, key, layout, sealer, marks: marks.into_iter().collect() })
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
    /// [`NotSealed`], when there are more or fewer bytes, or others than before.
    pub async fn check(&self, part: u64, file: &[u8]) -> Result<(), NotSealed> {
        let padded = self.padded(part, file)?;
        let plain = padded.as_ref().map_or(file, SecretBytes::expose_secret);
        let all = self.engine.sha256(plain).await?;
        self.compare(part, &self.mark(part, plain, all))
    }

    /// Seals a part out of the bytes of [`Layout::file_range`].
    ///
    /// # Errors
    /// [`NotSealed`], when there are more or fewer bytes, or others than before.
    pub async fn seal(&mut self, part: u64, file: &[u8]) -> Result<SealedPart, NotSealed> {
        let padded = self.padded(part, file)?;
        let plain = padded.as_ref().map_or(file, SecretBytes::expose_secret);
        // Both are under way at the same time. What was encrypted goes nowhere before it was compared.
        let (all, sealed) = (self.engine.sha256(plain), self.encrypt(part, plain));
        let mark = self.mark(part, plain, all.await?);
        self.compare(part, &mark)?;
        let bytes = sealed.await?;
        let mark = PartMark { sum: self.engine.sha256(&bytes).await?, ..mark };
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

    /// The padded plaintext of every chunk any byte of which lies in the part, where that is not the file itself.
    fn padded(&self, part: u64, file: &[u8]) -> Result<Option<SecretBytes>, NotSealed> {
        let range = self.layout.file_range(part);
        if part >= self.layout.parts() || file.len() as u64 != range.end - range.start {
            return Err(NotSealed::SourceChanged);
        }
        let len =
            self.layout.part_chunks(part).map(|index| self.layout.chunk_len(index)).sum::<u64>()
                as usize;
        Ok((len > file.len()).then(|| {
            let mut padded = Vec::with_capacity(len);
            padded.extend_from_slice(file);
            padded.resize(len, 0);
            SecretBytes::new(padded)
        }))
    }

    /// Without the hash of the ciphertext.
    fn mark(&self, part: u64, plain: &[u8], all: Hash) -> PartMark {
        let chunks = self.layout.part_chunks(part);
        let one = |index| crate::crypto::hash(self.chunk(part, index, plain));
        PartMark { all, first: one(chunks.start), last: one(chunks.end - 1), sum: [0; 32] }
    }

    /// A chunk out of the padded plaintext of its part.
    fn chunk<'a>(&self, part: u64, index: u64, plain: &'a [u8]) -> &'a [u8] {
        let start = (index - self.layout.part_chunks(part).start) as usize * CHUNK;
        &plain[start..start + self.layout.chunk_len(index) as usize]
    }

    /// Refuses plaintext that differs from what the same chunks held before.
    fn compare(&self, part: u64, new: &PartMark) -> Result<(), NotSealed> {
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
        if own && left && right { Ok(()) } else { Err(NotSealed::SourceChanged) }
    }

    /// The part out of its chunks, the first and the last of which may stick out; the header stands in front.
    fn encrypt(&self, part: u64, plain: &[u8]) -> impl Future<Output = Checked<Vec<u8>>> {
        let (range, chunks) = (self.layout.part_range(part), self.layout.part_chunks(part));
        let front = if part == 0 { self.sealer.header().to_vec() } else { Vec::new() };
        let first = self.layout.chunk_range(chunks.start).start;
        let at = |byte: u64| byte.saturating_sub(first) as usize;
        let cut = at(range.start)..at(range.end);
        let chunk = move |index| (self.sealer.nonce(index), self.chunk(part, index, plain));
        self.engine.seal(&self.key, chunks.map(chunk), front, cut)
    }
}

/// Seals a file that is wholly in memory; returns ciphertext and hash.
///
/// # Errors
/// [`NotSealed`] when it is too large.
pub fn seal_attachment(
    context: &AttachmentContext,
    keys: &AttachmentKeys,
    file: &[u8],
) -> Result<(Vec<u8>, Hash), NotSealed> {
    let mut sealer = AttachmentSealer::new(context, keys, file.len() as u64, [])?;
    let mut out = Vec::new();
    for part in 0..sealer.layout().parts() {
        let range = sealer.layout().file_range(part);
        out.extend_from_slice(
            &sealer.seal_part(part, &file[range.start as usize..range.end as usize])?.bytes,
        );
    }
    let hash = sealer.hash().ok_or(NotSealed::SourceChanged)?;
    Ok((out, hash))
}

impl AttachmentKeys {
    /// Draws an id together with keys: they are never separated.
    #[must_use]
    pub fn make_with_id(rng: &mut dyn crate::crypto::Random) -> (AttachmentId, Self) {
        (AttachmentId::from_bytes(crate::crypto::draw(rng)), Self::make(rng))
    }
}
