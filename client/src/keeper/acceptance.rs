//! Accepting an invitation: looked at, proven by codes, accepted with a new account or with the open one.
//!
//! The secret of the link stays in the keeper from opening to accepting and never reaches the server. It proves
//! the owner's keys and no name: the one that the server tells is only proposed, and what is pinned is the name
//! by which the person who accepts knows them.

use super::{
    commands::Report,
    pins::{namesake, open_invites, pin, read_alike},
    refusal::Outcome,
    sign_up::Newcomer,
    state::Keeper,
    transport::Method,
    world::World,
};
use crate::protocol::{Answer, Refusal};
use stafeta_shared::{
    api::{
        InvitationAcceptRequest, InvitationJoinRequest, InvitationResponse,
        InvitationVerifyRequest, InvitationVerifyResponse, ProblemCode, paths,
    },
    bytes::B64,
    crypto::{
        bundle::{Bundle, Chain},
        pairing::{Invitation, InviteSecret},
        vault::{Peer, PinnedPsk, Role, Vault, Verified},
    },
    ids::{AccountId, InviteId},
    limits::person_name,
};

/// An invitation that was opened here.
#[derive(Clone)]
pub(crate) struct OpenedInvitation {
    secret: Option<InviteSecret>,
    owner: AccountId,
    /// The bundle the proofs use.
    bundle: Bundle,
    /// From that bundle on.
    chain: Chain,
    /// The right to register, once the codes were proven: they work only once.
    grant: Option<InvitationVerifyResponse>,
}

/// What the person said while accepting.
pub(crate) struct Acceptance {
    pub(crate) newcomer: Newcomer,
    pub(crate) sms_code: String,
    pub(crate) email_code: Option<String>,
    pub(crate) consent: String,
}

impl<W: World> Keeper<W> {
    pub(crate) async fn invitation_open(
        &self,
        invite: InviteId,
        fragment: Option<String>,
    ) -> Outcome<Answer> {
        let secret = match fragment.map(zeroize::Zeroizing::new) {
            Some(fragment) => {
                Some(InviteSecret::from_fragment(&fragment).map_err(|_| Refusal::WrongSecret)?)
            }
            None => None,
        };
        let answer: InvitationResponse =
            self.http().get(&paths::fill(paths::INVITATION, &[&invite.to_string()])).await?;
        let opened = check(invite, secret, &answer)?;
        let verified = opened.secret.is_some();
        self.state_mut().invitations.insert(invite, opened);
        Ok(Answer::Invitation {
            delivery: answer.delivery,
            owner_name: answer.owner_name,
            verified,
            email: answer.email,
            phone: answer.phone,
            email_code: answer.email_code,
            expires_at: answer.expires_at,
            language: answer.language,
        })
    }

    pub(crate) async fn invitation_accept(
        &self,
        invite: InviteId,
        said: Acceptance,
        report: &Report,
    ) -> Outcome<Answer> {
        let opened = self.opened_invitation(invite)?;
        let verified = self.prove_codes(invite, said.sms_code, said.email_code).await?;
        let now = self.now();
        let name = said.newcomer.owner_name.clone().unwrap_or_default();
        let fill = |vault: &mut Vault, _: &Bundle| opened.pin_owner(vault, invite, &name, now);
        let prepared = self.prepare_account(&verified.grant, said.newcomer, fill, report).await?;
        if prepared.bundle.account() != verified.account {
            return Err(Refusal::Unverifiable);
        }
        let request = InvitationAcceptRequest {
            grant: verified.grant,
            account: prepared.wire.clone(),
            proof_recipient: opened.proof(&prepared.bundle, invite),
            consent: said.consent,
        };
        let path = paths::fill(paths::INVITATION_ACCEPT, &[&invite.to_string()]);
        let answer = self.commit_account(&path, &request, &prepared).await?;
        self.state_mut().invitations.remove(&invite);
        Ok(answer)
    }

    /// Codes are used up by the first right try; the grant is kept for the tries after it.
    pub(crate) async fn prove_codes(
        &self,
        invite: InviteId,
        sms_code: String,
        email_code: Option<String>,
    ) -> Outcome<InvitationVerifyResponse> {
        if let Some(grant) = self.opened_invitation(invite)?.grant {
            return Ok(grant);
        }
        let request = InvitationVerifyRequest { sms_code, email_code };
        let path = paths::fill(paths::INVITATION_VERIFY, &[&invite.to_string()]);
        let grant: InvitationVerifyResponse = self.http().post(&path, &request).await?;
        if let Some(opened) = self.state_mut().invitations.get_mut(&invite) {
            opened.grant = Some(grant.clone());
        }
        Ok(grant)
    }

    pub(crate) async fn invitation_join(
        &self,
        invite: InviteId,
        consent: String,
        owner_name: &str,
    ) -> Outcome<Answer> {
        let opened = self.opened_invitation(invite)?;
        let invited = |vault: &Vault| open_invites(vault).any(|name| read_alike(name, owner_name));
        if self.with(|open| invited(&open.vault))? {
            // Whoever was invited under this name may have accepted since, and be the one who asks.
            self.reconcile_people().await?;
        }
        let now = self.now();
        let edit = |vault: &mut Vault| {
            opened.pin_owner(vault, invite, owner_name, now)?;
            Ok(vault.current_keys().bundle.clone())
        };
        let joined = self.change_vault_with(edit, async |vault, bundle: &Bundle| {
            let proof_recipient = opened.proof(bundle, invite);
            let grant = opened.grant.as_ref().map(|verified| verified.grant.clone());
            let request = InvitationJoinRequest {
                grant,
                proof_recipient,
                bundle: bundle.hash().into(),
                vault,
                consent: consent.clone(),
            };
            self.http()
                .tell(
                    Method::Post,
                    &paths::fill(paths::INVITATION_JOIN, &[&invite.to_string()]),
                    Some(&request),
                )
                .await
        });
        match joined.await {
            Err(used) if used.is(ProblemCode::InvitationUsed) => {
                // Perhaps by this very account, whose answer got lost. Pairing and vault are committed as one.
                self.take_up_vault().await?;
                if !self.with(|open| opened.is_pinned(&open.vault, invite))? {
                    return Err(used);
                }
            }
            other => drop(other?),
        }
        self.state_mut().invitations.remove(&invite);
        Ok(Answer::Done)
    }

    fn opened_invitation(&self, invite: InviteId) -> Outcome<OpenedInvitation> {
        self.state().invitations.get(&invite).cloned().ok_or(Refusal::Unfit)
    }
}

impl OpenedInvitation {
    fn pin_owner(&self, vault: &mut Vault, invite: InviteId, name: &str, now: u64) -> Outcome<()> {
        let name = person_name(name).ok_or(Refusal::Unfit)?;
        if let Some(other) = namesake(vault, self.owner, &name) {
            return Err(Refusal::NameTaken { name: other.to_owned() });
        }
        let invitation = Invitation { owner: self.owner, invite };
        let psk = self.secret.as_ref().map(|secret| PinnedPsk::new(secret.psk(&invitation), now));
        let verified = if psk.is_some() { Verified::Link } else { Verified::None };
        let known = vault.peer(self.owner).map(|peer| peer.name.clone());
        let changed = Refusal::KeyChanged { name: known.unwrap_or_else(|| name.clone()) };
        let mut peer = Peer::new(name.clone(), Role::Owner, self.bundle.clone(), verified);
        peer.bundles = self.chain.clone();
        pin(vault, &peer, psk).map_err(|_| changed)?;
        // They may be pinned already, under another name.
        vault.peer_mut(self.owner).ok_or(Refusal::Unfit)?.name = name;
        Ok(())
    }

    /// Whether the owner is pinned by this invitation; without a secret, by any.
    fn is_pinned(&self, vault: &Vault, invite: InviteId) -> bool {
        vault.peer(self.owner).is_some_and(|peer| {
            let by_it = peer.psks.iter().any(|pinned| pinned.psk.invite == invite);
            peer.role != Role::Recipient && (self.secret.is_none() || by_it)
        })
    }

    fn proof(&self, own: &Bundle, invite: InviteId) -> Option<B64> {
        self.secret.as_ref().map(|secret| secret.recipient_proof(&self.bundle, own, invite).into())
    }
}

/// Checks the owner's proof. With a secret in hand, an answer without a proof is a swapped one.
fn check(
    invite: InviteId,
    secret: Option<InviteSecret>,
    answer: &InvitationResponse,
) -> Outcome<OpenedInvitation> {
    let shown = Chain::parse(&answer.owner_bundles)?;
    let hash = answer.owner_bundle.as_ref().try_into().map_err(|_| Refusal::Unverifiable)?;
    let bundle = shown.find(hash).ok_or(Refusal::Unverifiable)?.clone();
    if bundle.account() != answer.owner || answer.invite != invite {
        return Err(Refusal::Unverifiable);
    }
    if let Some(secret) = &secret {
        let proof = answer.proof_owner.as_ref().ok_or(Refusal::ProofFailed)?;
        let invitation = Invitation { owner: answer.owner, invite };
        secret.check_owner(&invitation, &bundle, proof).map_err(|_| Refusal::ProofFailed)?;
    }
    let later = shown
        .bundles()
        .iter()
        .filter(|later| later.generation() >= bundle.generation())
        .cloned()
        .collect();
    Ok(OpenedInvitation {
        secret,
        owner: answer.owner,
        chain: Chain::link(later)?,
        bundle,
        grant: None,
    })
}
