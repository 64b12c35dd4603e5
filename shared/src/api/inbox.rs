//! What has been prepared for me.

use crate::{
    bytes::B64,
    ids::{AccountId, HandoverId, InviteId},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroize as _;

/// Owners I said yes to, and what they released to me.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InboxResponse {
    /// One entry a pairing.
    pub owners: Vec<InboxOwner>,
}

/// One owner.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InboxOwner {
    /// The pairing.
    pub invite: InviteId,
    /// The owner; the client shows the pinned name.
    pub owner: AccountId,
    /// When I accepted.
    pub accepted_at: i64,
    /// What was released, newest first. Nothing is listed before release.
    pub released: Vec<InboxHandover>,
}

/// One released handover.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InboxHandover {
    /// The handover.
    pub handover: HandoverId,
    /// Released version.
    pub version: u64,
    /// When.
    pub released_at: i64,
    /// When I opened it.
    pub opened_at: Option<i64>,
    /// When I declined it.
    pub declined_at: Option<i64>,
    /// When the owner called it back.
    pub recalled_at: Option<i64>,
}

/// A released handover, all but the server's half of the key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SealedResponse {
    /// The owner.
    pub owner: AccountId,
    /// Released version.
    pub version: u64,
    /// 337 bytes.
    pub header: B64,
    /// 64 bytes.
    pub sig: B64,
    /// 1168 bytes.
    pub wrap: B64,
    /// 104 bytes.
    pub lock: B64,
    /// Pairing whose shared secret was used, in mode PSK (a hint).
    pub psk_hint: Option<InviteId>,
    /// Sealed body.
    pub body: B64,
    /// The owner's bundle chain.
    pub owner_bundles: Vec<B64>,
    /// My headers of earlier versions, newest first: the way to the one I saw before.
    pub history: Vec<EarlierHeader>,
}

/// Header and signature of an earlier version.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EarlierHeader {
    /// 337 bytes.
    pub header: B64,
    /// 64 bytes.
    pub sig: B64,
}

/// The server's half of the key. Sent only after the opening was recorded.
#[derive(Clone, Serialize, Deserialize)]
pub struct KeyResponse {
    /// 32 bytes.
    pub k_srv: B64,
    /// When the (first) opening was recorded.
    pub opened_at: i64,
}

/// The half of the key is erased with the answer.
impl Drop for KeyResponse {
    fn drop(&mut self) {
        self.k_srv.0.zeroize();
    }
}

/// The owner's newest word about what was released to me.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HeadResponse {
    /// 171 bytes; absent when the owner never gave it.
    pub head: Option<B64>,
}

/// My proof that I opened what was released to me.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReceiptRequest {
    /// 206 bytes.
    pub receipt: B64,
}
