//! Inviting: a new invitation, and its link shown again.
//!
//! The secret of a link never reaches the server: it lies in the owner's vault until the pairing is checked
//! ([`super::pins`]). A mailed invitation has a secret too, but nobody is told it.

use super::{refusal::Outcome, state::Keeper, world::World};
use crate::protocol::{Answer, Refusal};
use stafeta_shared::{
    api::{Delivery, InviteRequest, paths},
    bytes::B64,
    crypto::{
        draw,
        pairing::InviteSecret,
        vault::{Invite, Vault},
    },
    ids::InviteId,
    limits::INVITATION_LIFE_MS,
};

/// Whom an owner invites.
pub(crate) struct Invitee {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: Option<String>,
    pub(crate) language: String,
    pub(crate) delivery: Delivery,
}

impl<W: World> Keeper<W> {
    pub(crate) async fn invite(&self, invitee: Invitee) -> Outcome<Answer> {
        let rng = &mut self.world.rng();
        let (id, secret) = (InviteId::from_bytes(draw(rng)), InviteSecret::make(rng));
        let expires = self.now() + INVITATION_LIFE_MS as u64;
        let linked = invitee.delivery == Delivery::Link;
        let edit = |vault: &mut Vault| {
            vault.invites.retain(|known| known.id != id);
            let invite = Invite::new(id, secret.clone(), invitee.name.clone(), expires);
            vault.invites.push(invite.by_link(linked));
            Ok(linked.then(|| B64::from(secret.owner_proof(&vault.current_keys().bundle, id))))
        };
        self.change_vault_with(edit, async |vault, proof: &Option<B64>| {
            let request = InviteRequest {
                invite: id,
                delivery: invitee.delivery,
                email: invitee.email.clone(),
                phone: invitee.phone.clone(),
                language: invitee.language.clone(),
                proof_owner: proof.clone(),
                vault,
            };
            self.http().post::<serde_json::Value>(paths::INVITATIONS, &request).await
        })
        .await?;
        let link = linked.then(|| self.link(id, &secret));
        Ok(Answer::Invited { invite: id, link })
    }

    pub(crate) async fn invite_link(&self, invite: InviteId) -> Outcome<Answer> {
        let now = self.now();
        let secret = self.with(|open| {
            let known = open.vault.invites.iter().find(|known| known.id == invite)?;
            known.secret.clone().filter(|_| known.linked && known.expires > now)
        })?;
        let link = self.link(invite, &secret.ok_or(Refusal::Unfit)?);
        Ok(Answer::Invited { invite, link: Some(link) })
    }

    /// Leads to where this client came from, not to where the server says it is: a page of any other host would
    /// read the secret.
    fn link(&self, invite: InviteId, secret: &InviteSecret) -> String {
        let path = paths::fill(paths::PAGE_INVITATION, &[&invite.to_string()]);
        format!("{}{path}#{}", self.world.origin(), secret.to_fragment().expose_secret())
    }
}
