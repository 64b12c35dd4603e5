//! Opening a file while it arrives, or one chunk of it. Nothing may be offered before everything verified.

use super::{
    AttachmentContext, AttachmentEntry, Hash, Layout, parts_hash,
    stream::{CHUNK, HEADER, SEALED_CHUNK, Sealer},
};
use crate::crypto::{
    Key,
    error::{Checked, Refused, ensure},
    hazmat::hash::PartHasher,
    secret::{SecretBytes, equal},
};
use crate::limits::PART_LEN;
use zeroize::Zeroizing;

/// Random access to the chunks of one attachment whose first 56 bytes are known.
pub struct AttachmentReader {
    layout: Layout,
    sealer: Sealer,
}

impl AttachmentReader {
    /// Derives the keys and checks the commitment.
    ///
    /// # Errors
    /// [`Refused`] when lengths do not fit or the header is of another key or context.
    pub fn new(
        context: &AttachmentContext,
        entry: &AttachmentEntry,
        header: &[u8; HEADER],
    ) -> Checked<Self> {
        ensure(context.id == entry.id)?;
        let layout = checked_layout(entry)?;
        Ok(Self { layout, sealer: Sealer::from_header(&entry.key, header, &context.bytes())? })
    }

    /// Where everything lies.
    #[must_use]
    pub fn layout(&self) -> Layout {
        self.layout
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

    /// Opens one chunk and cuts the padding off, which must be zero.
    ///
    /// # Errors
    /// [`Refused`] for another length than the chunk's, or anything not authentic.
    pub fn open_chunk(&self, chunk: u64, sealed: &[u8]) -> Checked<SecretBytes> {
        let range = self.layout.chunk_range(chunk);
        ensure(chunk < self.layout.chunks() && sealed.len() as u64 == range.end - range.start)?;
        let plain = Zeroizing::new(self.sealer.open_chunk(chunk, sealed)?);
        self.strip(chunk, &plain)
    }

    /// Cuts the padding off a chunk that the browser opened.
    ///
    /// # Errors
    /// [`Refused`] when the padding is not zero or the length is not the chunk's.
    pub fn strip(&self, chunk: u64, plain: &[u8]) -> Checked<SecretBytes> {
        ensure(plain.len() as u64 == self.layout.chunk_len(chunk))?;
        let left = self.layout.file_len().saturating_sub(chunk * CHUNK as u64);
        let (file, zeros) =
            plain.split_at(plain.len().min(usize::try_from(left).unwrap_or(usize::MAX)));
        ensure(zeros.iter().all(|b| *b == 0))?;
        Ok(SecretBytes::new(file.to_vec()))
    }
}

fn checked_layout(entry: &AttachmentEntry) -> Checked<Layout> {
    let layout = Layout::new(entry.len)?;
    ensure(layout.ct_len() == entry.ct_len)?;
    Ok(layout)
}

/// Opens an attachment from its first to its last byte.
pub struct AttachmentOpener {
    context: AttachmentContext,
    entry: AttachmentEntry,
    reader: Option<AttachmentReader>,
    buffer: Vec<u8>,
    arrived: u64,
    chunk: u64,
    part: PartHasher,
    parts: Vec<Hash>,
    failed: bool,
}

impl AttachmentOpener {
    /// Starts.
    ///
    /// # Errors
    /// [`Refused`] when the entry is of another attachment or its lengths do not fit.
    pub fn new(context: AttachmentContext, entry: &AttachmentEntry) -> Checked<Self> {
        ensure(context.id == entry.id)?;
        checked_layout(entry)?;
        let buffer = Vec::new();
        Ok(Self {
            context,
            entry: entry.clone(),
            reader: None,
            buffer,
            arrived: 0,
            chunk: 0,
            part: PartHasher::default(),
            parts: Vec::new(),
            failed: false,
        })
    }

    /// Takes ciphertext as it arrives, in pieces of any size; returns the file's bytes that became readable.
    /// They are authentic one by one, the file as a whole only after [`AttachmentOpener::finish`].
    ///
    /// # Errors
    /// [`Refused`] for anything not authentic or too long. Nothing can be pushed afterwards.
    pub fn push(&mut self, sealed: &[u8]) -> Checked<SecretBytes> {
        ensure(!self.failed)?;
        let opened = self.take(sealed);
        self.failed = opened.is_err();
        opened
    }

    fn take(&mut self, sealed: &[u8]) -> Checked<SecretBytes> {
        self.hash(sealed)?;
        self.buffer.extend_from_slice(sealed);
        let mut at = 0;
        if self.reader.is_none() {
            let Some((header, _)) = self.buffer.split_first_chunk::<HEADER>() else {
                return Ok(SecretBytes::default());
            };
            self.reader = Some(AttachmentReader::new(&self.context, &self.entry, header)?);
            at = HEADER;
        }
        let plain = self.open_buffered(&mut at)?;
        self.buffer.drain(..at);
        Ok(plain)
    }

    fn open_buffered(&mut self, at: &mut usize) -> Checked<SecretBytes> {
        let reader = self.reader.as_ref().ok_or(Refused)?;
        // Room for every whole chunk at once: growing would leave copies behind, and none costs nothing.
        let room = (self.buffer.len() - *at) / SEALED_CHUNK
            + usize::from(self.arrived == self.entry.ct_len);
        let mut plain = Zeroizing::new(Vec::with_capacity(room * CHUNK));
        while self.chunk < reader.layout.chunks() {
            let range = reader.layout.chunk_range(self.chunk);
            let end = *at + (range.end - range.start) as usize;
            let Some(sealed) = self.buffer.get(*at..end) else { break };
            plain.extend_from_slice(reader.open_chunk(self.chunk, sealed)?.expose_secret());
            *at = end;
            self.chunk += 1;
        }
        Ok(plain.into())
    }

    fn hash(&mut self, mut bytes: &[u8]) -> Checked<()> {
        ensure(bytes.len() as u64 <= self.entry.ct_len - self.arrived)?;
        while !bytes.is_empty() {
            let room = PART_LEN - self.arrived % PART_LEN;
            let (now, later) = bytes.split_at(bytes.len().min(room as usize));
            self.part.update(now);
            self.arrived += now.len() as u64;
            if self.arrived.is_multiple_of(PART_LEN) {
                self.parts.push(std::mem::take(&mut self.part).finish());
            }
            bytes = later;
        }
        Ok(())
    }

    /// Says whether the file may be offered.
    ///
    /// # Errors
    /// [`Refused`] when something is missing or the hash over the parts is another one.
    pub fn finish(mut self) -> Checked<()> {
        ensure(!self.failed)?;
        let chunks = self.reader.as_ref().ok_or(Refused)?.layout.chunks();
        ensure(
            self.arrived == self.entry.ct_len && self.chunk == chunks && self.buffer.is_empty(),
        )?;
        if !self.arrived.is_multiple_of(PART_LEN) {
            self.parts.push(std::mem::take(&mut self.part).finish());
        }
        ensure(equal(&parts_hash(&self.parts), &self.entry.hash))
    }
}

/// Opens a file that is wholly in memory.
///
/// # Errors
/// [`Refused`] unless all of it is authentic.
pub fn open_attachment(
    context: AttachmentContext,
    entry: &AttachmentEntry,
    sealed: &[u8],
) -> Checked<SecretBytes> {
    let mut opener = AttachmentOpener::new(context, entry)?;
    let plain = opener.push(sealed)?;
    opener.finish()?;
    ensure(plain.len() as u64 == entry.len)?;
    Ok(plain)
}
