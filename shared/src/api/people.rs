//! Invitations and pairings.

use super::{NewAccount, VaultUpdate};
use crate::{
    bytes::B64,
    ids::{AccountId, InviteId},
};
use serde::{Deserialize, Serialize};

/// How an invitation travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// The owner hands the link over: the secret in its fragment verifies both sides.
    Link,
    /// The server mails it, without a secret: numbers are compared by phone afterwards.
    Mail,
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InvitationState {
    /// Waiting.
    Invited,
    /// Accepted: a pairing.
    Accepted,
    /// Declined by the person.
    Declined,
    /// Taken back by the owner.
    Cancelled,
    /// The pairing was ended by the owner.
    Removed,
    /// Nobody answered in 30 days.
    Expired,
}

/// Invite a person. The name stays in the owner's vault, which is updated in the same transaction.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InviteRequest {
    /// Drawn by the client.
    pub invite: InviteId,
    /// How it travels.
    pub delivery: Delivery,
    /// Where release messages will go.
    pub email: String,
    /// Where codes and release messages will go; the recipient confirms or corrects it.
    pub phone: Option<String>,
    /// cs, en, de.
    pub language: String,
    /// `proof_owner` of the pairing (with a link), 32 bytes.
    pub proof_owner: Option<B64>,
    /// Vault holding the invitation.
    pub vault: VaultUpdate,
}

/// One invitation or pairing, as its owner sees it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PersonResponse {
    /// The invitation.
    pub invite: InviteId,
    /// How it travels.
    pub delivery: Delivery,
    /// What became of it.
    pub state: InvitationState,
    /// Address given by the owner.
    pub email: String,
    /// Masked phone, once confirmed by the person.
    pub phone: Option<String>,
    /// cs, en, de.
    pub language: String,
    /// When it was made.
    pub created_at: i64,
    /// When it ends unanswered.
    pub expires_at: i64,
    /// When it was answered.
    pub answered_at: Option<i64>,
    /// Account of the recipient, once accepted.
    pub recipient: Option<AccountId>,
    /// Hash of the recipient's bundle that `proof_recipient` uses, once accepted.
    pub recipient_bundle: Option<B64>,
    /// The recipient's bundle chain, once accepted.
    pub bundles: Vec<B64>,
    /// `proof_recipient`, when the link's secret was there.
    pub proof_recipient: Option<B64>,
}

/// My people.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PeopleResponse {
    /// Newest first.
    pub people: Vec<PersonResponse>,
}

/// What is asked of somebody who opened an invitation link.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InvitationResponse {
    /// The invitation.
    pub invite: InviteId,
    /// Who asks: pinned by the client, shown only after `proof_owner` holds (when there is a secret).
    pub owner: AccountId,
    /// The owner's name.
    pub owner_name: String,
    /// The owner's bundle chain up to now.
    pub owner_bundles: Vec<B64>,
    /// Hash of the bundle that the proofs use.
    pub owner_bundle: B64,
    /// `proof_owner`, with a link.
    pub proof_owner: Option<B64>,
    /// How it travelled.
    pub delivery: Delivery,
    /// Masked address.
    pub email: String,
    /// Masked phone given by the owner.
    pub phone: Option<String>,
    /// Whether the mailbox has to be proven by a code too. The owner knows the link of a mailed
    /// invitation as well, so this server always asks.
    pub email_code: bool,
    /// When it ends.
    pub expires_at: i64,
    /// Language the owner chose for the person.
    pub language: String,
}

/// Send the codes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InvitationCodesRequest {
    /// A number typed by the person; absent: the one the owner gave.
    pub phone: Option<String>,
}

/// Where the codes went.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InvitationCodesResponse {
    /// Masked phone.
    pub phone: String,
    /// Masked address, when a code went there too.
    pub email: Option<String>,
    /// When others may be asked for.
    pub resend_at: i64,
}

/// Prove the codes.
#[derive(Clone, Serialize, Deserialize)]
pub struct InvitationVerifyRequest {
    /// SMS code.
    pub sms_code: String,
    /// E-mail code, when asked for.
    pub email_code: Option<String>,
}

/// The right to register for this invitation.
#[derive(Clone, Serialize, Deserialize)]
pub struct InvitationVerifyResponse {
    /// 32 bytes, 30 minutes.
    pub grant: B64,
    /// The id the new account will have.
    pub account: AccountId,
}

/// Accept with a new account. Answered with [`MeResponse`](super::MeResponse) and a full session.
#[derive(Clone, Serialize, Deserialize)]
pub struct InvitationAcceptRequest {
    /// The grant.
    pub grant: B64,
    /// The account; its vault already pins the owner.
    pub account: NewAccount,
    /// `proof_recipient`, with a link.
    pub proof_recipient: Option<B64>,
    /// Version of the consent text that was shown.
    pub consent: String,
}

/// Accept with the account logged in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InvitationJoinRequest {
    /// The grant; needed only when my own address is not the invited one.
    #[serde(default)]
    pub grant: Option<B64>,
    /// `proof_recipient`, with a link.
    pub proof_recipient: Option<B64>,
    /// Hash of my bundle that the proof uses.
    pub bundle: B64,
    /// Vault that pins the owner.
    pub vault: VaultUpdate,
    /// Version of the consent text that was shown.
    pub consent: String,
}
