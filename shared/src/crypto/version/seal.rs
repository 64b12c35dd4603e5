//! Sealing a version for everybody it is for, in one go.

use super::{
    Body, Gate, Header, LOCK_LEN, Mode, Purpose, SignedHeader, VersionContext, WRAP_LEN, srv_id,
};
use crate::content::{Block, Content};
use crate::crypto::{
    Hash, Key, Random,
    attachment::AttachmentEntry,
    bundle::Bundle,
    cbor::Extra,
    error::{Checked, ensure},
    hash,
    hazmat::{hpke, seal, sign},
    labels,
    pairing::Psk,
    vault::{OwnKeys, SealedEntry},
};
use crate::ids::{AccountId, HandoverId, InviteId};
use crate::limits::{ATTACHMENTS_MAX, BODY_MAX, RECIPIENTS_MAX};
use std::collections::BTreeSet;

/// One recipient of a version. Bundle and key come from the owner's vault, never straight from the server.
#[derive(Debug, Clone, Copy)]
pub struct SealTo<'a> {
    /// The pinned bundle.
    pub bundle: &'a Bundle,
    /// The key of the pairing, when both hold one.
    pub psk: Option<&'a Psk>,
    /// `H` of this recipient's header before, if there was one.
    pub prev: Option<&'a Hash>,
}

/// Everything that is sealed into a version.
#[derive(Debug, Clone)]
pub struct SealPlan<'a> {
    /// The owner's keys in use.
    pub owner: &'a OwnKeys,
    /// Which handover.
    pub handover: HandoverId,
    /// The version before plus one; from 1.
    pub version: u64,
    /// What it is for.
    pub purpose: Purpose,
    /// Milliseconds since 1970.
    pub sealed_at: u64,
    /// What the owner wrote.
    pub content: &'a Content,
    /// Keys of a newer version that the draft carried.
    pub extra: Extra,
    /// The files, wholly uploaded.
    pub attachments: &'a [AttachmentEntry],
    /// For whom.
    pub recipients: &'a [SealTo<'a>],
}

/// What one recipient gets.
#[derive(Debug, Clone)]
pub struct SealedFor {
    /// Who.
    pub recipient: AccountId,
    /// Header and signature.
    pub header: SignedHeader,
    /// `H(header)`, for the vault.
    pub header_hash: Hash,
    /// `K_r`, wrapped.
    pub wrap: Vec<u8>,
    /// The body key, locked.
    pub lock: Vec<u8>,
    /// The server's half, for the server over TLS and for the vault.
    pub k_srv: Key,
    /// Which pairing's key was used: an unauthenticated hint for the recipient.
    pub psk_hint: Option<InviteId>,
}

/// A sealed version.
#[derive(Debug, Clone)]
pub struct SealedVersion {
    /// Which.
    pub context: VersionContext,
    /// The body, once for all.
    pub body: Vec<u8>,
    /// `H(body)`.
    pub body_hash: Hash,
    /// Opens the body; for the vault.
    pub body_key: Key,
    /// For each recipient.
    pub recipients: Vec<SealedFor>,
}

impl SealedVersion {
    /// What the owner's vault keeps of it.
    #[must_use]
    pub fn entry(&self) -> SealedEntry {
        SealedEntry {
            version: self.context.version,
            body_key: self.body_key.clone(),
            body: self.body_hash,
            prev: self.recipients.iter().map(|r| (r.recipient, r.header_hash)).collect(),
            k_srv: self.recipients.iter().map(|r| (r.recipient, r.k_srv.clone())).collect(),
        }
    }
}

/// Why nothing was sealed. These are the owner's own words and people, so reasons may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Nobody, too many, somebody twice, or the owner.
    #[error("a version is for 1 to {RECIPIENTS_MAX} different people, not for its owner")]
    Recipients,
    /// Too many files, one twice, or a block without its file.
    #[error("files and file blocks do not fit together")]
    Attachments,
    /// Too long.
    #[error("the text is longer than {BODY_MAX} bytes")]
    TooLarge,
    /// Something that cannot be sealed: version 0, foreign keys, broken opaque parts.
    #[error("this cannot be sealed")]
    Refused,
}

impl From<crate::crypto::Refused> for SealError {
    fn from(_: crate::crypto::Refused) -> Self {
        Self::Refused
    }
}

/// Seals a version.
///
/// # Errors
/// [`SealError`] says what is wrong with the plan.
pub fn seal_version(plan: &SealPlan<'_>, rng: &mut dyn Random) -> Result<SealedVersion, SealError> {
    check(plan)?;
    let context = VersionContext {
        owner: plan.owner.bundle.account(),
        handover: plan.handover,
        version: plan.version,
    };
    let body = Body {
        content: plan.content.clone(),
        attachments: plan.attachments.to_vec(),
        sealed_at: plan.sealed_at,
        extra: plan.extra.clone(),
    };
    let att_root = body.att_root().map_err(|_| SealError::Attachments)?;
    let body_key = Key::make(rng);
    let body = body.seal(&context, &body_key, rng)?;
    if body.len() > BODY_MAX {
        return Err(SealError::TooLarge);
    }
    let common = Common {
        plan,
        context,
        body_key: &body_key,
        body_hash: hash(&body),
        body_len: body.len() as u64,
        att_root,
    };
    let recipients =
        plan.recipients.iter().map(|to| common.seal_for(to, rng)).collect::<Checked<Vec<_>>>()?;
    Ok(SealedVersion { context, body_hash: common.body_hash, recipients, body, body_key })
}

fn check(plan: &SealPlan<'_>) -> Result<(), SealError> {
    let owner = plan.owner.bundle.account();
    let people: BTreeSet<_> = plan.recipients.iter().map(|to| to.bundle.account()).collect();
    if people.is_empty()
        || people.len() != plan.recipients.len()
        || people.len() > RECIPIENTS_MAX
        || people.contains(&owner)
    {
        return Err(SealError::Recipients);
    }
    let files: BTreeSet<_> = plan.attachments.iter().map(|a| a.id).collect();
    let missing = plan
        .content
        .blocks
        .iter()
        .any(|b| matches!(b, Block::File(f) if !files.contains(&f.att_id)));
    if missing || plan.attachments.len() > ATTACHMENTS_MAX {
        return Err(SealError::Attachments);
    }
    ensure(plan.version > 0)?;
    Ok(())
}

/// What is the same for every recipient.
struct Common<'a> {
    plan: &'a SealPlan<'a>,
    context: VersionContext,
    body_key: &'a Key,
    body_hash: Hash,
    body_len: u64,
    att_root: Hash,
}

impl Common<'_> {
    fn seal_for(&self, to: &SealTo<'_>, rng: &mut dyn Random) -> Checked<SealedFor> {
        let recipient = to.bundle.account();
        let (k_r, k_srv) = (Key::make(rng), Key::make(rng));
        let cek = self.context.cek(&k_r, &k_srv, recipient);
        let lock =
            seal::seal(&cek, &self.context.lock(recipient), self.body_key.expose_secret(), rng);
        let wrap = self.wrap(to, &k_r, &lock, rng)?;
        ensure(lock.len() == LOCK_LEN && wrap.len() == WRAP_LEN)?;
        let header = self.header(to, &wrap, &lock, srv_id(&k_srv, &self.context, recipient));
        let bytes = header.to_bytes();
        let signature = sign::sign(&self.plan.owner.secrets.ed25519, labels::SIG_HEADER, &bytes);
        let signed = SignedHeader { header: bytes, signature: signature.to_vec() };
        // Own work is checked like a stranger's: keys of another bundle would show here, not at the heirs'.
        signed.verify(&self.plan.owner.bundle)?;
        Ok(SealedFor {
            recipient,
            header_hash: header.hash(),
            header: signed,
            wrap,
            lock,
            k_srv,
            psk_hint: to.psk.map(|p| p.invite),
        })
    }

    fn wrap(
        &self,
        to: &SealTo<'_>,
        k_r: &Key,
        lock: &[u8],
        rng: &mut dyn Random,
    ) -> Checked<Vec<u8>> {
        let info = self.context.wrap_info(&self.plan.owner.bundle, to.bundle);
        let id = to.psk.map(Psk::hpke_id).unwrap_or_default();
        let psk = to.psk.map(|p| hpke::PskRef { key: p.key.expose_secret(), id: &id });
        hpke::seal(to.bundle.xwing(), psk.as_ref(), &info, &hash(lock), k_r.expose_secret(), rng)
    }

    fn header(&self, to: &SealTo<'_>, wrap: &[u8], lock: &[u8], srv_id: Hash) -> Header {
        Header {
            mode: if to.psk.is_some() { Mode::Psk } else { Mode::Base },
            gate: Gate::Server,
            purpose: self.plan.purpose,
            owner: self.context.owner,
            recipient: to.bundle.account(),
            handover: self.context.handover,
            version: self.context.version,
            prev: to.prev.copied().unwrap_or_default(),
            owner_bundle: self.plan.owner.bundle.hash(),
            recipient_bundle: to.bundle.hash(),
            wrap: hash(wrap),
            lock: hash(lock),
            body: self.body_hash,
            body_len: self.body_len,
            att_root: self.att_root,
            srv_id,
            sealed_at: self.plan.sealed_at,
        }
    }
}
