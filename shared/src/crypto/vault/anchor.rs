//! What a device remembers to notice that the server shows an older vault: no secret, one per account.

use super::{VaultContext, stored_hash};
use crate::crypto::{
    Hash,
    error::Checked,
    wire::{Reader, Writer},
};
use crate::ids::AccountId;

/// Account, counter and hash of the newest vault this device has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// Whose vault.
    pub account: AccountId,
    /// Its counter.
    pub counter: u64,
    /// Its hash.
    pub hash: Hash,
}

/// The server shows a vault older than, or other than, the one this device knows: a hard stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server shows vault {shown}, this device has seen {known}")]
pub struct Rollback {
    /// The counter this device knows.
    pub known: u64,
    /// The counter the server shows.
    pub shown: u64,
}

impl Anchor {
    pub(super) fn of(context: VaultContext, stored: &[u8]) -> Self {
        Self { account: context.account, counter: context.counter, hash: stored_hash(stored) }
    }

    /// The anchor of a vault that was opened.
    ///
    /// # Errors
    /// [`crate::crypto::Refused`] when the bytes are no vault.
    pub fn from_stored(stored: &[u8]) -> Checked<Self> {
        Ok(Self::of(VaultContext::parse(stored)?, stored))
    }

    /// Compares what the server shows now with what this device knows.
    ///
    /// # Errors
    /// [`Rollback`] for a lower counter, another vault under the same counter, or another account.
    pub fn check(&self, shown: &Self) -> Result<(), Rollback> {
        let newer = shown.counter > self.counter;
        let same = shown.counter == self.counter && shown.hash == self.hash;
        if shown.account == self.account && (newer || same) {
            Ok(())
        } else {
            Err(Rollback { known: self.counter, shown: shown.counter })
        }
    }

    /// For the browser's storage: account ‖ counter ‖ hash.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        Writer::default().put(self.account.as_bytes()).u64(self.counter).put(&self.hash).done()
    }

    /// From the browser's storage.
    ///
    /// # Errors
    /// [`crate::crypto::Refused`] when the bytes are no anchor.
    pub fn from_bytes(bytes: &[u8]) -> Checked<Self> {
        let mut reader = Reader::new(bytes);
        let anchor = Self {
            account: AccountId::from_bytes(reader.array()?),
            counter: reader.u64()?,
            hash: reader.array()?,
        };
        reader.end()?;
        Ok(anchor)
    }
}
