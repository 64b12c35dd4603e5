//! What a vault remembers.

use crate::crypto::{
    Hash, Key,
    bundle::{Bundle, Chain, IdentityKeys},
    cbor::Extra,
    error::{Checked, ensure},
    pairing::{Invitation, InviteSecret, Psk},
};
use crate::ids::{AccountId, HandoverId, InviteId};
use std::collections::BTreeMap;

/// The opened vault. Field order follows the format.
#[derive(Debug, Clone, PartialEq)]
pub struct Vault {
    pub(super) version: u64,
    pub(super) account: AccountId,
    pub(super) counter: u64,
    pub(super) min_suite: u16,
    pub(super) changed: Change,
    pub(super) keys: Vec<OwnKeys>,
    /// People this account trusts.
    pub peers: Vec<Peer>,
    /// Invitations that were sent and not yet confirmed.
    pub invites: Vec<Invite>,
    /// What this account sealed.
    pub handovers: Vec<HandoverEntry>,
    /// People whose pairing was ended; their pins and keys wait for a new one. Nobody seals to them.
    pub(super) former: Vec<Peer>,
    /// Hashes of the stored vaults this one came from, newest first, at most [`TRAIL`].
    pub(super) trail: Vec<Hash>,
    /// Hash of the stored form of this very vault; none before it was ever sealed. Not part of the format.
    pub(super) stored: Option<Hash>,
    pub(super) extra: Extra,
}

/// How many vaults back a vault names. A device that saw none of the last so many cannot tell a fork.
pub(super) const TRAIL: usize = 64;

/// When and where a vault was last changed; shown on a device without an anchor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Milliseconds since 1970.
    pub time: u64,
    /// The device in the person's words, or what the browser says.
    pub device: String,
}

/// One generation of the account's own keys. Retired ones stay: content was sealed to them.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnKeys {
    /// The public half.
    pub bundle: Bundle,
    /// The secret half.
    pub secrets: IdentityKeys,
    pub(super) extra: Extra,
}

/// What a peer is to this account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Receives from this account.
    Recipient,
    /// Hands over to this account.
    Owner,
    /// Both.
    Both,
}

/// How sure this account is that the pinned keys are the peer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verified {
    /// Only the server says so: the operator could read everything sealed to them.
    None,
    /// By the secret in a link that the owner handed over.
    Link,
    /// By comparing the number or the QR code.
    Number,
}

/// A pre-shared key and when it was pinned here.
#[derive(Debug, Clone, PartialEq)]
pub struct PinnedPsk {
    /// The key of the pairing.
    pub psk: Psk,
    /// Milliseconds since 1970, to say so in words.
    pub time: u64,
    pub(super) extra: Extra,
}

impl PinnedPsk {
    /// Pins a key now.
    #[must_use]
    pub fn new(psk: Psk, time: u64) -> Self {
        Self { psk, time, extra: Extra::default() }
    }
}

/// The newest version of a handover this account has seen as a recipient.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// Which handover of the peer.
    pub handover: HandoverId,
    /// Its version.
    pub version: u64,
    /// `H(header)`.
    pub header: Hash,
    /// When it was sealed, milliseconds since 1970, to say so in words.
    pub time: u64,
    pub(super) extra: Extra,
}

impl Seen {
    /// Remembers a verified header.
    #[must_use]
    pub fn new(handover: HandoverId, version: u64, header: Hash, time: u64) -> Self {
        Self { handover, version, header, time, extra: Extra::default() }
    }
}

/// A person, pinned.
#[derive(Debug, Clone, PartialEq)]
pub struct Peer {
    /// Their account.
    pub id: AccountId,
    /// The name this account gave them; the only one that is shown.
    pub name: String,
    /// What they are to this account.
    pub role: Role,
    /// Their bundles, oldest first; the newest is the pin.
    pub bundles: Chain,
    /// How sure.
    pub verified: Verified,
    /// Keys of the pairings with them.
    pub psks: Vec<PinnedPsk>,
    /// What was seen of their handovers.
    pub seen: Vec<Seen>,
    pub(super) extra: Extra,
}

impl Peer {
    /// Pins a person by one bundle.
    #[must_use]
    pub fn new(name: String, role: Role, bundle: Bundle, verified: Verified) -> Self {
        Self {
            id: bundle.account(),
            name,
            role,
            bundles: Chain::new(bundle),
            verified,
            psks: Vec::new(),
            seen: Vec::new(),
            extra: Extra::default(),
        }
    }

    /// The key to seal with: that of the newest pairing, the last one among those of the same time.
    #[must_use]
    pub fn newest_psk(&self) -> Option<&Psk> {
        self.psk(None)
    }

    /// The same, of the pairings by this invitation if one is named.
    #[must_use]
    pub fn psk(&self, invite: Option<InviteId>) -> Option<&Psk> {
        let named = self.psks.iter().filter(|p| invite.is_none_or(|invite| p.psk.invite == invite));
        named.max_by_key(|p| p.time).map(|p| &p.psk)
    }

    /// What was seen of a handover.
    #[must_use]
    pub fn seen(&self, handover: HandoverId) -> Option<&Seen> {
        self.seen.iter().find(|s| s.handover == handover)
    }

    /// Remembers a version unless a newer one is known.
    pub fn remember(&mut self, seen: Seen) {
        match self.seen.iter_mut().find(|s| s.handover == seen.handover) {
            Some(known) if known.version >= seen.version => {}
            Some(known) => {
                (known.version, known.header, known.time) = (seen.version, seen.header, seen.time);
            }
            None => self.seen.push(seen),
        }
    }
}

/// An invitation that was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Invite {
    /// Which.
    pub id: InviteId,
    /// Its secret, until the recipient's proof was checked or the invitation ended.
    pub secret: Option<InviteSecret>,
    /// What the owner calls the person.
    pub name: String,
    /// The owner handed the link over: an acceptance without the recipient's proof is a forged one.
    pub linked: bool,
    /// Milliseconds since 1970.
    pub expires: u64,
    pub(super) extra: Extra,
}

impl Invite {
    /// Remembers an invitation whose link nobody was handed.
    #[must_use]
    pub fn new(id: InviteId, secret: InviteSecret, name: String, expires: u64) -> Self {
        Self { id, secret: Some(secret), name, linked: false, expires, extra: Extra::default() }
    }

    /// Says whether the owner hands the link over.
    #[must_use]
    pub fn by_link(self, linked: bool) -> Self {
        Self { linked, ..self }
    }
}

/// A handover of this account.
#[derive(Debug, Clone, PartialEq)]
pub struct HandoverEntry {
    /// Which.
    pub id: HandoverId,
    /// The newest sealed version, if any.
    pub sealed: Option<SealedEntry>,
    /// Private notes for this account's own lists (`title`, …).
    pub labels: BTreeMap<String, String>,
    pub(super) extra: Extra,
}

impl HandoverEntry {
    /// A handover that exists only as a draft.
    #[must_use]
    pub fn new(id: HandoverId) -> Self {
        Self { id, sealed: None, labels: BTreeMap::new(), extra: Extra::default() }
    }
}

/// What the owner keeps of the newest sealed version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedEntry {
    /// From 1.
    pub version: u64,
    /// Opens the body.
    pub body_key: Key,
    /// `H(body)`: the owner's re-read accepts no other.
    pub body: Hash,
    /// `H(header)` of each recipient's newest header: the next one links to it.
    pub prev: Vec<(AccountId, Hash)>,
    /// The server's halves, so that a living owner heals their loss.
    pub k_srv: Vec<(AccountId, Key)>,
}

impl SealedEntry {
    /// The hash the next header of a recipient links to.
    #[must_use]
    pub fn prev(&self, recipient: AccountId) -> Option<&Hash> {
        self.prev.iter().find(|(r, _)| *r == recipient).map(|(_, hash)| hash)
    }
}

impl Vault {
    /// The first vault of an account; sealing it makes counter 1.
    ///
    /// # Errors
    /// [`crate::crypto::Refused`] when the bundle is not made of these keys.
    pub fn new(bundle: Bundle, secrets: IdentityKeys) -> Checked<Self> {
        ensure(bundle.belongs_to(&secrets))?;
        Ok(Self {
            version: super::VERSION,
            account: bundle.account(),
            counter: 0,
            min_suite: crate::crypto::Suite::CURRENT.number(),
            changed: Change::default(),
            keys: vec![OwnKeys { bundle, secrets, extra: Extra::default() }],
            peers: Vec::new(),
            invites: Vec::new(),
            handovers: Vec::new(),
            former: Vec::new(),
            trail: Vec::new(),
            stored: None,
            extra: Extra::default(),
        })
    }

    /// Whose.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// How often it was sealed.
    #[must_use]
    pub fn counter(&self) -> u64 {
        self.counter
    }

    /// When and where it was last changed.
    #[must_use]
    pub fn changed(&self) -> &Change {
        &self.changed
    }

    /// Whether a newer version of this program wrote it.
    #[must_use]
    pub fn read_only(&self) -> bool {
        self.version > super::VERSION
    }

    /// The keys in use.
    #[must_use]
    pub fn current_keys(&self) -> &OwnKeys {
        &self.keys[self.keys.len() - 1]
    }

    /// All keys, oldest first.
    #[must_use]
    pub fn own_keys(&self) -> &[OwnKeys] {
        &self.keys
    }

    /// Takes up the next generation of keys; the retired ones stay.
    ///
    /// # Errors
    /// [`crate::crypto::Refused`] when the bundle does not follow the current one or is not made of these keys.
    pub fn rotate_keys(&mut self, bundle: Bundle, secrets: IdentityKeys) -> Checked<()> {
        ensure(bundle.belongs_to(&secrets) && bundle.follows(&self.current_keys().bundle))?;
        self.keys.push(OwnKeys { bundle, secrets, extra: Extra::default() });
        Ok(())
    }

    /// A pinned person.
    #[must_use]
    pub fn peer(&self, id: AccountId) -> Option<&Peer> {
        self.peers.iter().find(|p| p.id == id)
    }

    /// A pinned person, to change.
    pub fn peer_mut(&mut self, id: AccountId) -> Option<&mut Peer> {
        self.peers.iter_mut().find(|p| p.id == id)
    }

    /// Pins a person.
    ///
    /// # Errors
    /// [`crate::crypto::Refused`] for the account itself or somebody already pinned: ids are never confused.
    pub fn pin(&mut self, peer: Peer) -> Checked<()> {
        ensure(
            peer.id != self.account
                && self.peer(peer.id).is_none()
                && peer.bundles.newest().account() == peer.id,
        )?;
        self.former.retain(|p| p.id != peer.id);
        self.peers.push(peer);
        Ok(())
    }

    /// Ends a pairing. Pin and keys are kept: they are needed if the person comes back, whose reader
    /// stops at everything that is sealed without the keys they once shared.
    pub fn retire(&mut self, id: AccountId) {
        if let Some(at) = self.peers.iter().position(|p| p.id == id) {
            self.former.push(self.peers.remove(at));
        }
    }

    /// A person whose pairing was ended.
    #[must_use]
    pub fn former(&self, id: AccountId) -> Option<&Peer> {
        self.former.iter().find(|p| p.id == id)
    }

    /// All of them.
    #[must_use]
    pub fn former_peers(&self) -> &[Peer] {
        &self.former
    }

    /// The key of the pairing that an invitation of this account becomes once somebody accepts it; none when
    /// there is no such invitation, or its secret was used or given up.
    #[must_use]
    pub fn invited_psk(&self, invite: InviteId) -> Option<Psk> {
        let invite = self.invites.iter().find(|known| known.id == invite)?;
        let invitation = Invitation { owner: self.account, invite: invite.id };
        Some(invite.secret.as_ref()?.psk(&invitation))
    }

    /// A handover of this account.
    #[must_use]
    pub fn handover(&self, id: HandoverId) -> Option<&HandoverEntry> {
        self.handovers.iter().find(|h| h.id == id)
    }

    /// A handover of this account, made when it is not there yet.
    pub fn handover_mut(&mut self, id: HandoverId) -> &mut HandoverEntry {
        let at = self.handovers.iter().position(|h| h.id == id).unwrap_or_else(|| {
            self.handovers.push(HandoverEntry::new(id));
            self.handovers.len() - 1
        });
        &mut self.handovers[at]
    }
}
