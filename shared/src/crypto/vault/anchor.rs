//! What a device remembers to notice that the server shows an older vault: no secret, one per account.

use super::{Vault, VaultContext, model::TRAIL};
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

/// Which vault one is and which it came from: no secret either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lineage {
    /// The vault itself.
    pub anchor: Anchor,
    trail: Vec<Hash>,
}

impl Vault {
    /// Which vault this is; none before it was ever sealed.
    #[must_use]
    pub fn lineage(&self) -> Option<Lineage> {
        let anchor = Anchor { account: self.account, counter: self.counter, hash: self.stored? };
        Some(Lineage { anchor, trail: self.trail.clone() })
    }
}

/// The server shows a vault older than the one this device knows, or one that did not come from it: a stop,
/// explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server shows vault {shown}, this device has seen {known}")]
pub struct Rollback {
    /// The counter this device knows.
    pub known: u64,
    /// The counter the server shows.
    pub shown: u64,
}

impl Anchor {
    pub(super) fn of(context: VaultContext, hash: Hash) -> Self {
        Self { account: context.account, counter: context.counter, hash }
    }

    /// Compares the vault the server shows now with what this device knows: it must be that one, or one whose
    /// trail names it. A device that missed more vaults than a trail holds has only the counter to go by.
    ///
    /// # Errors
    /// [`Rollback`] for a lower counter, another vault under the same counter, a vault that came from another
    /// one than this, or another account.
    pub fn check(&self, shown: &Lineage) -> Result<(), Rollback> {
        let same = match shown.anchor.counter.checked_sub(self.counter) {
            None => false,
            Some(0) => shown.anchor.hash == self.hash,
            Some(back) => usize::try_from(back - 1)
                .ok()
                .and_then(|at| shown.trail.get(at))
                .map_or(back > TRAIL as u64, |hash| *hash == self.hash),
        };
        if same && shown.anchor.account == self.account {
            Ok(())
        } else {
            Err(Rollback { known: self.counter, shown: shown.anchor.counter })
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
