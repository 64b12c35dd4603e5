//! Opening a version, in the stated order, with one closed error.

use super::{
    Asked, Body, CheckedHeader, HEADER_LEN, Header, LOCK_LEN, Mode, SignedHeader, Stop, StopReason,
    WRAP_LEN, check_header, srv_id,
};
use crate::crypto::{
    Hash, Key,
    bundle::{Bundle, Chain, Relation},
    error::{Checked, Refused, ensure},
    hash,
    hazmat::{hpke, seal},
    pairing::Psk,
    secret::equal,
    vault::{OwnKeys, Peer, Seen},
};
use crate::ids::InviteId;

/// Everything the server sent.
#[derive(Debug, Clone)]
pub struct Received<'a> {
    /// Header and signature.
    pub header: &'a SignedHeader,
    /// The owner's bundles as the server shows them: none, some, in any order, also more than once.
    pub owner_bundles: &'a [Bundle],
    /// Headers between the one seen before and this one.
    pub history: &'a [SignedHeader],
    /// `K_r`, wrapped.
    pub wrap: &'a [u8],
    /// The body key, locked.
    pub lock: &'a [u8],
    /// The server's half.
    pub k_srv: &'a Key,
    /// The body.
    pub body: &'a [u8],
    /// Which pairing's key to try; not authenticated, selects only among the peer's.
    pub psk_hint: Option<InviteId>,
}

/// Why nothing was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The one closed error.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Authentic, but something known here speaks against it.
    #[error(transparent)]
    Stopped(#[from] Stop),
}

/// What the reader is told beside the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The owner has newer keys than the ones pinned; the chain leads there.
    OwnerKeyNewer,
    /// Sealed with keys the owner has since replaced.
    OwnerKeyOlder,
    /// Opened by deliberate choice.
    Despite(Stop),
}

/// An opened version.
#[derive(Debug, Clone)]
pub struct Opened {
    /// What the owner wrote, and the files.
    pub body: Body,
    /// Its number.
    pub version: u64,
    /// `H(header)`.
    pub header_hash: Hash,
    /// Opens the body; what a receipt is made with.
    pub body_key: Key,
    /// To be shown.
    pub notices: Vec<Notice>,
    /// To be remembered in the vault.
    pub seen: Seen,
    /// The owner's bundles as known now, for the vault.
    pub owner_bundles: Chain,
}

/// Opens a version.
///
/// Order: exact lengths; header, question, owner's bundle, signature, own key ([`check_header`]); freshness;
/// hashes of wrap, lock, body; mode against the pinned pairings; `K_srv` against `srv_id`; HPKE; lock; body;
/// time and files of the body against the header. Attachments follow one by one, with the entries of the body.
///
/// # Errors
/// [`OpenError::Stopped`] for what `accepted`, a person's choice about this very header, does not name;
/// [`OpenError::Refused`] for everything else.
pub fn open_version(
    asked: &Asked,
    received: &Received<'_>,
    peer: &Peer,
    own: &[OwnKeys],
    accepted: &[StopReason],
) -> Result<Opened, OpenError> {
    let (checked, psk, notices) = check(asked, received, peer, own, accepted)?;
    let ends = Ends { owner: &checked.owner, recipient: &checked.own.bundle };
    let xwing = &checked.own.secrets.xwing;
    let (body, body_key) = unlock(&checked.header, ends, xwing, psk, received)?;
    let (seen, header_hash) = (checked.seen(), checked.header.hash());
    Ok(Opened {
        body,
        body_key,
        version: checked.header.version,
        header_hash,
        notices,
        seen,
        owner_bundles: checked.owner_bundles,
    })
}

/// Everything of [`open_version`] that comes before the server's half, which is not looked at: a reader does
/// this first, because asking for that half records an opening.
///
/// # Errors
/// As [`open_version`].
pub fn check_version(
    asked: &Asked,
    received: &Received<'_>,
    peer: &Peer,
    own: &[OwnKeys],
    accepted: &[StopReason],
) -> Result<(), OpenError> {
    check(asked, received, peer, own, accepted).map(drop)
}

type CheckedVersion<'a> = (CheckedHeader<'a>, Option<&'a Psk>, Vec<Notice>);

fn check<'a>(
    asked: &Asked,
    received: &Received<'_>,
    peer: &'a Peer,
    own: &'a [OwnKeys],
    accepted: &[StopReason],
) -> Result<CheckedVersion<'a>, OpenError> {
    ensure(
        received.header.header.len() == HEADER_LEN
            && received.wrap.len() == WRAP_LEN
            && received.lock.len() == LOCK_LEN,
    )?;
    let checked = check_header(asked, received.header, received.owner_bundles, peer, own)?;
    let mut notices = match checked.relation {
        Relation::Same => vec![],
        Relation::Descendant => vec![Notice::OwnerKeyNewer],
        Relation::Ancestor => vec![Notice::OwnerKeyOlder],
    };
    let mut weigh = |doubt: Result<(), Stop>| match doubt {
        Err(stop) if !accepted.contains(&stop.reason) => Err(stop),
        Err(stop) => {
            notices.push(Notice::Despite(stop));
            Ok(())
        }
        Ok(()) => Ok(()),
    };
    weigh(checked.freshness(peer.seen(asked.handover), received.history))?;
    check_hashes(&checked.header, received)?;
    weigh(paired(&checked, peer))?;
    let psk = choose_psk(checked.header.mode, peer, received.psk_hint)?;
    Ok((checked, psk, notices))
}

/// Mode Base from somebody with whom a key is shared. Which came first, sealing or pairing, only the two clocks
/// could say, and one of them is the writer's: so a person is asked.
fn paired(checked: &CheckedHeader<'_>, peer: &Peer) -> Result<(), Stop> {
    let since = peer.psks.iter().map(|pinned| pinned.time).min();
    match (checked.header.mode, since) {
        (Mode::Base, Some(since)) => Err(checked.stop(StopReason::Unpaired, since)),
        _ => Ok(()),
    }
}

/// Base takes none; PSK takes the newest, of those with the name that the hint gives if it gives one.
fn choose_psk(mode: Mode, peer: &Peer, hint: Option<InviteId>) -> Checked<Option<&Psk>> {
    match mode {
        Mode::Base => Ok(None),
        Mode::Psk => peer.psk(hint).map(Some).ok_or(Refused),
    }
}

/// Step 7 of the order: wrap, lock and body are those of the header.
pub(in crate::crypto) fn check_hashes(header: &Header, received: &Received<'_>) -> Checked<()> {
    ensure(hash(received.wrap) == header.wrap && hash(received.lock) == header.lock)?;
    ensure(received.body.len() as u64 == header.body_len && hash(received.body) == header.body)
}

/// From whom to whom.
#[derive(Clone, Copy)]
pub(in crate::crypto) struct Ends<'a> {
    pub(in crate::crypto) owner: &'a Bundle,
    pub(in crate::crypto) recipient: &'a Bundle,
}

/// Steps 9 to 11: from the server's half to a body that is the header's. Gives the body key too.
pub(in crate::crypto) fn unlock(
    header: &Header,
    ends: Ends<'_>,
    xwing: &Key,
    psk: Option<&Psk>,
    received: &Received<'_>,
) -> Checked<(Body, Key)> {
    let context = header.context();
    ensure(equal(&srv_id(received.k_srv, &context, header.recipient), &header.srv_id))?;
    let info = context.wrap_info(ends.owner, ends.recipient);
    let id = psk.map(Psk::hpke_id).unwrap_or_default();
    let psk = psk.map(|p| hpke::PskRef { key: p.key.expose_secret(), id: &id });
    let k_r = hpke::open(xwing, psk.as_ref(), &info, &header.lock, received.wrap)?;
    let cek = context.cek(&Key::from_slice(k_r.expose_secret())?, received.k_srv, header.recipient);
    let body_key = seal::open(&cek, &context.lock(header.recipient), received.lock)?;
    let body_key = Key::from_slice(body_key.expose_secret())?;
    let body = Body::open(&context, &body_key, received.body)?;
    ensure(body.sealed_at == header.sealed_at && body.att_root()? == header.att_root)?;
    Ok((body, body_key))
}
