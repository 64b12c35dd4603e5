//! Pins: how a person comes to be trusted, and by what they stay so.
//!
//! Pinned once, when the proof of the link that was handed over holds; then the link's secret is erased, as it
//! is when the invitation ended or nobody answered in time. Of a mailed invitation the pin is what the server
//! showed, and says so. Later keys are taken up only by the chain that the pinned key signed. Nobody who was
//! not invited from here is ever pinned as a recipient.

use stafeta_shared::{
    api::{InvitationState, PersonResponse},
    crypto::{
        Checked, Refused,
        bundle::{Bundle, Chain},
        pairing::InviteSecret,
        vault::{Invite, Peer, PinnedPsk, Role, Vault, Verified},
    },
    ids::{AccountId, InviteId},
    limits::is_invisible,
};
use std::collections::HashSet;
use unicode_normalization::UnicodeNormalization as _;

/// The clocks of server and owner may differ by as much, in milliseconds.
const SKEW_MS: u64 = 24 * 3_600_000;

/// Who is also an owner to us stays pinned as that.
pub(super) fn unpin_recipient(vault: &mut Vault, recipient: AccountId) {
    match vault.peer_mut(recipient) {
        Some(peer) if peer.role == Role::Both => peer.role = Role::Owner,
        Some(peer) if peer.role == Role::Recipient => vault.retire(recipient),
        _ => {}
    }
}

/// Pins what can be pinned. Returns the invitations whose keys or proofs do not hold.
pub(super) fn reconcile(
    vault: &mut Vault,
    people: &[PersonResponse],
    now: u64,
) -> HashSet<InviteId> {
    let_go(vault, people, now);
    let accepted = people.iter().filter(|person| person.state == InvitationState::Accepted);
    accepted
        .filter(|person| settle(vault, person, now).is_err())
        .map(|person| person.invite)
        .collect()
}

/// Erases the secrets of invitations that ended or were not accepted in time: whoever finds such a link
/// later, and has the server's help, is not pinned any more.
fn let_go(vault: &mut Vault, people: &[PersonResponse], now: u64) {
    use InvitationState::{Accepted, Cancelled, Declined, Removed};
    for invite in &mut vault.invites {
        let person = people.iter().find(|person| person.invite == invite.id);
        let over = person.is_some_and(|p| matches!(p.state, Cancelled | Declined | Removed));
        let accepted = person.filter(|person| person.state == Accepted);
        let until = accepted.map_or(now, |person| answered(person).unwrap_or(now));
        if over || until > invite.expires.saturating_add(SKEW_MS) {
            invite.secret = None;
        }
    }
}

fn answered(person: &PersonResponse) -> Option<u64> {
    u64::try_from(person.answered_at?).ok()
}

fn settle(vault: &mut Vault, person: &PersonResponse, now: u64) -> Checked<()> {
    let recipient = person.recipient.ok_or(Refused)?;
    let shown = Chain::parse(&person.bundles)?;
    if shown.newest().account() != recipient || recipient == vault.account() {
        return Err(Refused);
    }
    match vault.invites.iter().find(|invite| invite.id == person.invite).cloned() {
        Some(invite) => pair(vault, person, &invite, &shown, now)?,
        // A pairing of before. Nobody who was not invited from here is ever pinned.
        None if vault.peer(recipient).is_none_or(|peer| peer.role == Role::Owner) => {
            return Err(Refused);
        }
        None => {}
    }
    let peer = vault.peer_mut(recipient).ok_or(Refused)?;
    peer.bundles = extend(&peer.bundles, &shown)?;
    Ok(())
}

/// The first visit after an acceptance: checks the proof, pins, erases the secret. Whoever was handed the
/// link could prove it, so without a proof it was not them.
fn pair(
    vault: &mut Vault,
    person: &PersonResponse,
    invite: &Invite,
    shown: &Chain,
    now: u64,
) -> Checked<()> {
    let secret = invite.secret.as_ref().ok_or(Refused)?;
    let (bundle, verified) = match &person.proof_recipient {
        Some(proof) => (proven(vault, invite.id, secret, shown, proof)?.clone(), Verified::Link),
        None if invite.linked => return Err(Refused),
        None => (shown.newest().clone(), Verified::None),
    };
    let psk = vault.invited_psk(invite.id).filter(|_| verified == Verified::Link);
    let psk = psk.map(|psk| PinnedPsk::new(psk, now));
    let name = told_apart(vault, bundle.account(), &invite.name);
    pin(vault, &Peer::new(name, Role::Recipient, bundle, verified), psk)?;
    vault.invites.retain(|known| known.id != invite.id);
    Ok(())
}

/// The recipient's bundle for which the proof was made; the owner's may have been any of ours.
fn proven<'a>(
    vault: &Vault,
    invite: InviteId,
    secret: &InviteSecret,
    shown: &'a Chain,
    proof: &[u8],
) -> Checked<&'a Bundle> {
    let holds = |theirs: &&Bundle| {
        vault
            .own_keys()
            .iter()
            .any(|own| secret.check_recipient(&own.bundle, theirs, invite, proof).is_ok())
    };
    shown.bundles().iter().find(holds).ok_or(Refused)
}

/// The name of somebody else that reads like this one: pinned now or before, or invited.
pub(super) fn namesake<'a>(vault: &'a Vault, id: AccountId, name: &str) -> Option<&'a str> {
    let pinned = vault.peers.iter().chain(vault.former_peers()).filter(|peer| peer.id != id);
    let names = pinned.map(|peer| &*peer.name).chain(open_invites(vault));
    names.into_iter().find(|known| read_alike(known, name))
}

/// The names of those who were invited and may still answer. One of them may be anybody, also who is pinned already.
pub(super) fn open_invites(vault: &Vault) -> impl Iterator<Item = &str> {
    vault.invites.iter().filter(|invite| invite.secret.is_some()).map(|invite| &*invite.name)
}

/// Whether people read two names as one.
pub(super) fn read_alike(one: &str, other: &str) -> bool {
    as_read(one) == as_read(other)
}

/// A name as people read it: blanks are one or none, characters that nobody sees are not there, the look of the
/// others does not matter (NFKC), nor do capitals.
fn as_read(name: &str) -> String {
    let seen = |c: &char| !is_invisible(*c) && !('\u{fe00}'..='\u{fe0f}').contains(c);
    let name: String = name.chars().filter(seen).nfkc().collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    name.chars().flat_map(char::to_lowercase).flat_map(char::to_uppercase).nfkc().collect()
}

/// The name, with a number behind it if somebody else is pinned under it by now.
fn told_apart(vault: &Vault, id: AccountId, name: &str) -> String {
    let free = |name: &String| {
        vault.peers.iter().all(|peer| peer.id == id || !read_alike(&peer.name, name))
    };
    let numbered = (2..).map(|number: u32| format!("{name} ({number})"));
    std::iter::once(name.to_owned()).chain(numbered).find(free).unwrap_or_default()
}

/// Pins a person, or adds a new pairing to somebody already pinned whose keys agree.
pub(super) fn pin(vault: &mut Vault, newcomer: &Peer, psk: Option<PinnedPsk>) -> Checked<()> {
    if vault.peer(newcomer.id).is_none() {
        let peer = match vault.former(newcomer.id) {
            Some(former) => come_back(former.clone(), newcomer)?,
            None => newcomer.clone(),
        };
        vault.pin(peer)?;
    }
    let peer = vault.peer_mut(newcomer.id).ok_or(Refused)?;
    // Whatever was just proven is part of the chain from now on, or there is no pairing.
    peer.bundles = extend(&peer.bundles, &newcomer.bundles)?;
    peer.verified = peer.verified.max(newcomer.verified);
    if peer.role != newcomer.role {
        peer.role = Role::Both;
    }
    if let Some(psk) =
        psk.filter(|psk| peer.psks.iter().all(|known| known.psk.invite != psk.psk.invite))
    {
        peer.psks.push(psk);
    }
    Ok(())
}

/// Somebody whose pairing was ended is paired anew. The keys once shared stay in use: the other side stops
/// at what is sealed without them. Other bundles than those pinned before need the proof of a link.
fn come_back(mut former: Peer, newcomer: &Peer) -> Checked<Peer> {
    match extend(&former.bundles, &newcomer.bundles) {
        Ok(bundles) => {
            former.bundles = bundles;
            former.verified = former.verified.max(newcomer.verified);
        }
        Err(Refused) if newcomer.verified != Verified::None => {
            former.bundles = newcomer.bundles.clone();
            former.verified = newcomer.verified;
        }
        Err(Refused) => return Err(Refused),
    }
    former.name.clone_from(&newcomer.name);
    former.role = newcomer.role;
    Ok(former)
}

/// The pinned chain, lengthened at either end by what is shown. Nothing shown is passed over: a key that
/// does not belong to the chain is a hard stop, however old it says it is.
pub(super) fn extend(pinned: &Chain, shown: &Chain) -> Checked<Chain> {
    Ok(pinned.extend(shown.bundles())?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_read_alike_are_one() {
        for (one, other) in [
            ("Jana Nováková", " jana NOVÁKOVÁ\u{a0}"),
            ("Jana Nov\u{e1}k", "Jana Nova\u{301}k"),
            ("Weiß", "WEISS"),
            ("Weiß", "WEIẞ"),
            ("\u{390}", "\u{3aa}\u{301}"),
            ("Jana Nováková", "Jana \u{2003} Nov\u{200b}áková\u{feff}"),
            ("Jana \u{2764}", "Jana \u{2764}\u{fe0f}"),
            ("Jana Nováková 2", "Ｊana Nováková ²"),
        ] {
            assert!(read_alike(one, other), "{one} and {other}");
        }
        assert!(!read_alike("Jana Nováková", "Jana Novaková"));
        assert!(!read_alike("Jana Nováková", "JanaNováková"));
    }
}
