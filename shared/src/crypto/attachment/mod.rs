//! Attachments: files sealed chunk by chunk, sent in parts, opened while they arrive.
//!
//! ```text
//! att  = SEAL(att_key, "stf1/att" ‖ suite ‖ owner ‖ handover ‖ att_id, bytes ‖ zeros up to max(1024, Padmé(len)))
//! hash = H("stf1/parts" ‖ H(part 0) ‖ H(part 1) ‖ …), parts of 8 MiB of the ciphertext
//! root = H("stf1/root" ‖ count u32 ‖ for each, sorted by id: att_id ‖ ct_len ‖ hash)
//! ```
//!
//! Key and salt live as long as the attachment, so a part sent twice is the same bytes. A file that changed
//! in between would meet the same nonces with other plaintext, which GCM does not survive: [`PartMark`]s,
//! kept in the encrypted draft *before* a part is first sent, let [`AttachmentSealer`] refuse it. Then the
//! file starts again as a new attachment. Salt and key never come from the server.

mod engine;
mod layout;
mod open;
mod seal;

pub use engine::{Chunk, Engine, InRust, RustKey, within};
pub use layout::Layout;
pub use open::{AttachmentOpener, AttachmentReader, open_attachment};
pub use seal::{AttachmentSealer, NotSealed, PartMark, SealedPart, seal_attachment};

use super::{
    Hash, Key, Random,
    error::{Checked, ensure},
    hazmat::{hash::sha256, seal as stream},
    labels,
    random::draw,
    wire::Writer,
};
use crate::ids::{AccountId, AttachmentId, HandoverId};

/// What an attachment is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttachmentContext {
    /// Whose.
    pub owner: AccountId,
    /// Of which handover.
    pub handover: HandoverId,
    /// Which.
    pub id: AttachmentId,
}

impl AttachmentContext {
    fn bytes(&self) -> Vec<u8> {
        Writer::label(labels::ATTACHMENT)
            .suite()
            .put(self.owner.as_bytes())
            .put(self.handover.as_bytes())
            .put(self.id.as_bytes())
            .done()
    }
}

/// Key and salt of one attachment, for its life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentKeys {
    /// Goes into the body.
    pub key: Key,
    /// Stands in front of the ciphertext.
    pub salt: [u8; stream::SALT],
}

impl AttachmentKeys {
    /// Draws new ones, with every new attachment id.
    #[must_use]
    pub fn make(rng: &mut dyn Random) -> Self {
        Self { key: Key::make(rng), salt: draw(rng) }
    }
}

/// An attachment as the sealed body lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentEntry {
    /// Which.
    pub id: AttachmentId,
    /// File name.
    pub name: String,
    /// Media type as the owner's browser gave it.
    pub mime: String,
    /// Length of the file.
    pub len: u64,
    /// Length of the ciphertext.
    pub ct_len: u64,
    /// Over the part hashes.
    pub hash: Hash,
    /// Opens it.
    pub key: Key,
}

/// The hash of an attachment out of the hashes of its parts, in order.
#[must_use]
pub fn parts_hash(parts: &[Hash]) -> Hash {
    let mut all = vec![labels::PARTS];
    all.extend(parts.iter().map(|part| &part[..]));
    sha256(&all)
}

/// What a header says about all attachments of a version: id, ciphertext length and hash of each.
///
/// # Errors
/// [`super::Refused`] when an id occurs twice.
pub fn att_root(attachments: impl IntoIterator<Item = (AttachmentId, u64, Hash)>) -> Checked<Hash> {
    let mut all: Vec<_> = attachments.into_iter().collect();
    all.sort_by_key(|(id, _, _)| *id);
    ensure(all.windows(2).all(|pair| pair[0].0 != pair[1].0))?;
    let count = u32::try_from(all.len()).map_err(|_| super::Refused)?;
    let start = Writer::label(labels::ROOT).u32(count);
    let bytes = all
        .iter()
        .fold(start, |w, (id, len, hash)| w.put(id.as_bytes()).u64(*len).put(hash))
        .done();
    Ok(sha256(&[&bytes]))
}

#[cfg(test)]
mod tests;
