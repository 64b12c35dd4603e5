//! People of an owner: what the server says about them, set against what the vault has pinned.
//!
//! A changed key without proof is a hard stop for its person; only pinned names are shown. How pins come
//! about is in [`super::pins`].

use super::{
    pins::{reconcile, unpin_recipient},
    refusal::Outcome,
    state::Keeper,
    transport::Method,
    world::World,
};
use crate::protocol::{Answer, Person, Refusal, Verified as Known};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use stafeta_shared::{
    api::{InvitationState, PeopleResponse, PersonResponse, paths},
    crypto::{
        pairing::{Number, check_qr, qr},
        vault::{Vault, Verified},
    },
    ids::{AccountId, InviteId},
};
use std::collections::HashSet;

/// People with their standing, and whom nothing may be sealed to.
pub(crate) struct Reconciled {
    pub(crate) people: Vec<Person>,
    pub(crate) changed_keys: HashSet<AccountId>,
}

impl<W: World> Keeper<W> {
    pub(crate) async fn people(&self) -> Outcome<Answer> {
        Ok(Answer::People { people: self.reconcile_people().await?.people })
    }

    /// Fetches people, checks proofs and chains, pins what is new.
    pub(crate) async fn reconcile_people(&self) -> Outcome<Reconciled> {
        let answer: PeopleResponse = self.http().get(paths::INVITATIONS).await?;
        self.reconcile_with(&answer).await
    }

    async fn reconcile_with(&self, answer: &PeopleResponse) -> Outcome<Reconciled> {
        let now = self.now();
        let before = self.with(|open| open.vault.clone())?;
        let mut after = before.clone();
        let mut refused = reconcile(&mut after, &answer.people, now);
        if after != before && !self.with(|open| open.read_only)? {
            refused = self.change_vault(|vault| Ok(reconcile(vault, &answer.people, now))).await?;
        }
        self.with(|open| {
            // What must not be written is shown as it would be.
            let vault = if open.read_only { &after } else { &open.vault };
            let people =
                answer.people.iter().filter_map(|person| view(vault, person, &refused)).collect();
            let changed_keys = answer
                .people
                .iter()
                .filter(|person| refused.contains(&person.invite))
                .filter_map(|person| person.recipient)
                .collect();
            Reconciled { people, changed_keys }
        })
    }

    pub(crate) async fn number(&self, peer: AccountId) -> Outcome<Answer> {
        let (mine, theirs) = self.with(|open| {
            let peer = open.vault.peer(peer).ok_or(Refusal::Unfit)?;
            let mine = open.vault.current_keys().bundle.clone();
            Ok::<_, Refusal>((mine, peer.bundles.newest().clone()))
        })??;
        let number = Number::derive(&mine, &theirs)?;
        Ok(Answer::Number {
            groups: number.groups(),
            qr: URL_SAFE_NO_PAD.encode(qr(&mine, &theirs)),
        })
    }

    /// What was compared is what becomes verified, not what stands in the vault by now: `compared` names the two
    /// bundles of the number that was shown.
    pub(crate) async fn number_agrees(&self, peer: AccountId, compared: &str) -> Outcome<Answer> {
        let compared = URL_SAFE_NO_PAD.decode(compared).map_err(|_| Refusal::Unfit)?;
        self.change_vault(|vault| {
            let mine = vault.current_keys().bundle.clone();
            let peer = vault.peer_mut(peer).ok_or(Refusal::Unfit)?;
            check_qr(&compared, &mine, peer.bundles.newest())
                .map_err(|_| Refusal::NumberChanged)?;
            peer.verified = Verified::Number;
            Ok(())
        })
        .await?;
        Ok(Answer::Done)
    }

    pub(crate) async fn remove_person(&self, invite: InviteId) -> Outcome<Answer> {
        let answer: PeopleResponse = self.http().get(paths::INVITATIONS).await?;
        // Who has accepted meanwhile holds the key of this invitation for good, and seals with it to whoever made
        // it: it has to be pinned before the secret goes.
        self.reconcile_with(&answer).await?;
        let recipient = answer
            .people
            .iter()
            .find(|person| person.invite == invite)
            .and_then(|person| person.recipient);
        let elsewhere = answer.people.iter().any(|p| {
            p.invite != invite && p.state == InvitationState::Accepted && p.recipient == recipient
        });
        self.http()
            .tell(
                Method::Delete,
                &paths::fill(paths::INVITATION, &[&invite.to_string()]),
                None::<&()>,
            )
            .await?;
        self.change_vault(|vault| {
            vault.invites.retain(|known| known.id != invite);
            if let Some(recipient) = recipient.filter(|_| !elsewhere) {
                unpin_recipient(vault, recipient);
            }
            Ok(())
        })
        .await?;
        Ok(Answer::Done)
    }
}

/// A person as the page shows them; nobody whom the vault does not know by name.
fn view(vault: &Vault, person: &PersonResponse, refused: &HashSet<InviteId>) -> Option<Person> {
    if matches!(person.state, InvitationState::Cancelled | InvitationState::Removed) {
        return None;
    }
    let invite = vault.invites.iter().find(|invite| invite.id == person.invite);
    let peer = person
        .recipient
        .and_then(|id| vault.peer(id))
        .filter(|_| !refused.contains(&person.invite));
    let name =
        peer.map(|peer| peer.name.clone()).or_else(|| invite.map(|invite| invite.name.clone()));
    Some(Person {
        invite: person.invite,
        name: name.or_else(|| pinned_name(vault, person))?,
        email: person.email.clone(),
        phone: person.phone.clone(),
        delivery: person.delivery,
        state: person.state,
        recipient: person.recipient,
        verified: peer.map_or(Known::No, |peer| known(peer.verified)),
        key_changed: refused.contains(&person.invite),
        created_at: person.created_at,
        expires_at: person.expires_at,
        answered_at: person.answered_at,
        has_link: person.state == InvitationState::Invited
            && invite.is_some_and(|invite| invite.linked && invite.secret.is_some()),
    })
}

/// Somebody whose key changed is still called what they were called.
fn pinned_name(vault: &Vault, person: &PersonResponse) -> Option<String> {
    person.recipient.and_then(|id| vault.peer(id)).map(|peer| peer.name.clone())
}

pub(super) fn known(verified: Verified) -> Known {
    match verified {
        Verified::None => Known::No,
        Verified::Link => Known::Link,
        Verified::Number => Known::Number,
    }
}
