//! Opening a file while it arrives, or one chunk of it. Nothing may be offered before everything verified.

use super::{
    AttachmentContext, AttachmentEntry, Engine, Hash, InRust, Layout,
    engine::at_once,
    parts_hash,
    stream::{CHUNK, HEADER, SEALED_CHUNK, Sealer},
};
use crate::crypto::{
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

    /// Opens one chunk and cuts the padding off, which must be zero.
    ///
    /// # Errors
    /// [`Refused`] for another length than the chunk's, or anything not authentic.
    pub fn open_chunk(&self, chunk: u64, sealed: &[u8]) -> Checked<SecretBytes> {
        let range = self.layout.chunk_range(chunk);
        ensure(chunk < self.layout.chunks() && sealed.len() as u64 == range.end - range.start)?;
        let plain = Zeroizing::new(self.sealer.open_chunk(chunk, sealed)?);
        Ok(SecretBytes::new(self.strip(chunk, &plain)?.to_vec()))
    }

    /// Cuts the padding, which must be zero, off the plaintext of chunks from the given one on.
    fn strip<'a>(&self, first: u64, plain: &'a [u8]) -> Checked<&'a [u8]> {
        let left = self.layout.file_len().saturating_sub(first * CHUNK as u64);
        let left = usize::try_from(left).unwrap_or(usize::MAX);
        let (file, zeros) = plain.split_at(plain.len().min(left));
        ensure(zeros.iter().all(|byte| *byte == 0))?;
        Ok(file)
    }
}

fn checked_layout(entry: &AttachmentEntry) -> Checked<Layout> {
    let layout = Layout::new(entry.len)?;
    ensure(layout.ct_len() == entry.ct_len)?;
    Ok(layout)
}

/// Opens an attachment from its first to its last byte.
pub struct AttachmentOpener<E: Engine = InRust> {
    engine: E,
    context: AttachmentContext,
    entry: AttachmentEntry,
    reader: Option<(AttachmentReader, E::Key)>,
    buffer: Vec<u8>,
    arrived: u64,
    chunk: u64,
    part: PartHasher,
    parts: Vec<Hash>,
    failed: bool,
}

impl AttachmentOpener {
    /// As [`AttachmentOpener::on`], in Rust.
    ///
    /// # Errors
    /// [`Refused`] when the entry is of another attachment or its lengths do not fit.
    pub fn new(context: AttachmentContext, entry: &AttachmentEntry) -> Checked<Self> {
        Self::on(InRust, context, entry)
    }

    /// As [`AttachmentOpener::open`], at once.
    ///
    /// # Errors
    /// [`Refused`] for anything not authentic or too long. Nothing can be pushed afterwards.
    pub fn push(&mut self, sealed: &[u8]) -> Checked<SecretBytes> {
        at_once(self.open(sealed))
    }
}

impl<E: Engine + Clone> AttachmentOpener<E> {
    /// Starts.
    ///
    /// # Errors
    /// [`Refused`] when the entry is of another attachment or its lengths do not fit.
    pub fn on(engine: E, context: AttachmentContext, entry: &AttachmentEntry) -> Checked<Self> {
        ensure(context.id == entry.id)?;
        checked_layout(entry)?;
        Ok(Self {
            engine,
            context,
            entry: entry.clone(),
            reader: None,
            buffer: Vec::new(),
            arrived: 0,
            chunk: 0,
            part: PartHasher::default(),
            parts: Vec::new(),
            failed: false,
        })
    }

    /// Takes ciphertext as it arrives, in pieces of any size, best part by part; returns the file's bytes that
    /// became readable. They are authentic one by one, the file as a whole only after
    /// [`AttachmentOpener::finish`].
    ///
    /// # Errors
    /// [`Refused`] for anything not authentic or too long. Nothing can be opened afterwards.
    pub async fn open(&mut self, sealed: &[u8]) -> Checked<SecretBytes> {
        // Also when this is dropped while it waits.
        ensure(!std::mem::replace(&mut self.failed, true))?;
        ensure(sealed.len() as u64 <= self.entry.ct_len - self.arrived)?;
        let engine = self.engine.clone();
        // A part that arrives whole is the engine's to hash, while it opens the chunks.
        let sum = self.is_part(sealed).then(|| engine.sha256(sealed));
        if sum.is_none() {
            self.hash(sealed);
        }
        self.arrived += sealed.len() as u64;
        let plain = match self.read_header(sealed).await? {
            Some(rest) => self.open_chunks(rest).await?,
            None => SecretBytes::default(),
        };
        if let Some(sum) = sum {
            self.parts.push(sum.await?);
        }
        self.failed = false;
        Ok(plain)
    }

    /// Whether this is the next part, from its first to its last byte.
    fn is_part(&self, sealed: &[u8]) -> bool {
        let left = self.entry.ct_len - self.arrived;
        self.arrived.is_multiple_of(PART_LEN) && sealed.len() as u64 == left.min(PART_LEN)
    }

    /// Parts that arrive in pieces.
    fn hash(&mut self, mut bytes: &[u8]) {
        let mut arrived = self.arrived;
        while !bytes.is_empty() {
            let room = PART_LEN - arrived % PART_LEN;
            let (now, later) = bytes.split_at(bytes.len().min(room as usize));
            self.part.update(now);
            arrived += now.len() as u64;
            if arrived.is_multiple_of(PART_LEN) || arrived == self.entry.ct_len {
                self.parts.push(std::mem::take(&mut self.part).finish());
            }
            bytes = later;
        }
    }

    /// Derives the keys as soon as salt and commitment are there; what follows these is the rest.
    async fn read_header<'a>(&mut self, sealed: &'a [u8]) -> Checked<Option<&'a [u8]>> {
        if self.reader.is_some() {
            return Ok(Some(sealed));
        }
        let rest = self.complete(HEADER, sealed);
        let Some(header) = self.buffer.first_chunk::<HEADER>() else { return Ok(None) };
        let reader = AttachmentReader::new(&self.context, &self.entry, header)?;
        let key = self.engine.key(reader.sealer.aead_key()).await?;
        self.reader = Some((reader, key));
        self.buffer.clear();
        Ok(Some(rest))
    }

    /// Fills the buffer up to `len` bytes; the rest.
    fn complete<'a>(&mut self, len: usize, bytes: &'a [u8]) -> &'a [u8] {
        let missing = len.saturating_sub(self.buffer.len());
        let (now, later) = bytes.split_at(bytes.len().min(missing));
        self.buffer.extend_from_slice(now);
        later
    }

    /// Opens every chunk that is wholly there: the one that earlier bytes began, and those that lie in these.
    async fn open_chunks(&mut self, mut sealed: &[u8]) -> Checked<SecretBytes> {
        let last = self.arrived == self.entry.ct_len;
        if !self.buffer.is_empty() {
            sealed = self.complete(SEALED_CHUNK, sealed);
            if self.buffer.len() < SEALED_CHUNK && !last {
                return Ok(SecretBytes::default());
            }
        }
        let Some((reader, key)) = &self.reader else { return Err(Refused) };
        let whole = if last { sealed.len() } else { sealed.len() / SEALED_CHUNK * SEALED_CHUNK };
        let (whole, begun) = sealed.split_at(whole);
        let first = self.chunk;
        let chunks = self.buffer.chunks(SEALED_CHUNK).chain(whole.chunks(SEALED_CHUNK));
        self.chunk += chunks.clone().count() as u64;
        let numbered = (first..).zip(chunks);
        let plain = self
            .engine
            .open(key, numbered.map(|(index, bytes)| (reader.sealer.nonce(index), bytes)))
            .await?;
        let file = reader.strip(first, plain.expose_secret())?.len();
        self.buffer = begun.to_vec();
        Ok(plain.truncated(file))
    }

    /// Says whether the file may be offered.
    ///
    /// # Errors
    /// [`Refused`] when something is missing or the hash over the parts is another one.
    pub fn finish(self) -> Checked<()> {
        ensure(!self.failed)?;
        let chunks = self.reader.as_ref().ok_or(Refused)?.0.layout.chunks();
        ensure(
            self.arrived == self.entry.ct_len && self.chunk == chunks && self.buffer.is_empty(),
        )?;
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
