//! Invitations and, once accepted, pairings.
//!
//! Every change of state is conditional on the state it leaves, so that an invitation is answered
//! once, whoever is faster.

use super::{Result, RowExt as _, StoreError, Tx};
use sqlx::any::AnyRow;
use stafeta_shared::{
    api::{Delivery, InvitationState},
    ids::{AccountId, InviteId},
};

/// An invitation as stored.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Its id.
    pub id: InviteId,
    /// Who asks.
    pub owner: AccountId,
    /// Hash of the owner's bundle that the proofs use.
    pub owner_bundle: [u8; 32],
    /// How it travels.
    pub delivery: Delivery,
    /// As the owner wrote it.
    pub email: String,
    /// The same, normalised.
    pub email_key: String,
    /// The number that the owner gave, E.164.
    pub phone: Option<String>,
    /// Language of the messages.
    pub language: String,
    /// `proof_owner`, with a link.
    pub proof_owner: Option<Vec<u8>>,
    /// As stored: [`InvitationState::Expired`] is never stored.
    pub state: InvitationState,
    /// When it was made.
    pub created_at: i64,
    /// When it ends unanswered.
    pub expires_at: i64,
    /// When it was answered.
    pub answered_at: Option<i64>,
    /// When the mailbox was proven by a code.
    pub email_proven_at: Option<i64>,
    /// The number the person confirmed, E.164.
    pub phone_proven: Option<String>,
    /// When the phone was proven.
    pub phone_proven_at: Option<i64>,
    /// The id a new account will get.
    pub grant_account: Option<AccountId>,
    /// Who accepted.
    pub recipient: Option<AccountId>,
    /// Hash of the recipient's bundle that the proof uses.
    pub recipient_bundle: Option<[u8; 32]>,
    /// `proof_recipient`, when the link's secret was there.
    pub proof_recipient: Option<Vec<u8>>,
}

/// How an acceptance is recorded.
#[derive(Debug)]
pub struct Acceptance<'a> {
    /// Who accepts.
    pub recipient: AccountId,
    /// Hash of their bundle.
    pub bundle: [u8; 32],
    /// Their proof.
    pub proof: Option<&'a [u8]>,
    /// Version of the consent text.
    pub consent: &'a str,
}

const COLUMNS: &str = "SELECT id, owner, owner_bundle, delivery, email, email_key, phone, \
    language, proof_owner, state, created_at, expires_at, answered_at, email_proven_at, \
    phone_proven, phone_proven_at, grant_account, recipient, recipient_bundle, proof_recipient \
    FROM invitations WHERE ";

/// Inserts an invitation; `false` when its id is taken.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &mut Tx, invitation: &Invitation) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO invitations (id, owner, owner_bundle, delivery, email, email_key, phone, \
         language, proof_owner, state, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'invited', $10, $11) \
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(invitation.id.as_bytes().as_slice())
    .bind(invitation.owner.as_bytes().as_slice())
    .bind(invitation.owner_bundle.as_slice())
    .bind(delivery_text(invitation.delivery))
    .bind(invitation.email.as_str())
    .bind(invitation.email_key.as_str())
    .bind(invitation.phone.clone())
    .bind(invitation.language.as_str())
    .bind(invitation.proof_owner.clone())
    .bind(invitation.created_at)
    .bind(invitation.expires_at)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// One invitation.
///
/// # Errors
/// When the database fails.
pub async fn by_id(tx: &mut Tx, id: InviteId) -> Result<Option<Invitation>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} id = $1"));
    let row = sqlx::query(sql).bind(id.as_bytes().as_slice()).fetch_optional(&mut **tx).await?;
    row.as_ref().map(read).transpose()
}

/// One invitation, locked until this transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &mut Tx, id: InviteId) -> Result<Option<Invitation>> {
    let words = tx.for_update();
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} id = $1{words}"));
    let row = sqlx::query(sql).bind(id.as_bytes().as_slice()).fetch_optional(&mut **tx).await?;
    row.as_ref().map(read).transpose()
}

/// Everything an owner ever sent, newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_owner(tx: &mut Tx, owner: AccountId) -> Result<Vec<Invitation>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} owner = $1 ORDER BY created_at DESC, id"));
    let rows = sqlx::query(sql).bind(owner.as_bytes().as_slice()).fetch_all(&mut **tx).await?;
    rows.iter().map(read).collect()
}

/// Pairings of a recipient, also ended ones, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_recipient(tx: &mut Tx, recipient: AccountId) -> Result<Vec<Invitation>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{COLUMNS} recipient = $1 AND state IN ('accepted', 'removed') ORDER BY answered_at, id"
    ));
    let rows = sqlx::query(sql).bind(recipient.as_bytes().as_slice()).fetch_all(&mut **tx).await?;
    rows.iter().map(read).collect()
}

/// How many invitations of an owner are open or accepted.
///
/// # Errors
/// When the database fails.
pub async fn living(tx: &mut Tx, owner: AccountId) -> Result<i64> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS living FROM invitations \
         WHERE owner = $1 AND state IN ('invited', 'accepted')",
    )
    .bind(owner.as_bytes().as_slice())
    .fetch_one(&mut **tx)
    .await?;
    row.int("living")
}

/// The accepted pairings between an owner and a recipient.
///
/// # Errors
/// When the database fails.
pub async fn pairings(
    tx: &mut Tx,
    owner: AccountId,
    recipient: AccountId,
) -> Result<Vec<InviteId>> {
    let rows = sqlx::query(
        "SELECT id FROM invitations \
         WHERE owner = $1 AND recipient = $2 AND state = 'accepted' ORDER BY id",
    )
    .bind(owner.as_bytes().as_slice())
    .bind(recipient.as_bytes().as_slice())
    .fetch_all(&mut **tx)
    .await?;
    rows.iter().map(|row| row.id("id", InviteId::from_bytes)).collect()
}

/// A pairing that was accepted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pairing {
    /// The invitation it came from.
    pub invite: InviteId,
    /// It was proven by a link's secret, so both sides hold a shared one since.
    pub by_link: bool,
}

/// Every pairing that was ever accepted between two people, whoever asked, also ended ones.
///
/// # Errors
/// When the database fails.
pub async fn pairings_ever(
    tx: &mut Tx,
    owner: AccountId,
    recipient: AccountId,
) -> Result<Vec<Pairing>> {
    let rows = sqlx::query(
        "SELECT id, proof_recipient FROM invitations \
         WHERE ((owner = $1 AND recipient = $2) OR (owner = $2 AND recipient = $1)) \
         AND state IN ('accepted', 'removed') ORDER BY id",
    )
    .bind(owner.as_bytes().as_slice())
    .bind(recipient.as_bytes().as_slice())
    .fetch_all(&mut **tx)
    .await?;
    rows.iter()
        .map(|row| {
            let by_link = row.blob_opt("proof_recipient")?.is_some();
            Ok(Pairing { invite: row.id("id", InviteId::from_bytes)?, by_link })
        })
        .collect()
}

/// Records what the codes proved, and the right to register that follows from it.
///
/// # Errors
/// When the database fails.
pub async fn set_grant(
    tx: &mut Tx,
    id: InviteId,
    phone: &str,
    grant_hash: &[u8; 32],
    account: AccountId,
    now: i64,
    expires_at: i64,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE invitations SET phone_proven = $2, phone_proven_at = $5, email_proven_at = $5, \
         grant_hash = $3, grant_account = $4, grant_expires_at = $6 \
         WHERE id = $1 AND state = 'invited' AND expires_at > $5",
    )
    .bind(id.as_bytes().as_slice())
    .bind(phone)
    .bind(grant_hash.as_slice())
    .bind(account.as_bytes().as_slice())
    .bind(now)
    .bind(expires_at)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The open invitation that this right to register belongs to.
///
/// # Errors
/// When the database fails.
pub async fn grant(tx: &mut Tx, grant_hash: &[u8; 32], now: i64) -> Result<Option<Invitation>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{COLUMNS} grant_hash = $1 AND grant_expires_at > $2 \
         AND state = 'invited' AND expires_at > $2"
    ));
    let row =
        sqlx::query(sql).bind(grant_hash.as_slice()).bind(now).fetch_optional(&mut **tx).await?;
    row.as_ref().map(read).transpose()
}

/// The pairing that was made with this right to register and this consent, for as long as the right
/// could have been used.
///
/// # Errors
/// When the database fails.
pub async fn accepted_by(
    tx: &mut Tx,
    grant_hash: &[u8; 32],
    consent: &str,
    now: i64,
) -> Result<Option<Invitation>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{COLUMNS} grant_hash = $1 AND grant_expires_at > $2 \
         AND state = 'accepted' AND consent = $3"
    ));
    let row = sqlx::query(sql)
        .bind(grant_hash.as_slice())
        .bind(now)
        .bind(consent)
        .fetch_optional(&mut **tx)
        .await?;
    row.as_ref().map(read).transpose()
}

/// Accepts; `false` when it was answered or too old.
///
/// # Errors
/// When the database fails.
pub async fn accept(
    tx: &mut Tx,
    id: InviteId,
    acceptance: &Acceptance<'_>,
    now: i64,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE invitations SET state = 'accepted', answered_at = $2, recipient = $3, \
         recipient_bundle = $4, proof_recipient = $5, consent = $6 \
         WHERE id = $1 AND state = 'invited' AND expires_at > $2",
    )
    .bind(id.as_bytes().as_slice())
    .bind(now)
    .bind(acceptance.recipient.as_bytes().as_slice())
    .bind(acceptance.bundle.as_slice())
    .bind(acceptance.proof.map(<[u8]>::to_vec))
    .bind(acceptance.consent)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Moves on from one state to a final one; `false` when it was not in that state.
///
/// # Errors
/// When the database fails.
pub async fn end(
    tx: &mut Tx,
    id: InviteId,
    from: InvitationState,
    to: InvitationState,
    now: i64,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE invitations SET state = $3, grant_hash = NULL, \
         answered_at = COALESCE(answered_at, $4) WHERE id = $1 AND state = $2",
    )
    .bind(id.as_bytes().as_slice())
    .bind(state_text(from))
    .bind(state_text(to))
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

fn read(row: &AnyRow) -> Result<Invitation> {
    Ok(Invitation {
        id: row.id("id", InviteId::from_bytes)?,
        owner: row.id("owner", AccountId::from_bytes)?,
        owner_bundle: row.bytes("owner_bundle")?,
        delivery: match row.text("delivery")?.as_str() {
            "link" => Delivery::Link,
            "mail" => Delivery::Mail,
            _ => return Err(StoreError::Corrupt("invitations.delivery")),
        },
        email: row.text("email")?,
        email_key: row.text("email_key")?,
        phone: row.text_opt("phone")?,
        language: row.text("language")?,
        proof_owner: row.blob_opt("proof_owner")?,
        state: match row.text("state")?.as_str() {
            "invited" => InvitationState::Invited,
            "accepted" => InvitationState::Accepted,
            "declined" => InvitationState::Declined,
            "cancelled" => InvitationState::Cancelled,
            "removed" => InvitationState::Removed,
            _ => return Err(StoreError::Corrupt("invitations.state")),
        },
        created_at: row.int("created_at")?,
        expires_at: row.int("expires_at")?,
        answered_at: row.int_opt("answered_at")?,
        email_proven_at: row.int_opt("email_proven_at")?,
        phone_proven: row.text_opt("phone_proven")?,
        phone_proven_at: row.int_opt("phone_proven_at")?,
        grant_account: row.id_opt("grant_account", AccountId::from_bytes)?,
        recipient: row.id_opt("recipient", AccountId::from_bytes)?,
        recipient_bundle: row.bytes_opt("recipient_bundle")?,
        proof_recipient: row.blob_opt("proof_recipient")?,
    })
}

fn delivery_text(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Link => "link",
        Delivery::Mail => "mail",
    }
}

fn state_text(state: InvitationState) -> &'static str {
    match state {
        InvitationState::Invited | InvitationState::Expired => "invited",
        InvitationState::Accepted => "accepted",
        InvitationState::Declined => "declined",
        InvitationState::Cancelled => "cancelled",
        InvitationState::Removed => "removed",
    }
}
