//! What the owner and the server do with a sealed version: re-read it, and check it before it is stored.

use super::{Body, Header, LOCK_LEN, SignedHeader, VersionContext, WRAP_LEN, srv_id};
use crate::crypto::{
    Hash, Key,
    bundle::Bundle,
    error::{Checked, ensure},
    hash,
    secret::equal,
    vault::SealedEntry,
};
use crate::ids::{AccountId, HandoverId};

/// The owner's re-read: accepts only the body whose hash is in the vault.
///
/// # Errors
/// [`crate::crypto::Refused`] for any other body.
pub fn open_own(
    owner: AccountId,
    handover: HandoverId,
    entry: &SealedEntry,
    body: &[u8],
) -> Checked<Body> {
    ensure(equal(&hash(body), &entry.body))?;
    let context = VersionContext { owner, handover, version: entry.version };
    Body::open(&context, &entry.body_key, body)
}

/// What arrives at the server for one recipient of a version, beside the body.
#[derive(Debug, Clone, Copy)]
pub struct Committed<'a> {
    /// Header and signature.
    pub header: &'a SignedHeader,
    /// `K_r`, wrapped.
    pub wrap: &'a [u8],
    /// The body key, locked.
    pub lock: &'a [u8],
    /// The server's half.
    pub k_srv: &'a Key,
    /// `H` of the stored body.
    pub body: &'a Hash,
    /// Length of the stored body.
    pub body_len: u64,
    /// Over the stored attachments.
    pub att_root: &'a Hash,
}

/// The server's check at commit: a version that could never be opened is not stored. It is no proof for
/// anybody else. The caller compares the header's ids and version with its own rows.
///
/// # Errors
/// [`crate::crypto::Refused`] when the parts do not belong together or the owner did not sign.
pub fn check_committed(owner: &Bundle, committed: &Committed<'_>) -> Checked<Header> {
    let header = committed.header.verify(owner)?;
    ensure(committed.wrap.len() == WRAP_LEN && committed.lock.len() == LOCK_LEN)?;
    ensure(hash(committed.wrap) == header.wrap && hash(committed.lock) == header.lock)?;
    ensure(
        *committed.body == header.body
            && committed.body_len == header.body_len
            && *committed.att_root == header.att_root,
    )?;
    ensure(equal(&srv_id(committed.k_srv, &header.context(), header.recipient), &header.srv_id))?;
    Ok(header)
}
