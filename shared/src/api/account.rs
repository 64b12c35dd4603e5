//! The account that is logged in.

use crate::{
    bytes::B64,
    ids::{AccountId, SlotId},
};
use serde::{Deserialize, Serialize};

/// Who I am.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeResponse {
    /// My account.
    pub account: AccountId,
    /// My name.
    pub name: String,
    /// My address.
    pub email: String,
    /// Masked, when confirmed.
    pub phone: Option<String>,
    /// cs, en, de.
    pub language: String,
    /// IANA time zone.
    pub zone: String,
    /// Last strong sign of life.
    pub strong_sign_at: i64,
    /// I have written, invited or set a watch.
    pub is_owner: bool,
    /// I have accepted an invitation.
    pub is_recipient: bool,
    /// Bytes of ciphertext used.
    pub storage_used: u64,
    /// Bytes of ciphertext permitted.
    pub storage_max: u64,
}

/// The slot of the way in, and the vault.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VaultResponse {
    /// Slot of the way this session came in by; never another one.
    pub slot: SlotId,
    /// That slot as stored.
    pub stored: B64,
    /// Counter of the vault.
    pub counter: u64,
    /// The vault as stored.
    pub vault: B64,
}

/// A new vault; refused with `vault-conflict` unless the stored counter is `counter - 1`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VaultUpdate {
    /// Counter of the new vault.
    pub counter: u64,
    /// The vault as stored.
    pub vault: B64,
}

/// A vault that was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OldVault {
    /// Its counter.
    pub counter: u64,
    /// When the next one was stored (the server's clock).
    pub replaced_at: i64,
    /// Its length in bytes.
    pub len: u64,
}

/// What a stolen session may have overwritten, oldest first: of each of the last 30 days the vault
/// that stood when it began, and the newest few.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OldVaultsResponse {
    /// The vaults, without their bytes.
    pub vaults: Vec<OldVault>,
}

/// A vault that was replaced, to be sealed anew with the next counter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OldVaultResponse {
    /// Its counter.
    pub counter: u64,
    /// The vault as it was stored.
    pub vault: B64,
}

/// Ask for a code to a phone number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PhoneRequest {
    /// As typed; the server normalises it.
    pub phone: String,
}

/// Chain of key bundles, oldest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BundlesResponse {
    /// Bundles with their signatures.
    pub bundles: Vec<B64>,
}
