//! Opening an offline bundle from its first to its last byte, without holding its files in memory.

use super::{
    key::OfflineKey,
    records::{RECORD_START, Record, fill},
};
use crate::crypto::{
    Key, Refused,
    account::{AccountKey, Kek, SlotContext, SlotKind, is_sealed_with, open_slot},
    attachment::{AttachmentContext, AttachmentEntry, AttachmentOpener},
    bundle::Bundle,
    error::{Checked, ensure},
    hash,
    hazmat::hpke,
    kit::KitCode,
    labels,
    vault::Verified,
    version::{Body, Ends, Header, Mode, Received, SignedHeader, check_hashes, unlock},
};
use std::{
    collections::VecDeque,
    io::{Read, Seek, SeekFrom, Write},
};

/// How much of an attachment is read at once.
const PIECE: usize = 1024 * 1024;

/// Why a file did not open.
#[derive(Debug, thiserror::Error)]
pub enum OfflineError {
    /// The one closed error.
    #[error("this is no offline bundle, or it was changed")]
    Refused,
    /// The kit is another one. This may be told apart: nobody but the reader is there to hear it.
    #[error("another kit opens this file")]
    OtherKit,
    /// The file cannot be read, here at least.
    #[error("reading failed")]
    Read(#[source] std::io::Error),
    /// What was read cannot be written.
    #[error("writing failed")]
    Write(#[source] std::io::Error),
}

impl From<Refused> for OfflineError {
    fn from(_: Refused) -> Self {
        Self::Refused
    }
}

/// What a file says once everything but its attachments verified.
#[derive(Debug, Clone)]
pub struct OpenedOffline {
    /// Who sealed it for whom, when, and whether it is only a drill.
    pub header: Header,
    /// How sure the recipient was of the owner when the file was saved.
    pub verified: Verified,
    /// What the owner wrote.
    pub body: Body,
    /// Opens the body; what a receipt is made with.
    pub body_key: Key,
}

/// Reads one file. The attachments come in the order of [`OfflineReader::next_entry`], each from the place where
/// it has to be: whatever happened to the others costs nothing but them.
pub struct OfflineReader<R> {
    source: R,
    header: Header,
    left: VecDeque<AttachmentEntry>,
    /// Where the next record begins.
    at: u64,
}

/// Records 01 to 10.
struct Front {
    signed: SignedHeader,
    owner: Vec<u8>,
    recipient: Vec<u8>,
    wrap: Vec<u8>,
    lock: Vec<u8>,
    k_srv: Key,
    slot: Vec<u8>,
    key: Vec<u8>,
    body: Vec<u8>,
}

impl Front {
    fn read(source: &mut impl Read) -> Result<Self, OfflineError> {
        let mut magic = [0; labels::OFFLINE_MAGIC.len()];
        fill(source, &mut magic)?;
        ensure(magic == labels::OFFLINE_MAGIC)?;
        let signed = SignedHeader {
            header: Record::Header.read(source)?,
            signature: Record::Signature.read(source)?,
        };
        Ok(Self {
            signed,
            owner: Record::Owner.read(source)?,
            recipient: Record::Recipient.read(source)?,
            wrap: Record::Wrap.read(source)?,
            lock: Record::Lock.read(source)?,
            k_srv: Key::from_slice(&zeroize::Zeroizing::new(Record::ServerKey.read(source)?))?,
            slot: Record::Slot.read(source)?,
            key: Record::Key.read(source)?,
            body: Record::Body.read(source)?,
        })
    }

    fn account_key(&self, header: &Header, code: &KitCode) -> Result<AccountKey, OfflineError> {
        let context = SlotContext::parse(&self.slot)?;
        ensure(context.account == header.recipient && context.kind == SlotKind::Kit)?;
        let kek = Kek::from_kit(code);
        // Nobody is to look for another sheet because a bit of this file has changed.
        let opened = open_slot(&self.slot, header.recipient, &kek).map_err(|_| {
            if is_sealed_with(&self.slot, &kek) {
                OfflineError::Refused
            } else {
                OfflineError::OtherKit
            }
        });
        opened.map(|(_, key)| key)
    }

    fn open(&self, header: &Header, key: &OfflineKey) -> Checked<(Body, Key)> {
        ensure(hash(&self.owner) == key.pin && hash(&self.recipient) == key.own)?;
        let (owner, recipient) = (Bundle::parse(&self.owner)?, Bundle::parse(&self.recipient)?);
        ensure(
            recipient.account() == header.recipient
                && recipient.hash() == header.recipient_bundle
                && hpke::public_key(&key.xwing)? == *recipient.xwing(),
        )?;
        self.signed.verify(&owner)?;
        ensure((header.mode == Mode::Psk) == key.psk.is_some())?;
        let received = Received {
            header: &self.signed,
            owner_bundles: &[],
            history: &[],
            wrap: &self.wrap,
            lock: &self.lock,
            k_srv: &self.k_srv,
            body: &self.body,
            psk_hint: None,
        };
        check_hashes(header, &received)?;
        let ends = Ends { owner: &owner, recipient: &recipient };
        unlock(header, ends, &key.xwing, key.psk.as_ref(), &received)
    }
}

impl<R: Read + Seek> OfflineReader<R> {
    /// Opens everything but the attachments.
    ///
    /// # Errors
    /// [`OfflineError`].
    pub fn open(mut source: R, code: &KitCode) -> Result<(Self, OpenedOffline), OfflineError> {
        let front = Front::read(&mut source)?;
        let header = Header::parse(&front.signed.header)?;
        let account_key = front.account_key(&header, code)?;
        let key = OfflineKey::open(&front.key, &header, &account_key)?;
        let (body, body_key) = front.open(&header, &key)?;
        let mut entries = body.attachments.clone();
        entries.sort_by_key(|entry| entry.id);
        let opened = OpenedOffline { header, verified: key.verified, body, body_key };
        let at = source.stream_position().map_err(OfflineError::Read)?;
        Ok((Self { source, header, left: entries.into(), at }, opened))
    }

    /// The attachment that comes next in the file.
    #[must_use]
    pub fn next_entry(&self) -> Option<&AttachmentEntry> {
        self.left.front()
    }

    /// Decrypts the next attachment into `out`. What was written may be offered only after this returned
    /// well, and the file as a whole only after [`OfflineReader::finish`]. The one behind it can be had either
    /// way.
    ///
    /// # Errors
    /// [`OfflineError`]; [`OfflineError::Refused`] when none is left.
    pub fn copy_next(&mut self, out: &mut dyn Write) -> Result<(), OfflineError> {
        let entry = self.left.pop_front().ok_or(OfflineError::Refused)?;
        let value = entry.ct_len.checked_add(16).ok_or(OfflineError::Refused)?;
        self.go_on(RECORD_START.checked_add(value).ok_or(OfflineError::Refused)?)?;
        let len = Record::Attachment.read_start(&mut self.source)?;
        let mut id = [0; 16];
        fill(&mut self.source, &mut id)?;
        ensure(id == *entry.id.as_bytes() && len == value)?;
        let Header { owner, handover, .. } = self.header;
        let context = AttachmentContext { owner, handover, id: entry.id };
        let mut opener = AttachmentOpener::new(context, &entry)?;
        let mut left = entry.ct_len;
        let mut piece = vec![0; PIECE];
        while left > 0 {
            let now = usize::try_from(left).map_or(PIECE, |left| left.min(PIECE));
            fill(&mut self.source, &mut piece[..now])?;
            let plain = opener.push(&piece[..now])?;
            out.write_all(plain.expose_secret()).map_err(OfflineError::Write)?;
            left -= now as u64;
        }
        Ok(opener.finish()?)
    }

    /// To the next record, which takes so many bytes.
    fn go_on(&mut self, len: u64) -> Result<(), OfflineError> {
        self.source.seek(SeekFrom::Start(self.at)).map_err(OfflineError::Read)?;
        self.at = self.at.saturating_add(len);
        Ok(())
    }

    /// Says that every attachment was read and nothing follows.
    ///
    /// # Errors
    /// [`OfflineError`].
    pub fn finish(mut self) -> Result<(), OfflineError> {
        self.go_on(RECORD_START)?;
        ensure(self.left.is_empty() && Record::End.read_start(&mut self.source)? == 0)?;
        let mut more = [0];
        ensure(self.source.read(&mut more).map_err(OfflineError::Read)? == 0)?;
        Ok(())
    }
}
