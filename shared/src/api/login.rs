//! Logging in: OPAQUE plus SMS code, or the kit.

use crate::{
    bytes::B64,
    ids::{AccountId, LoginId},
};
use serde::{Deserialize, Serialize};

/// OPAQUE KE1.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LoginStartRequest {
    /// Address of the account.
    pub email: String,
    /// An active suite of the client, newest first tried.
    pub suite: u16,
    /// RFC 9807 KE1.
    pub ke1: B64,
}

/// OPAQUE KE2; for unknown addresses a stable fake of the same shape.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LoginStartResponse {
    /// This attempt; single use, 120 s.
    pub login: LoginId,
    /// Account, real or fake: OPAQUE client identity.
    pub account: AccountId,
    /// Suite of KE2; when it differs, the client may retry once with it.
    pub suite: u16,
    /// RFC 9807 KE2.
    pub ke2: B64,
}

/// OPAQUE KE3.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LoginFinishRequest {
    /// The attempt.
    pub login: LoginId,
    /// RFC 9807 KE3.
    pub ke3: B64,
}

/// What comes after a right password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "next", rename_all = "kebab-case")]
pub enum LoginFinishResponse {
    /// A code was sent; the session is only pre-authenticated.
    Code {
        /// Such as `+420 ··· ··· 321`.
        phone: String,
        /// When another code may be asked for.
        resend_at: i64,
    },
    /// The account has no confirmed phone yet (sign-up was interrupted), or the session was full
    /// already and has only been unlocked again.
    Done,
}

/// An SMS (or e-mail) code typed by a person: 8 digits.
#[derive(Clone, Serialize, Deserialize)]
pub struct CodeRequest {
    /// Digits; blanks are ignored.
    pub code: String,
}

/// When the next code may be asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CodeSentResponse {
    /// Masked target.
    pub target: String,
    /// Earliest time of another one.
    pub resend_at: i64,
}

/// First step of a kit login.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KitStartRequest {
    /// 16 bytes.
    pub locator: B64,
}

/// Nonce to sign; the same shape for unknown locators.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KitStartResponse {
    /// This attempt; single use, 120 s.
    pub login: LoginId,
    /// 32 bytes.
    pub nonce: B64,
}

/// Signature of the kit's key. Answered with [`MeResponse`](super::MeResponse) and a full session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KitFinishRequest {
    /// The attempt.
    pub login: LoginId,
    /// 64 bytes.
    pub signature: B64,
}
