//! A sealed version before it is stored: whatever could never be opened, or is not what it says,
//! is refused here. No database, no clock: the facts come in as parameters.

use crate::store::invitations::Pairing;
use stafeta_shared::{
    api::{ProblemCode, SealedAttachment, SealedFor, VersionCommitRequest},
    crypto::{
        Hash, Key,
        attachment::att_root,
        bundle::Bundle,
        hash,
        version::{
            Committed, Gate, Header, Mode, Purpose, SignedHeader, VersionContext, check_committed,
        },
    },
    ids::{AccountId, AttachmentId, HandoverId},
    limits::{ATTACHMENTS_MAX, BODY_MAX, RECIPIENTS_MAX},
};
use std::collections::BTreeMap;

/// The owner's clock may be ahead of ours by this much.
const CLOCK_AHEAD_MS: i64 = 24 * 3_600_000;

/// A recipient, as this server knows them.
#[derive(Debug, Clone)]
pub struct KnownRecipient {
    /// Their newest bundle.
    pub bundle: Bundle,
    /// Pairings with this owner, also earlier ones: both sides keep their secrets.
    pub pairings: Vec<Pairing>,
    /// `H` of their newest header of this handover, or zero.
    pub prev: Hash,
}

/// A file, as this server holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownFile {
    /// Length of the ciphertext.
    pub ct_len: u64,
    /// Hash over its parts, once all are there.
    pub hash: Option<Hash>,
}

/// What a version is checked against.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The owner's newest bundle.
    pub owner: Bundle,
    /// Which handover.
    pub handover: HandoverId,
    /// Newest committed version, 0 for none.
    pub current: u64,
    /// The people named, as far as they are paired with this owner.
    pub recipients: BTreeMap<AccountId, KnownRecipient>,
    /// The files of this handover.
    pub files: BTreeMap<AttachmentId, KnownFile>,
    /// Nothing was sealed before the account was made.
    pub not_before: i64,
    /// This server's clock.
    pub now: i64,
}

/// Why a version is refused: which code, and which part of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// For the answer.
    pub code: ProblemCode,
    /// Path into the request.
    pub field: String,
    /// What is wrong with it.
    pub how: &'static str,
}

/// One recipient's share, checked.
#[derive(Debug)]
pub struct CheckedShare {
    /// For whom.
    pub recipient: AccountId,
    /// The server's half.
    pub k_srv: Key,
}

/// A version that may be stored.
#[derive(Debug)]
pub struct CheckedVersion {
    /// Which.
    pub context: VersionContext,
    /// By the owner's clock; the same in every header.
    pub sealed_at: i64,
    /// In the order of the request.
    pub shares: Vec<CheckedShare>,
}

/// Checks a whole version.
///
/// # Errors
/// The first [`Fault`].
pub fn check(request: &VersionCommitRequest, facts: &Facts) -> Result<CheckedVersion, Box<Fault>> {
    if facts.current.checked_add(1) != Some(request.version) {
        return fault(ProblemCode::VersionConflict, "version", "not-next");
    }
    if request.body.is_empty() || request.body.len() > BODY_MAX {
        return fault(ProblemCode::TooLarge, "body", "length");
    }
    let att_root = check_files(&request.attachments, &facts.files)?;
    let common = Common {
        facts,
        context: VersionContext {
            owner: facts.owner.account(),
            handover: facts.handover,
            version: request.version,
        },
        body: hash(&request.body),
        body_len: request.body.len() as u64,
        att_root,
    };
    check_people(&request.recipients)?;
    let mut sealed_at = None;
    let mut shares = Vec::with_capacity(request.recipients.len());
    for (i, share) in request.recipients.iter().enumerate() {
        let at = Field(i);
        let (checked, header) = common.check_share(share, at)?;
        if *sealed_at.get_or_insert(header.sealed_at) != header.sealed_at {
            return at.seal("header", "sealed-at");
        }
        shares.push(checked);
    }
    let sealed_at = common.check_time(sealed_at)?;
    Ok(CheckedVersion { context: common.context, sealed_at, shares })
}

/// Sorted, none twice, all of this handover and complete, with the lengths and hashes we hold.
fn check_files(
    named: &[SealedAttachment],
    known: &BTreeMap<AttachmentId, KnownFile>,
) -> Result<Hash, Box<Fault>> {
    let sorted = named.windows(2).all(|pair| pair[0].attachment < pair[1].attachment);
    if !sorted || named.len() > ATTACHMENTS_MAX {
        return fault(ProblemCode::SealInvalid, "attachments", "order");
    }
    let mut files = Vec::with_capacity(named.len());
    for (i, file) in named.iter().enumerate() {
        let field = || format!("attachments.{i}");
        let Some(held) = known.get(&file.attachment) else {
            return fault(ProblemCode::SealInvalid, &field(), "unknown");
        };
        let Some(held_hash) = held.hash else {
            return fault(ProblemCode::AttachmentIncomplete, &field(), "incomplete");
        };
        if held.ct_len != file.ct_len || file.hash[..] != held_hash {
            return fault(ProblemCode::SealInvalid, &field(), "differs");
        }
        files.push((file.attachment, held.ct_len, held_hash));
    }
    match att_root(files) {
        Ok(root) => Ok(root),
        Err(_) => fault(ProblemCode::SealInvalid, "attachments", "root"),
    }
}

fn check_people(shares: &[SealedFor]) -> Result<(), Box<Fault>> {
    let mut people: Vec<_> = shares.iter().map(|share| share.recipient).collect();
    people.sort_unstable();
    people.dedup();
    if people.len() != shares.len() || !(1..=RECIPIENTS_MAX).contains(&people.len()) {
        return fault(ProblemCode::SealInvalid, "recipients", "count");
    }
    Ok(())
}

/// What is the same for every recipient.
struct Common<'a> {
    facts: &'a Facts,
    context: VersionContext,
    body: Hash,
    body_len: u64,
    att_root: Hash,
}

impl Common<'_> {
    fn check_share(
        &self,
        share: &SealedFor,
        at: Field,
    ) -> Result<(CheckedShare, Header), Box<Fault>> {
        let Some(known) = self.facts.recipients.get(&share.recipient) else {
            return at.seal("recipient", "not-paired");
        };
        let Ok(k_srv) = Key::from_slice(&share.k_srv) else {
            return at.seal("k_srv", "length");
        };
        let header = self.check_parts(share, &k_srv, at)?;
        self.check_names(&header, share, known, at)?;
        Ok((CheckedShare { recipient: share.recipient, k_srv }, header))
    }

    /// Hashes, lengths, `srv_id`, and the strict signature.
    fn check_parts(&self, share: &SealedFor, k_srv: &Key, at: Field) -> Result<Header, Box<Fault>> {
        let Ok(header) = Header::parse(&share.header) else {
            return at.seal("header", "form");
        };
        // Told apart from a forgery: the owner changed keys on another device.
        if header.owner_bundle != self.facts.owner.hash() {
            return at.refuse(ProblemCode::BundleInvalid, "header", "owner-bundle");
        }
        let signed = SignedHeader { header: share.header.to_vec(), signature: share.sig.to_vec() };
        let committed = Committed {
            header: &signed,
            wrap: &share.wrap,
            lock: &share.lock,
            k_srv,
            body: &self.body,
            body_len: self.body_len,
            att_root: &self.att_root,
        };
        check_committed(&self.facts.owner, &committed).or_else(|_| at.seal("header", "parts"))
    }

    /// Every field that names something is compared with our own rows.
    fn check_names(
        &self,
        header: &Header,
        share: &SealedFor,
        known: &KnownRecipient,
        at: Field,
    ) -> Result<(), Box<Fault>> {
        if header.context() != self.context || header.recipient != share.recipient {
            return at.seal("header", "ids");
        }
        if header.gate != Gate::Server || header.purpose != Purpose::Real {
            return at.seal("header", "purpose");
        }
        if header.recipient_bundle != known.bundle.hash() {
            return at.refuse(ProblemCode::BundleInvalid, "header", "recipient-bundle");
        }
        if header.prev != known.prev {
            return at.seal("header", "prev");
        }
        let hint_fits = match (header.mode, share.psk_hint) {
            (Mode::Psk, Some(invite)) => known.pairings.iter().any(|one| one.invite == invite),
            // Whoever holds a shared secret refuses to open what was sealed without one.
            (Mode::Base, None) => !known.pairings.iter().any(|one| one.by_link),
            _ => false,
        };
        if hint_fits { Ok(()) } else { at.seal("psk_hint", "mode") }
    }

    fn check_time(&self, sealed_at: Option<u64>) -> Result<i64, Box<Fault>> {
        let latest = self.facts.now.saturating_add(CLOCK_AHEAD_MS);
        let earliest = self.facts.not_before.saturating_sub(CLOCK_AHEAD_MS);
        match sealed_at.and_then(|at| i64::try_from(at).ok()) {
            Some(at) if (earliest..=latest).contains(&at) => Ok(at),
            _ => fault(ProblemCode::SealInvalid, "recipients.0.header", "sealed-at"),
        }
    }
}

/// A recipient of the request, by place.
#[derive(Clone, Copy)]
struct Field(usize);

impl Field {
    fn seal<T>(self, part: &str, how: &'static str) -> Result<T, Box<Fault>> {
        self.refuse(ProblemCode::SealInvalid, part, how)
    }

    fn refuse<T>(self, code: ProblemCode, part: &str, how: &'static str) -> Result<T, Box<Fault>> {
        fault(code, &format!("recipients.{}.{part}", self.0), how)
    }
}

fn fault<T>(code: ProblemCode, field: &str, how: &'static str) -> Result<T, Box<Fault>> {
    Err(Box::new(Fault { code, field: field.to_owned(), how }))
}
