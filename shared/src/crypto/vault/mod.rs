//! The vault: an account's private memory of its own keys, of the people it trusts, and of what it sealed.
//!
//! ```text
//! ctx    = "stf1/vault" ‖ suite ‖ account ‖ counter
//! stored = ctx ‖ SEAL(VK, ctx, PAD(CBOR)),  VK = KDF(AK, "stf1/ak/vault")
//! ```
//!
//! Every change counts the counter up, names the vaults it came from (`trail`) and is committed by
//! compare-and-swap; on a conflict the client loads
//! again and re-applies what it wanted. A vault of a newer format version may be read, never written: an old
//! client must not destroy pins. To add a field: a key in `model`, read with a default.

mod anchor;
mod codec;
mod model;
mod parts;

pub use anchor::{Anchor, Lineage, Rollback};
pub use model::{
    Change, HandoverEntry, Invite, OwnKeys, Peer, PinnedPsk, Role, SealedEntry, Seen, Vault,
    Verified,
};

use super::{
    Random,
    account::AccountKey,
    error::{Checked, ensure},
    hazmat::{hash::sha256, seal},
    labels,
    padme::{pad, unpad},
    wire::{Reader, Writer},
};
use crate::ids::AccountId;

/// The format version this build writes.
const VERSION: u64 = 1;

/// What a stored vault says in front, readable by the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VaultContext {
    /// Whose.
    pub account: AccountId,
    /// Counted up with every change, from 1.
    pub counter: u64,
}

impl VaultContext {
    fn bytes(&self) -> Vec<u8> {
        Writer::label(labels::VAULT).suite().put(self.account.as_bytes()).u64(self.counter).done()
    }

    /// Reads the context; says nothing about the rest.
    ///
    /// # Errors
    /// [`super::Refused`] for anything that is no vault of a known suite.
    pub fn parse(stored: &[u8]) -> Checked<Self> {
        Ok(split(stored)?.0)
    }
}

fn split(stored: &[u8]) -> Checked<(VaultContext, &[u8])> {
    let mut reader = Reader::new(stored);
    reader.literal(labels::VAULT)?;
    reader.suite()?;
    let context =
        VaultContext { account: AccountId::from_bytes(reader.array()?), counter: reader.u64()? };
    ensure(context.counter > 0)?;
    Ok((context, reader.rest()))
}

/// A sealed vault and what to remember of it.
#[derive(Debug, Clone)]
pub struct SealedVault {
    /// For the server.
    pub stored: Vec<u8>,
    /// For this device, unless it is not the person's own.
    pub anchor: Anchor,
}

/// The vault was written by a newer version of this program and cannot be changed by this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this vault was made with a newer version")]
pub struct NewerFormat;

impl Vault {
    /// Counts up, stamps the change and seals. On a conflict throw this away, load again, re-apply.
    ///
    /// # Errors
    /// [`NewerFormat`] when a newer version wrote it.
    pub fn seal_next(
        &mut self,
        change: Change,
        key: &AccountKey,
        rng: &mut dyn Random,
    ) -> Result<SealedVault, NewerFormat> {
        if self.read_only() {
            return Err(NewerFormat);
        }
        self.counter += 1;
        self.changed = change;
        self.trail.splice(0..0, self.stored);
        self.trail.truncate(model::TRAIL);
        let context = VaultContext { account: self.account, counter: self.counter };
        let ctx = context.bytes();
        let sealed = seal::seal(&key.vault_key(), &ctx, &pad(&codec::encode(self)), rng);
        let stored = [ctx, sealed].concat();
        let hash = sha256(&[&stored]);
        self.stored = Some(hash);
        Ok(SealedVault { anchor: Anchor::of(context, hash), stored })
    }

    /// Opens a stored vault of this account. Ask the device's [`Anchor`] whether it is
    /// the right one.
    ///
    /// # Errors
    /// [`super::Refused`] for another account, a wrong key, or anything that is no vault.
    pub fn open(stored: &[u8], account: AccountId, key: &AccountKey) -> Checked<Self> {
        let (context, sealed) = split(stored)?;
        ensure(context.account == account)?;
        let padded = seal::open(&key.vault_key(), &context.bytes(), sealed)?;
        let mut vault = codec::decode(unpad(padded.expose_secret())?.expose_secret())?;
        ensure(vault.account == account && vault.counter == context.counter)?;
        vault.stored = Some(sha256(&[stored]));
        Ok(vault)
    }
}

#[cfg(test)]
mod tests;
