//! The header: 337 public bytes that say everything about one version for one recipient, signed by the owner.

use super::VersionContext;
use crate::crypto::{
    Hash, Suite,
    bundle::Bundle,
    error::{Checked, Refused, ensure},
    hash, labels,
    wire::{Reader, Writer},
};
use crate::ids::{AccountId, HandoverId};

/// Bytes of a header.
pub const HEADER_LEN: usize = 337;

/// How the wrap was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// No pre-shared key: the recipient's key is as good as the server's word, unless verified.
    Base,
    /// With the key of the pairing.
    Psk,
}

/// Which halves the content key is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// The recipient's and the server's.
    Server,
}

/// What a version is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The real thing.
    Real,
    /// A drill or canary: may be opened at any time, is never taken for the real thing.
    Drill,
}

impl Purpose {
    const fn number(self) -> u8 {
        match self {
            Self::Real => 1,
            Self::Drill => 2,
        }
    }
}

/// A header's fields, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// How the wrap was made.
    pub mode: Mode,
    /// Which halves are needed.
    pub gate: Gate,
    /// What it is for.
    pub purpose: Purpose,
    /// Who sealed.
    pub owner: AccountId,
    /// For whom.
    pub recipient: AccountId,
    /// Which handover.
    pub handover: HandoverId,
    /// Which version, from 1.
    pub version: u64,
    /// `H` of this recipient's header before, or zero.
    pub prev: Hash,
    /// `H(bundle)` of the owner.
    pub owner_bundle: Hash,
    /// `H(bundle)` of the recipient.
    pub recipient_bundle: Hash,
    /// `H(wrap)`.
    pub wrap: Hash,
    /// `H(lock)`.
    pub lock: Hash,
    /// `H(body)`.
    pub body: Hash,
    /// Length of the sealed body.
    pub body_len: u64,
    /// Over the attachments.
    pub att_root: Hash,
    /// By which `K_srv` is recognised.
    pub srv_id: Hash,
    /// Milliseconds since 1970, by the owner's clock.
    pub sealed_at: u64,
}

impl Header {
    /// Reads a header. Says nothing about who wrote it.
    ///
    /// # Errors
    /// [`Refused`] for another length or magic, an unknown suite, mode, gate or purpose.
    pub fn parse(bytes: &[u8]) -> Checked<Self> {
        ensure(bytes.len() == HEADER_LEN)?;
        let mut r = Reader::new(bytes);
        r.literal(labels::MAGIC)?;
        r.suite()?;
        let header = Self {
            mode: match r.u8()? {
                0 => Mode::Base,
                1 => Mode::Psk,
                _ => return Err(Refused),
            },
            gate: if r.u8()? == 0 { Gate::Server } else { return Err(Refused) },
            purpose: match r.u8()? {
                1 => Purpose::Real,
                2 => Purpose::Drill,
                _ => return Err(Refused),
            },
            owner: AccountId::from_bytes(r.array()?),
            recipient: AccountId::from_bytes(r.array()?),
            handover: HandoverId::from_bytes(r.array()?),
            version: r.u64()?,
            prev: r.array()?,
            owner_bundle: r.array()?,
            recipient_bundle: r.array()?,
            wrap: r.array()?,
            lock: r.array()?,
            body: r.array()?,
            body_len: r.u64()?,
            att_root: r.array()?,
            srv_id: r.array()?,
            sealed_at: r.u64()?,
        };
        r.end()?;
        ensure(header.version > 0)?;
        Ok(header)
    }

    /// The 337 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        Writer::label(labels::MAGIC)
            .put(&Suite::CURRENT.bytes())
            .u8(u8::from(self.mode == Mode::Psk))
            .u8(0)
            .u8(self.purpose.number())
            .put(self.owner.as_bytes())
            .put(self.recipient.as_bytes())
            .put(self.handover.as_bytes())
            .u64(self.version)
            .put(&self.prev)
            .put(&self.owner_bundle)
            .put(&self.recipient_bundle)
            .put(&self.wrap)
            .put(&self.lock)
            .put(&self.body)
            .u64(self.body_len)
            .put(&self.att_root)
            .put(&self.srv_id)
            .u64(self.sealed_at)
            .done()
    }

    /// `H(header)`.
    #[must_use]
    pub fn hash(&self) -> Hash {
        hash(&self.to_bytes())
    }

    /// Which version of what.
    #[must_use]
    pub fn context(&self) -> VersionContext {
        VersionContext { owner: self.owner, handover: self.handover, version: self.version }
    }
}

/// A header and its signature, as stored and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHeader {
    /// 337 bytes.
    pub header: Vec<u8>,
    /// 64 bytes.
    pub signature: Vec<u8>,
}

impl SignedHeader {
    /// Reads the header and checks the owner's signature. Whether the bundle is the owner's is the caller's
    /// knowledge.
    ///
    /// # Errors
    /// [`Refused`] for a malformed header, one that names another bundle, or a wrong signature.
    pub fn verify(&self, owner: &Bundle) -> Checked<Header> {
        let header = Header::parse(&self.header)?;
        ensure(header.owner == owner.account() && header.owner_bundle == owner.hash())?;
        let signature = self.signature.as_slice().try_into().map_err(|_| Refused)?;
        owner.verify(labels::SIG_HEADER, &self.header, signature)?;
        Ok(header)
    }
}
