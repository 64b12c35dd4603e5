//! A sealed version of a handover, and its opening.
//!
//! ```text
//! body    = SEAL(body_key, "stf1/body" ‖ suite ‖ owner ‖ handover ‖ version, PAD(CBOR))
//! CEK     = KDF(K_r ‖ K_srv, "stf1/cek" ‖ suite ‖ owner ‖ handover ‖ version ‖ r)
//! srv_id  = KDF(K_srv, "stf1/srv-id" ‖ suite ‖ owner ‖ handover ‖ version ‖ r)
//! lock    = SEAL(CEK, "stf1/lock" ‖ suite ‖ owner ‖ handover ‖ version ‖ r, body_key)
//! wrap    = enc ‖ ct: HPKE, pt = K_r, aad = H(lock)
//! sig     = Ed25519("stf1/sig/header" ‖ header)
//! ```
//!
//! **Two-part key.** `K_r` is for the recipient alone, `K_srv` for the server alone until it releases: a
//! stolen database opens nothing, nor does a dishonest recipient before the time. Both are fresh per version
//! and recipient.
//!
//! **Opening** fails closed with one error, in a stated order ([`open_version`]). Only what is authentic and
//! does not fit what is known here speaks ([`Stop`]), because after the owner's death a person may have to
//! decide to go on.

mod body;
mod header;
mod named;
mod open;
mod own;
mod seal;
mod trust;

pub use body::Body;
pub use header::{Gate, HEADER_LEN, Header, Mode, Purpose, SignedHeader};
pub use named::HeaderId;
pub(super) use open::{Ends, check_hashes, unlock};
pub use open::{Notice, OpenError, Opened, Received, check_version, open_version};
pub use own::{Committed, check_committed, open_own};
pub use seal::{SealError, SealPlan, SealTo, SealedFor, SealedVersion, seal_version};
pub use trust::{Asked, CheckedHeader, Stop, StopReason, check_header};

use super::{Hash, Key, Suite, bundle::Bundle, hazmat::hash, labels, wire::Writer};
use crate::ids::{AccountId, HandoverId};

/// Bytes of a wrap: encapsulated key and sealed `K_r`.
pub const WRAP_LEN: usize = 1120 + 48;
/// Bytes of a lock.
pub const LOCK_LEN: usize = 104;

/// Which version of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionContext {
    /// Whose.
    pub owner: AccountId,
    /// Which handover.
    pub handover: HandoverId,
    /// Which version, from 1.
    pub version: u64,
}

impl VersionContext {
    /// suite ‖ owner ‖ handover ‖ version
    fn fields(&self) -> Writer {
        Writer::default()
            .put(&Suite::CURRENT.bytes())
            .put(self.owner.as_bytes())
            .put(self.handover.as_bytes())
            .u64(self.version)
    }

    fn body(&self) -> Vec<u8> {
        [labels::BODY, &self.fields().done()].concat()
    }

    fn lock(&self, recipient: AccountId) -> Vec<u8> {
        [labels::LOCK, &self.fields().put(recipient.as_bytes()).done()].concat()
    }

    fn cek(&self, k_r: &Key, k_srv: &Key, recipient: AccountId) -> Key {
        let mut both = zeroize::Zeroizing::new([0; 64]);
        both[..32].copy_from_slice(k_r.expose_secret());
        both[32..].copy_from_slice(k_srv.expose_secret());
        hash::kdf(&both[..], labels::CEK, &[&self.fields().put(recipient.as_bytes()).done()])
    }

    fn wrap_info(&self, owner: &Bundle, recipient: &Bundle) -> Vec<u8> {
        Writer::label(labels::WRAP)
            .suite()
            .lp(self.owner.as_bytes())
            .lp(&owner.hash())
            .lp(recipient.account().as_bytes())
            .lp(&recipient.hash())
            .put(self.handover.as_bytes())
            .u64(self.version)
            .done()
    }
}

/// What the server's half is recognised by; public, part of the signed header.
#[must_use]
pub fn srv_id(k_srv: &Key, context: &VersionContext, recipient: AccountId) -> Hash {
    let fields = context.fields().put(recipient.as_bytes()).done();
    *hash::kdf(k_srv.expose_secret(), labels::SRV_ID, &[&fields]).expose_secret()
}

#[cfg(test)]
mod tests;
