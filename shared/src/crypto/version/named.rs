//! Which header a signed statement speaks of.

use super::{Header, VersionContext};
use crate::crypto::{
    Hash,
    error::{Checked, ensure},
    wire::{Reader, Writer},
};
use crate::ids::{AccountId, HandoverId};

/// A header by its ids, its version and its hash: what heads and receipts are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeaderId {
    /// Which version of what.
    pub context: VersionContext,
    /// For whom.
    pub recipient: AccountId,
    /// `H(header)`.
    pub hash: Hash,
}

impl HeaderId {
    /// Of a header.
    #[must_use]
    pub fn of(header: &Header) -> Self {
        Self { context: header.context(), recipient: header.recipient, hash: header.hash() }
    }

    /// label ‖ suite ‖ owner ‖ r ‖ handover ‖ version ‖ H(header)
    pub(in crate::crypto) fn write(&self, label: &[u8]) -> Writer {
        Writer::label(label)
            .suite()
            .put(self.context.owner.as_bytes())
            .put(self.recipient.as_bytes())
            .put(self.context.handover.as_bytes())
            .u64(self.context.version)
            .put(&self.hash)
    }

    pub(in crate::crypto) fn read(reader: &mut Reader<'_>, label: &[u8]) -> Checked<Self> {
        reader.literal(label)?;
        reader.suite()?;
        let owner = AccountId::from_bytes(reader.array()?);
        let recipient = AccountId::from_bytes(reader.array()?);
        let handover = HandoverId::from_bytes(reader.array()?);
        let version = reader.u64()?;
        ensure(version > 0)?;
        let context = VersionContext { owner, handover, version };
        Ok(Self { context, recipient, hash: reader.array()? })
    }
}
