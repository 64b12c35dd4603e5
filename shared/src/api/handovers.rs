//! Handovers: drafts, files, sealed versions.

use super::VaultUpdate;
use crate::{
    bytes::B64,
    ids::{AccountId, AttachmentId, HandoverId, InviteId, WatchId},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroize as _;

/// Header that carries the hex SHA-256 of an uploaded part.
pub const PART_HASH_HEADER: &str = "x-part-sha256";

/// Create a handover. Its title lives in the draft.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HandoverCreateRequest {
    /// Drawn by the client.
    pub handover: HandoverId,
    /// Watch it hangs on, if it is known already.
    pub watch: Option<WatchId>,
    /// Wait after the watch ends in release.
    pub extra_delay_ms: i64,
}

/// Change what is not content.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HandoverUpdateRequest {
    /// Watch it hangs on.
    pub watch: Option<WatchId>,
    /// Wait after the watch ends in release.
    pub extra_delay_ms: i64,
}

/// One handover, as its owner's server sees it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HandoverResponse {
    /// Its id.
    pub handover: HandoverId,
    /// Its watch.
    pub watch: Option<WatchId>,
    /// Wait after release of the watch.
    pub extra_delay_ms: i64,
    /// Newest sealed version, 0 before the first.
    pub version: u64,
    /// When that was sealed.
    pub sealed_at: Option<i64>,
    /// Recipients of the newest version and what became of it.
    pub recipients: Vec<SealedTo>,
    /// Counter of the draft, 0 when there is none.
    pub draft_counter: u64,
    /// Ciphertext of its files, bytes.
    pub size: u64,
}

/// One recipient of the newest version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedTo {
    /// The recipient.
    pub recipient: AccountId,
    /// When it was released to them.
    pub released_at: Option<i64>,
    /// When they opened it.
    pub opened_at: Option<i64>,
    /// When they declined it.
    pub declined_at: Option<i64>,
    /// When it was called back.
    pub recalled_at: Option<i64>,
    /// When they last asked for it before it was released, if they ever did.
    #[serde(default)]
    pub asked_early_at: Option<i64>,
}

/// My handovers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HandoversResponse {
    /// Oldest first.
    pub handovers: Vec<HandoverResponse>,
}

/// The encrypted draft.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DraftResponse {
    /// Its counter.
    pub counter: u64,
    /// As stored.
    pub draft: B64,
}

/// A new draft; refused with `draft-conflict` unless the stored counter is `after`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DraftUpdate {
    /// Counter of the draft it takes the place of, 0 none.
    pub after: u64,
    /// Counter of the new draft: higher. Clients take the time, so that no counter is used twice.
    pub counter: u64,
    /// As stored.
    pub draft: B64,
}

/// Announce a file; its ciphertext length is reserved from the quota.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AttachmentCreateRequest {
    /// Drawn by the client.
    pub attachment: AttachmentId,
    /// Length of the ciphertext, bytes.
    pub ct_len: u64,
}

/// What has arrived of a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AttachmentResponse {
    /// Length of the ciphertext, bytes.
    pub ct_len: u64,
    /// All parts are there.
    pub complete: bool,
    /// Parts that arrived, ascending, with their SHA-256.
    pub parts: Vec<PartResponse>,
}

/// One part that arrived.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PartResponse {
    /// From 0.
    pub number: u32,
    /// SHA-256 of its bytes.
    pub sha256: B64,
}

/// A sealed version: everything becomes visible in one transaction or not at all.
#[derive(Clone, Serialize, Deserialize)]
pub struct VersionCommitRequest {
    /// The next version, from 1.
    pub version: u64,
    /// Sealed body.
    pub body: B64,
    /// Files the body names, sorted by id.
    pub attachments: Vec<SealedAttachment>,
    /// One entry a recipient.
    pub recipients: Vec<SealedFor>,
    /// Vault holding hashes and keys of this version.
    pub vault: VaultUpdate,
}

/// A file of a sealed version.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SealedAttachment {
    /// The file.
    pub attachment: AttachmentId,
    /// Length of the ciphertext.
    pub ct_len: u64,
    /// `H("stf1/parts" || part hashes)`.
    pub hash: B64,
}

/// What one recipient gets.
#[derive(Clone, Serialize, Deserialize)]
pub struct SealedFor {
    /// The recipient.
    pub recipient: AccountId,
    /// 337 bytes.
    pub header: B64,
    /// Ed25519 over the header, 64 bytes.
    pub sig: B64,
    /// HPKE `enc || ct`, 1168 bytes.
    pub wrap: B64,
    /// 104 bytes.
    pub lock: B64,
    /// Pairing whose shared secret was used, in mode PSK (a hint).
    pub psk_hint: Option<InviteId>,
    /// The server's half of the key, 32 bytes; kept under an instance key.
    pub k_srv: B64,
}

/// The newest version, for its owner.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VersionResponse {
    /// Its number.
    pub version: u64,
    /// Sealed body; the owner's vault holds its key.
    pub body: B64,
}

/// "These versions are still what I meant": refused as a whole if any is not a head of the newest
/// version of a handover of mine.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HeadsRequest {
    /// 171 bytes each, one a handover and recipient.
    pub heads: Vec<B64>,
}

/// Who proved to have opened which version of a handover.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReceiptsResponse {
    /// Oldest first; several of one recipient are possible, of which at least one is to be true.
    pub receipts: Vec<ReceiptResponse>,
}

/// One proof, to be checked with the key of the body.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReceiptResponse {
    /// Which version.
    pub version: u64,
    /// Who.
    pub recipient: AccountId,
    /// 206 bytes.
    pub receipt: B64,
    /// When it came.
    pub received_at: i64,
}

/// A request is gone as soon as it is answered; the half of the key in it with it.
impl Drop for SealedFor {
    fn drop(&mut self) {
        self.k_srv.0.zeroize();
    }
}
