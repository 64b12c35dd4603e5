//! Key bundles: a person's public keys, self-signed, each generation signed by the one before.
//!
//! ```text
//! body   = "stf1/bundle" ‖ suite ‖ account ‖ generation ‖ xwing_pk 1216 ‖ ed25519_pk 32 ‖ prev_hash 32   (1313)
//! bundle = body ‖ sig_new ‖ [sig_old if generation > 1],  sig = Ed25519("stf1/sig/bundle" ‖ body)
//! H(bundle) = H(body)
//! ```
//!
//! A [`Bundle`] exists only if every check passed: ML-KEM coefficients below 3329, X25519 canonical and not
//! of small order, Ed25519 canonical and not of small order, own signature strict. (The HPKE library alone
//! would seal to an all-zero X25519 half.)

use super::{
    Hash, Random, Suite,
    error::{Checked, Refused, ensure},
    hazmat::{hash::sha256, hpke, sign},
    labels,
    secret::Key,
    wire::{Reader, Writer},
};
use crate::ids::AccountId;
use x25519_dalek::{PublicKey, StaticSecret};

/// Bytes of a bundle's body.
pub const BODY_LEN: usize = 1313;
const SIGNATURE: usize = 64;
const MLKEM_PACKED: usize = 1152;
const MLKEM_PUBLIC: usize = 1184;
const MLKEM_Q: u16 = 3329;

/// The secret halves of one bundle: the X-Wing seed and the Ed25519 seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityKeys {
    pub(super) xwing: Key,
    pub(super) ed25519: Key,
}

impl IdentityKeys {
    /// Draws new keys.
    #[must_use]
    pub fn make(rng: &mut dyn Random) -> Self {
        Self { xwing: Key::make(rng), ed25519: Key::make(rng) }
    }

    /// Takes known seeds (vault, vectors).
    #[must_use]
    pub fn from_seeds(xwing: Key, ed25519: Key) -> Self {
        Self { xwing, ed25519 }
    }
}

/// A checked bundle.
#[derive(Clone, PartialEq, Eq)]
pub struct Bundle {
    bytes: Vec<u8>,
    account: AccountId,
    generation: u32,
    xwing: [u8; hpke::PUBLIC],
    ed25519: [u8; 32],
    prev: Hash,
    hash: Hash,
}

impl std::fmt::Debug for Bundle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bundle")
            .field("account", &self.account)
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

impl Bundle {
    /// Makes the first bundle of an account.
    ///
    /// # Errors
    /// [`Refused`] only if fresh keys fail their own checks, which does not happen with true randomness.
    pub fn make(account: AccountId, keys: &IdentityKeys) -> Checked<Self> {
        let body = body(account, 1, keys, &[0; 32])?;
        let signature = sign::sign(&keys.ed25519, labels::SIG_BUNDLE, &body);
        Self::parse(&[&body[..], &signature].concat())
    }

    /// Makes the next generation, signed by the new and the old key.
    ///
    /// # Errors
    /// [`Refused`] if `old` are not the keys of this bundle.
    pub fn make_next(&self, old: &IdentityKeys, new: &IdentityKeys) -> Checked<Self> {
        ensure(sign::public_key(&old.ed25519) == self.ed25519)?;
        let generation = self.generation.checked_add(1).ok_or(Refused)?;
        let body = body(self.account, generation, new, &self.hash)?;
        let by_new = sign::sign(&new.ed25519, labels::SIG_BUNDLE, &body);
        let by_old = sign::sign(&old.ed25519, labels::SIG_BUNDLE, &body);
        let next = Self::parse(&[&body[..], &by_new, &by_old].concat())?;
        ensure(next.follows(self))?;
        Ok(next)
    }

    /// Reads and checks a bundle in itself. Whether it is the right person's is pairing's business.
    ///
    /// # Errors
    /// [`Refused`] for wrong lengths, an unknown suite, malformed or weak keys, a wrong own signature.
    pub fn parse(bytes: &[u8]) -> Checked<Self> {
        let mut reader = Reader::new(bytes);
        reader.literal(labels::BUNDLE)?;
        reader.suite()?;
        let account = AccountId::from_bytes(reader.array()?);
        let generation = reader.u32()?;
        let xwing: [u8; hpke::PUBLIC] = reader.array()?;
        let ed25519: [u8; 32] = reader.array()?;
        let prev: Hash = reader.array()?;
        let by_new: [u8; SIGNATURE] = reader.array()?;
        ensure(generation > 0 && (generation == 1) == (prev == [0; 32]))?;
        if generation > 1 {
            reader.take(SIGNATURE)?;
        }
        reader.end()?;
        check_xwing(&xwing)?;
        let body = bytes.get(..BODY_LEN).ok_or(Refused)?;
        sign::verify(&ed25519, labels::SIG_BUNDLE, body, &by_new)?;
        Ok(Self {
            hash: sha256(&[body]),
            bytes: bytes.to_vec(),
            account,
            generation,
            xwing,
            ed25519,
            prev,
        })
    }

    /// Whether this is the next generation of `old`: same account, counted, hashed and signed by the old key.
    #[must_use]
    pub fn follows(&self, old: &Self) -> bool {
        let linked = self.account == old.account
            && old.generation.checked_add(1) == Some(self.generation)
            && self.prev == old.hash;
        let by_old = self
            .bytes
            .get(BODY_LEN + SIGNATURE..)
            .and_then(|s| <&[u8; SIGNATURE]>::try_from(s).ok());
        linked
            && by_old.is_some_and(|s| {
                sign::verify(&old.ed25519, labels::SIG_BUNDLE, &self.bytes[..BODY_LEN], s).is_ok()
            })
    }

    /// Whether these are the secret halves of this bundle.
    #[must_use]
    pub fn belongs_to(&self, keys: &IdentityKeys) -> bool {
        sign::public_key(&keys.ed25519) == self.ed25519
            && hpke::public_key(&keys.xwing) == Ok(self.xwing)
    }

    /// The bytes as stored and sent.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `H(bundle) = H(body)`: what is pinned.
    #[must_use]
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// Whose keys these are, by their own word.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Counted from 1.
    #[must_use]
    pub fn generation(&self) -> u32 {
        self.generation
    }

    pub(super) fn xwing(&self) -> &[u8; hpke::PUBLIC] {
        &self.xwing
    }

    /// Checks a signature of this bundle's owner over `label ‖ message`.
    pub(super) fn verify(&self, label: &[u8], message: &[u8], signature: &[u8; 64]) -> Checked<()> {
        sign::verify(&self.ed25519, label, message, signature)
    }
}

fn body(account: AccountId, generation: u32, keys: &IdentityKeys, prev: &Hash) -> Checked<Vec<u8>> {
    Ok(Writer::label(labels::BUNDLE)
        .put(&Suite::CURRENT.bytes())
        .put(account.as_bytes())
        .u32(generation)
        .put(&hpke::public_key(&keys.xwing)?)
        .put(&sign::public_key(&keys.ed25519))
        .put(prev)
        .done())
}

/// X-Wing public key = ML-KEM-768 key 1184 (1152 of packed coefficients, 32 of seed) ‖ X25519 key 32.
fn check_xwing(key: &[u8; hpke::PUBLIC]) -> Checked<()> {
    for packed in key[..MLKEM_PACKED].chunks_exact(3) {
        let low = u16::from(packed[0]) | u16::from(packed[1] & 0x0f) << 8;
        let high = u16::from(packed[1] >> 4) | u16::from(packed[2]) << 4;
        ensure(low < MLKEM_Q && high < MLKEM_Q)?;
    }
    check_x25519(key[MLKEM_PUBLIC..].try_into().map_err(|_| Refused)?)
}

/// u below 2^255 − 19, top bit clear; and a product with a fixed scalar that is not zero.
fn check_x25519(u: &[u8; 32]) -> Checked<()> {
    let mut p = [0xff; 32];
    (p[0], p[31]) = (0xed, 0x7f);
    ensure(u.iter().rev().lt(p.iter().rev()))?;
    let shared = StaticSecret::from([0x42; 32]).diffie_hellman(&PublicKey::from(*u));
    ensure(shared.was_contributory())
}

/// A person's bundles, oldest first, each the successor of the one before. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain(Vec<Bundle>);

/// How a bundle in a chain stands to the pinned one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The pinned bundle itself.
    Same,
    /// A later generation, signed on from the pinned one.
    Descendant,
    /// An earlier generation from which the pinned one was signed on.
    Ancestor,
}

impl Chain {
    /// Starts with one bundle.
    #[must_use]
    pub fn new(first: Bundle) -> Self {
        Self(vec![first])
    }

    /// Links bundles, oldest first.
    ///
    /// # Errors
    /// [`Refused`] when there are none or one does not follow the one before it.
    pub fn link(bundles: Vec<Bundle>) -> Checked<Self> {
        ensure(!bundles.is_empty() && bundles.windows(2).all(|pair| pair[1].follows(&pair[0])))?;
        Ok(Self(bundles))
    }

    /// Reads bundles as stored or sent, oldest first.
    ///
    /// # Errors
    /// As [`Bundle::parse`] and [`Chain::link`].
    pub fn parse<B: AsRef<[u8]>>(bundles: &[B]) -> Checked<Self> {
        Self::link(bundles.iter().map(|b| Bundle::parse(b.as_ref())).collect::<Checked<_>>()?)
    }

    /// The newest bundle.
    #[must_use]
    pub fn newest(&self) -> &Bundle {
        &self.0[self.0.len() - 1]
    }

    /// Oldest first.
    #[must_use]
    pub fn bundles(&self) -> &[Bundle] {
        &self.0
    }

    /// Finds a bundle by its hash.
    #[must_use]
    pub fn find(&self, hash: &Hash) -> Option<&Bundle> {
        self.0.iter().find(|b| b.hash == *hash)
    }

    /// The pinned chain, lengthened by what the server shows, in any order and in either direction: a changed
    /// key is a hard stop unless the chain signed by the old key leads to it. Returns the longer chain and
    /// whether a newer key came to light (then a notice).
    ///
    /// # Errors
    /// [`Refused`] when a shown bundle is neither in the chain nor linked to one of its ends.
    pub fn extend(&self, shown: &[Bundle]) -> Checked<(Self, bool)> {
        let mut shown: Vec<&Bundle> = shown.iter().collect();
        shown.sort_by_key(|bundle| bundle.generation);
        let oldest = self.0[0].generation;
        let (earlier, later) = shown.split_at(shown.partition_point(|b| b.generation < oldest));
        let mut longer = self.clone();
        for bundle in earlier.iter().rev() {
            if longer.find(&bundle.hash).is_none() {
                ensure(longer.0[0].follows(bundle))?;
                longer.0.insert(0, (*bundle).clone());
            }
        }
        let newest = self.newest().generation;
        for bundle in later {
            if longer.find(&bundle.hash).is_none() {
                ensure(bundle.follows(longer.newest()))?;
                longer.0.push((*bundle).clone());
            }
        }
        let grew = longer.newest().generation > newest;
        Ok((longer, grew))
    }

    /// How `other` stands to the pinned bundle; `None` when either is not in this chain.
    #[must_use]
    pub fn relation(&self, pinned: &Hash, other: &Hash) -> Option<Relation> {
        let pinned = self.find(pinned)?.generation;
        let other = self.find(other)?.generation;
        Some(match other.cmp(&pinned) {
            std::cmp::Ordering::Equal => Relation::Same,
            std::cmp::Ordering::Greater => Relation::Descendant,
            std::cmp::Ordering::Less => Relation::Ancestor,
        })
    }
}

#[cfg(test)]
mod tests;
#[cfg(feature = "vectors")]
pub(super) mod vectors;
