//! Whether a header is from the right person, for the right person, and not an old one.

use super::{Header, Purpose, SignedHeader};
use crate::crypto::{
    Hash,
    bundle::{Bundle, Chain, Relation},
    error::{Checked, Refused, ensure},
    vault::{OwnKeys, Peer, Seen},
};
use crate::ids::{AccountId, HandoverId};

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

/// A version and when it was sealed, to say so in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// Its number.
    pub number: u64,
    /// Milliseconds since 1970.
    pub sealed_at: u64,
}

/// The server shows something that is authentic but does not fit what was seen before. A person may decide
/// to open it all the same; that is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stale {
    /// A newer version was seen on this account.
    #[error("a newer version was seen before")]
    Older {
        /// What was seen.
        seen: Version,
        /// What is shown.
        shown: Version,
    },
    /// The same version number with other content.
    #[error("this version was seen before with other content")]
    Different {
        /// What was seen.
        seen: Version,
        /// What is shown.
        shown: Version,
    },
    /// A newer version whose headers in between the server does not show.
    #[error("the way from the version seen before to this one is not shown")]
    ChainNotShown {
        /// What was seen.
        seen: Version,
        /// What is shown.
        shown: Version,
    },
}

impl CheckedHeader<'_> {
    /// Compares with what was seen of this handover. `history` holds the headers in between, in any order;
    /// the hashes alone make them authentic, since each is named by a later one.
    ///
    /// # Errors
    /// [`Stale`], with the dates.
    pub fn freshness(&self, seen: Option<&Seen>, history: &[SignedHeader]) -> Result<(), Stale> {
        let Some(known) = seen else { return Ok(()) };
        let seen = Version { number: known.version, sealed_at: known.time };
        let shown = Version { number: self.header.version, sealed_at: self.header.sealed_at };
        match shown.number.cmp(&seen.number) {
            std::cmp::Ordering::Less => Err(Stale::Older { seen, shown }),
            std::cmp::Ordering::Equal if self.header.hash() == known.header => Ok(()),
            std::cmp::Ordering::Equal => Err(Stale::Different { seen, shown }),
            std::cmp::Ordering::Greater if self.leads_to(&known.header, history) => Ok(()),
            std::cmp::Ordering::Greater => Err(Stale::ChainNotShown { seen, shown }),
        }
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
        let mut at = self.header;
        while at.prev != *goal {
            let before = history.iter().find(|h| crate::crypto::hash(&h.header) == at.prev);
            let Some(before) = before.and_then(|h| Header::parse(&h.header).ok()) else {
                return false;
            };
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
