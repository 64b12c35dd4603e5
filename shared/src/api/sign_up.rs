//! Signing up: e-mail link, password (OPAQUE), kit, phone.

use crate::{
    bytes::B64,
    ids::{AccountId, SlotId},
};
use serde::{Deserialize, Serialize};

/// Who may sign up here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignUpMode {
    /// Everybody.
    Open,
    /// Only people whom an owner invited (as recipients) become accounts.
    Invitation,
    /// Nobody.
    Closed,
}

/// What this installation is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceResponse {
    /// OPAQUE server identity, fixed at installation and printed on every kit.
    pub realm: String,
    /// Name people read.
    pub name: String,
    /// Who may sign up.
    pub sign_up: SignUpMode,
    /// Whether messages are captured and the clock can be moved.
    pub demo: bool,
    /// The server's clock (the demo's clock in a demo).
    pub now: i64,
    /// Largest file, bytes.
    pub file_max: u64,
}

/// Ask for a sign-up link.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignUpRequest {
    /// Address the link goes to.
    pub email: String,
    /// Language of the mail: cs, en, de.
    pub language: String,
}

/// A token out of a sign-up link's fragment.
#[derive(Clone, Serialize, Deserialize)]
pub struct SignUpOpenRequest {
    /// 32 bytes.
    pub token: B64,
}

/// What a sign-up link is for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignUpOpenResponse {
    /// The id the account will have; part of every context the client seals under.
    pub account: AccountId,
    /// The address that is proven by the link.
    pub email: String,
    /// Language chosen on the first screen.
    pub language: String,
}

/// First OPAQUE registration message, with the right to register.
#[derive(Clone, Serialize, Deserialize)]
pub struct OpaqueRegisterRequest {
    /// Sign-up token or invitation grant, 32 bytes.
    pub grant: B64,
    /// Suite the client wants, 0x0001.
    pub suite: u16,
    /// RFC 9807 `RegistrationRequest`.
    pub request: B64,
}

/// Second OPAQUE registration message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OpaqueRegisterResponse {
    /// The account the record will belong to.
    pub account: AccountId,
    /// RFC 9807 `RegistrationResponse`.
    pub response: B64,
}

/// Everything a new account consists of, sealed by its owner's browser. Committed in one transaction.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewAccount {
    /// Name that others read; not secret.
    pub name: String,
    /// Language of messages: cs, en, de.
    pub language: String,
    /// IANA time zone.
    pub zone: String,
    /// Suite of record, slots, vault and bundle.
    pub suite: u16,
    /// RFC 9807 `RegistrationRecord`.
    pub opaque_record: B64,
    /// First key bundle, generation 1.
    pub bundle: B64,
    /// Vault with counter 1.
    pub vault: B64,
    /// Slot that the password opens.
    pub password_slot: SlotId,
    /// That slot as stored.
    pub password_stored: B64,
    /// The kit's way in.
    pub kit: NewKit,
}

/// The server's half of a kit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewKit {
    /// 16 bytes by which the server finds the account.
    pub locator: B64,
    /// Ed25519 key that checks the kit's login signature.
    pub public_key: B64,
    /// Slot that the kit opens.
    pub slot: SlotId,
    /// That slot as stored.
    pub stored: B64,
}

/// Create the account. Answered with [`MeResponse`](super::MeResponse) and a full session.
#[derive(Clone, Serialize, Deserialize)]
pub struct SignUpFinishRequest {
    /// The sign-up token again.
    pub token: B64,
    /// The account.
    pub account: NewAccount,
}
