//! The account key (AK) and the slots it lies in.
//!
//! AK is 32 random bytes, never derived. Each way in (password, kit, passkey) has one slot:
//!
//! ```text
//! ctx    = "stf1/slot" ‖ suite ‖ account ‖ slot ‖ kind ‖ AK_generation
//! stored = ctx ‖ SEAL(KEK, ctx, AK)
//! ```
//!
//! SEAL commits to its key, so one stored slot cannot open to two account keys. To add a way in: a kind
//! and a `Kek::from_*`.

use super::{
    Random,
    error::{Checked, Refused, ensure},
    hazmat::{hash, seal},
    kit::KitCode,
    labels,
    opaque::ExportKey,
    secret::Key,
    wire::{Reader, Writer},
};
use crate::ids::{AccountId, HandoverId, SlotId};

/// The account key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountKey(Key);

impl AccountKey {
    /// Draws a new one: at registration, or after a kit was stolen.
    #[must_use]
    pub fn make(rng: &mut dyn Random) -> Self {
        Self(Key::make(rng))
    }

    #[cfg(feature = "vectors")]
    pub(super) fn from_key(key: Key) -> Self {
        Self(key)
    }

    #[cfg(feature = "vectors")]
    pub(super) fn key(&self) -> &Key {
        &self.0
    }

    pub(super) fn vault_key(&self) -> Key {
        hash::kdf(self.0.expose_secret(), labels::AK_VAULT, &[])
    }

    pub(super) fn draft_key(&self, handover: HandoverId) -> Key {
        hash::kdf(self.0.expose_secret(), labels::AK_DRAFT, &[handover.as_bytes()])
    }

    pub(super) fn offline_key(&self) -> Key {
        hash::kdf(self.0.expose_secret(), labels::AK_OFFLINE, &[])
    }
}

/// The key of one way in.
#[derive(Clone, Debug)]
pub struct Kek(Key, SlotKind);

impl Kek {
    /// Out of OPAQUE's export key.
    #[must_use]
    pub fn from_password(export_key: &ExportKey) -> Self {
        Self(hash::kdf(export_key.expose_secret(), labels::KEK_PASSWORD, &[]), SlotKind::Password)
    }

    /// Out of the kit's code.
    #[must_use]
    pub fn from_kit(code: &KitCode) -> Self {
        Self(code.kek(), SlotKind::Kit)
    }
}

/// Which way in a slot serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotKind {
    /// Password by OPAQUE.
    Password,
    /// The kit's code.
    Kit,
}

impl SlotKind {
    const fn number(self) -> u8 {
        match self {
            Self::Password => 1,
            Self::Kit => 2,
        }
    }

    fn parse(number: u8) -> Checked<Self> {
        match number {
            1 => Ok(Self::Password),
            2 => Ok(Self::Kit),
            _ => Err(Refused),
        }
    }
}

/// What a slot is bound to; stored in front of it, readable by the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotContext {
    /// Whose.
    pub account: AccountId,
    /// Which.
    pub slot: SlotId,
    /// For which way in.
    pub kind: SlotKind,
    /// Of which account key, from 1.
    pub generation: u32,
}

impl SlotContext {
    fn bytes(&self) -> Vec<u8> {
        Writer::label(labels::SLOT)
            .suite()
            .put(self.account.as_bytes())
            .put(self.slot.as_bytes())
            .u8(self.kind.number())
            .u32(self.generation)
            .done()
    }

    /// Reads the context in front of a stored slot; says nothing about the rest.
    ///
    /// # Errors
    /// [`Refused`] for anything that is no slot of a known suite and kind, or of another length.
    pub fn parse(stored: &[u8]) -> Checked<Self> {
        Ok(split(stored)?.0)
    }
}

fn split(stored: &[u8]) -> Checked<(SlotContext, &[u8])> {
    let mut reader = Reader::new(stored);
    reader.literal(labels::SLOT)?;
    reader.suite()?;
    let context = SlotContext {
        account: AccountId::from_bytes(reader.array()?),
        slot: SlotId::from_bytes(reader.array()?),
        kind: SlotKind::parse(reader.u8()?)?,
        generation: reader.u32()?,
    };
    let sealed = reader.rest();
    ensure(context.generation > 0 && sealed.len() as u64 == seal::sealed_len(32))?;
    Ok((context, sealed))
}

/// Puts the account key into a slot. The kind is the one of the key.
#[must_use]
pub fn seal_slot(
    account: AccountId,
    slot: SlotId,
    generation: u32,
    kek: &Kek,
    key: &AccountKey,
    rng: &mut dyn Random,
) -> Vec<u8> {
    let ctx = SlotContext { account, slot, kind: kek.1, generation }.bytes();
    let sealed = seal::seal(&kek.0, &ctx, key.0.expose_secret(), rng);
    [ctx, sealed].concat()
}

/// Takes the account key out of a slot of this account and of the key's own kind.
///
/// # Errors
/// [`Refused`] for another account, kind, suite, a wrong key, or a single changed bit.
pub fn open_slot(
    stored: &[u8],
    account: AccountId,
    kek: &Kek,
) -> Checked<(SlotContext, AccountKey)> {
    let (context, sealed) = split(stored)?;
    ensure(context.account == account && context.kind == kek.1)?;
    let plain = seal::open(&kek.0, &context.bytes(), sealed)?;
    Ok((context, AccountKey(Key::from_slice(plain.expose_secret())?)))
}

/// Whether a slot was sealed with this key, as its commitment says: where it was and does not open,
/// it is damaged.
pub(super) fn is_sealed_with(stored: &[u8], kek: &Kek) -> bool {
    let committed = || {
        let (context, sealed) = split(stored)?;
        let header = sealed.first_chunk().ok_or(Refused)?;
        seal::Sealer::from_header(&kek.0, header, &context.bytes())
    };
    committed().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{Secret, SystemRng, testing::opens_only_whole};

    fn setup() -> (AccountId, Kek, AccountKey, Vec<u8>) {
        let account = AccountId::from_bytes([1; 16]);
        let kek = Kek::from_password(&Secret::new(&[2; 64]));
        let key = AccountKey::make(&mut SystemRng);
        let stored = seal_slot(account, SlotId::from_bytes([3; 16]), 1, &kek, &key, &mut SystemRng);
        (account, kek, key, stored)
    }

    #[test]
    fn is_counted_from_1_and_has_one_length() {
        let (account, kek, key, stored) = setup();
        let id = SlotId::from_bytes([3; 16]);
        assert!(
            SlotContext::parse(&seal_slot(account, id, 0, &kek, &key, &mut SystemRng)).is_err()
        );
        assert!(SlotContext::parse(&stored[..stored.len() - 1]).is_err());
        assert!(SlotContext::parse(&[&stored[..], &[0]].concat()).is_err());
    }

    #[test]
    fn opens_with_its_own_key_only() {
        let (account, kek, key, stored) = setup();
        let (context, opened) = open_slot(&stored, account, &kek).unwrap();
        assert_eq!(opened, key);
        assert_eq!((context.generation, context.kind), (1, SlotKind::Password));
        assert_eq!(SlotContext::parse(&stored), Ok(context));
        assert!(
            open_slot(&stored, AccountId::from_bytes([9; 16]), &kek).is_err(),
            "another account"
        );
        assert!(
            open_slot(&stored, account, &Kek::from_password(&Secret::new(&[9; 64]))).is_err(),
            "another password"
        );
        assert!(
            open_slot(&stored, account, &Kek::from_kit(&KitCode::from_bytes(&[2; 20]))).is_err(),
            "another kind"
        );
    }

    #[test]
    fn every_bit_counts() {
        let (account, kek, _, stored) = setup();
        opens_only_whole(&stored, |bytes| open_slot(bytes, account, &kek).is_ok());
    }
}
