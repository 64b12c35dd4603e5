//! Whether a header is from the right person, for the right person, and not an old one.

use super::{HEADER_LEN, Header, Purpose, SignedHeader};
use crate::crypto::{
    Hash,
    bundle::{Bundle, Chain, Relation},
    error::{Checked, Refused, ensure},
    vault::{OwnKeys, Peer, Seen},
};
use crate::ids::{AccountId, HandoverId};
use std::{cmp::Ordering, collections::HashMap};

/// What the reader asked the server for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The reader.
    pub recipient: AccountId,
    /// The owner, pinned.
    pub owner: AccountId,
    /// Which handover.
    pub handover: HandoverId,
    /// A certain version, or whichever is newest.
    pub version: Option<u64>,
    /// The real thing or a drill.
    pub purpose: Purpose,
}

/// A header whose signature, addressee and question fit.
#[derive(Debug, Clone)]
pub struct CheckedHeader<'a> {
    /// Its fields.
    pub header: Header,
    /// The owner's key that signed, against the pinned one.
    pub relation: Relation,
    /// Everything known of the owner's bundles now, for the vault.
    pub owner_bundles: Chain,
    pub(super) owner: Bundle,
    pub(super) own: &'a OwnKeys,
}

/// Checks a header: fields, then the owner's bundle, then the signature, then the own key. Used at acceptance,
/// at health checks, and as the first half of opening.
///
/// # Errors
/// [`Refused`], without a reason.
pub fn check_header<'a>(
    asked: &Asked,
    signed: &SignedHeader,
    shown: &[Bundle],
    peer: &Peer,
    own: &'a [OwnKeys],
) -> Checked<CheckedHeader<'a>> {
    let header = Header::parse(&signed.header)?;
    let ids = header.owner == asked.owner
        && header.recipient == asked.recipient
        && header.handover == asked.handover;
    let version = asked.version.is_none_or(|v| v == header.version);
    ensure(ids && version && header.purpose == asked.purpose && peer.id == asked.owner)?;

    let (owner_bundles, _) = peer.bundles.extend(shown)?;
    let owner = owner_bundles.find(&header.owner_bundle).ok_or(Refused)?.clone();
    let relation =
        owner_bundles.relation(&peer.bundles.newest().hash(), &owner.hash()).ok_or(Refused)?;
    signed.verify(&owner)?;

    let own = own.iter().find(|k| k.bundle.hash() == header.recipient_bundle).ok_or(Refused)?;
    ensure(own.bundle.account() == asked.recipient)?;
    Ok(CheckedHeader { header, relation, owner_bundles, owner, own })
}

/// What speaks against something authentic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// A newer version was seen on this account.
    Older,
    /// The same version number was seen with other content.
    Different,
    /// Newer than what was seen, but the server does not show the headers that lead from there to here.
    ChainNotShown,
    /// Sealed without the key that the two share since their pairing: in mode Base.
    Unpaired,
}

/// Authentic, but something known here speaks against it. A person may decide to open it all the same: after
/// the owner's death a server put back from an old copy must not lock anybody out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("opens only by a person's choice: {reason:?}")]
pub struct Stop {
    /// Why.
    pub reason: StopReason,
    /// When the shown version was sealed, milliseconds since 1970.
    pub sealed_at: u64,
    /// When the version seen before was sealed or, for [`StopReason::Unpaired`], when the two were first
    /// paired; milliseconds since 1970.
    pub known_at: u64,
}

impl CheckedHeader<'_> {
    /// Compares with what was seen of this handover. `history` holds the headers in between, in any order;
    /// the hashes alone make them authentic, since each is named by a later one.
    ///
    /// # Errors
    /// [`Stop`], with the dates.
    pub fn freshness(&self, seen: Option<&Seen>, history: &[SignedHeader]) -> Result<(), Stop> {
        let Some(known) = seen else { return Ok(()) };
        let reason = match self.header.version.cmp(&known.version) {
            Ordering::Less => StopReason::Older,
            Ordering::Equal if self.header.hash() == known.header => return Ok(()),
            Ordering::Equal => StopReason::Different,
            Ordering::Greater if self.leads_to(&known.header, history) => return Ok(()),
            Ordering::Greater => StopReason::ChainNotShown,
        };
        Err(self.stop(reason, known.time))
    }

    pub(super) fn stop(&self, reason: StopReason, known_at: u64) -> Stop {
        Stop { reason, sealed_at: self.header.sealed_at, known_at }
    }

    /// What to remember after this header was seen.
    #[must_use]
    pub fn seen(&self) -> Seen {
        Seen::new(
            self.header.handover,
            self.header.version,
            self.header.hash(),
            self.header.sealed_at,
        )
    }

    fn leads_to(&self, goal: &Hash, history: &[SignedHeader]) -> bool {
        let known: HashMap<Hash, &SignedHeader> = history
            .iter()
            .filter(|earlier| earlier.header.len() == HEADER_LEN)
            .map(|earlier| (crate::crypto::hash(&earlier.header), earlier))
            .collect();
        let mut at = self.header;
        while at.prev != *goal {
            let before = known.get(&at.prev).and_then(|h| Header::parse(&h.header).ok());
            let Some(before) = before else { return false };
            let same = before.owner == at.owner
                && before.recipient == at.recipient
                && before.handover == at.handover;
            // Versions fall at every step, so this ends.
            if !same || before.version >= at.version {
                return false;
            }
            at = before;
        }
        true
    }
}
