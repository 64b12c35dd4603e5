//! Saving an offline bundle: the front from memory, then the attachments as they are stored.

use super::{key::OfflineKey, records::Record};
use crate::crypto::{
    Key, Random,
    account::{AccountKey, SlotContext, SlotKind},
    bundle::Bundle,
    error::{Checked, ensure},
    hash, labels,
    pairing::Psk,
    vault::{OwnKeys, Verified},
    version::{Header, Mode, Received, SignedHeader, check_hashes, srv_id},
};
use crate::ids::AttachmentId;

/// Everything but the attachments. It was opened before: this only puts together what then verified.
#[derive(Debug, Clone, Copy)]
pub struct OfflineParts<'a> {
    /// Header and signature.
    pub header: &'a SignedHeader,
    /// The owner's bundle that signed.
    pub owner: &'a Bundle,
    /// How sure the recipient is of the owner.
    pub verified: Verified,
    /// The recipient's keys it was sealed to.
    pub recipient: &'a OwnKeys,
    /// The key of the pairing, in mode PSK.
    pub psk: Option<&'a Psk>,
    /// `K_r`, wrapped.
    pub wrap: &'a [u8],
    /// The body key, locked.
    pub lock: &'a [u8],
    /// The server's half.
    pub k_srv: &'a Key,
    /// The recipient's kit slot as stored.
    pub kit_slot: &'a [u8],
    /// The body.
    pub body: &'a [u8],
}

impl<'a> OfflineParts<'a> {
    fn received(&self) -> Received<'a> {
        Received {
            header: self.header,
            owner_bundles: &[],
            history: &[],
            wrap: self.wrap,
            lock: self.lock,
            k_srv: self.k_srv,
            body: self.body,
            psk_hint: None,
        }
    }

    /// A file that could never be opened is not saved. Whether the kit opens the slot only its holder knows.
    fn check(&self) -> Checked<Header> {
        let header = self.header.verify(self.owner)?;
        let slot = SlotContext::parse(self.kit_slot)?;
        ensure(slot.kind == SlotKind::Kit && slot.account == header.recipient)?;
        ensure(self.recipient.bundle.hash() == header.recipient_bundle)?;
        ensure((header.mode == Mode::Psk) == self.psk.is_some())?;
        check_hashes(&header, &self.received())?;
        ensure(srv_id(self.k_srv, &header.context(), header.recipient) == header.srv_id)?;
        Ok(header)
    }
}

/// The file up to and including the body. [`attachment_start`] and the ciphertext of each attachment follow,
/// sorted by id, then [`END`].
///
/// # Errors
/// [`crate::crypto::Refused`] when the parts do not belong together.
pub fn make_front(
    parts: &OfflineParts<'_>,
    key: &AccountKey,
    rng: &mut dyn Random,
) -> Checked<Vec<u8>> {
    let header = parts.check()?;
    let (owner, own) = (parts.owner.as_bytes(), parts.recipient.bundle.as_bytes());
    let offline_key = OfflineKey {
        xwing: parts.recipient.secrets.xwing.clone(),
        psk: parts.psk.cloned(),
        pin: hash(owner),
        own: hash(own),
        verified: parts.verified,
    };
    let sealed = offline_key.seal(&header, key, rng);
    let records: [(Record, &[u8]); 10] = [
        (Record::Header, &parts.header.header),
        (Record::Signature, &parts.header.signature),
        (Record::Owner, owner),
        (Record::Recipient, own),
        (Record::Wrap, parts.wrap),
        (Record::Lock, parts.lock),
        (Record::ServerKey, parts.k_srv.expose_secret()),
        (Record::Slot, parts.kit_slot),
        (Record::Key, &sealed),
        (Record::Body, parts.body),
    ];
    Ok(records.iter().fold(labels::OFFLINE_MAGIC.to_vec(), |mut file, (record, value)| {
        file.extend_from_slice(&record.whole(value));
        file
    }))
}

/// What stands before the ciphertext of an attachment.
#[must_use]
pub fn attachment_start(id: AttachmentId, ct_len: u64) -> Vec<u8> {
    [&Record::Attachment.start(16 + ct_len)[..], id.as_bytes()].concat()
}

/// What stands at the end of the file.
pub const END: [u8; 9] = [0xff, 0, 0, 0, 0, 0, 0, 0, 0];
