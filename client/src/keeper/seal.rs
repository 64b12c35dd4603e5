//! Sealing: the draft becomes the next version, for the chosen recipients, in one commit with the vault.
//!
//! Keys come from the vault's pins, never from the server: somebody who was not pinned cannot be sealed to.
//! Unverified recipients need to be named as such; a changed key without proof stops everything.

use super::{
    commands::Report,
    drafts::{KnownDraft, note_sealed_from, sealed_from},
    refusal::Outcome,
    state::Keeper,
    transport::Method,
    world::World,
};
use crate::protocol::{Answer, ProgressStep, Refusal};
use stafeta_shared::{
    api::{
        ProblemCode, SealedAttachment, SealedFor as WireFor, VaultUpdate, VersionCommitRequest,
        paths,
    },
    bytes::B64,
    crypto::{
        Hash,
        attachment::AttachmentEntry,
        vault::{Peer, Role, Vault, Verified},
        version::{Purpose, SealError, SealPlan, SealTo, SealedFor, SealedVersion, seal_version},
    },
    ids::{AccountId, HandoverId},
};

/// What the owner decided.
pub(crate) struct SealChoice {
    pub(crate) handover: HandoverId,
    pub(crate) recipients: Vec<AccountId>,
    pub(crate) unverified: Vec<AccountId>,
}

impl From<SealError> for Refusal {
    fn from(error: SealError) -> Self {
        match error {
            SealError::TooLarge => ProblemCode::TooLarge.into(),
            SealError::Attachments => ProblemCode::AttachmentIncomplete.into(),
            SealError::Recipients | SealError::Refused => Self::Unfit,
        }
    }
}

impl<W: World> Keeper<W> {
    pub(crate) async fn seal(&self, choice: SealChoice, report: &Report) -> Outcome<Answer> {
        let total = choice.recipients.len() as u64;
        report(ProgressStep::Seal, 0, total);
        let known = self.load_draft(choice.handover).await?;
        let files = complete_files(&known)?;
        self.refuse_changed_keys(&choice).await?;
        let sealed_at = self.now();
        let edit = |vault: &mut Vault| self.seal_into(vault, &choice, &known, &files, sealed_at);
        let (sealed, ()) = self
            .change_vault_with(edit, async |vault, sealed: &SealedVersion| {
                self.commit(sealed, &files, vault).await
            })
            .await?;
        report(ProgressStep::Seal, total, total);
        Ok(Answer::Sealed { version: sealed.context.version, at: self.world.now() })
    }

    async fn refuse_changed_keys(&self, choice: &SealChoice) -> Outcome<()> {
        let now = self.reconcile_people().await?;
        let Some(changed) = choice.recipients.iter().find(|id| now.changed_keys.contains(id))
        else {
            return Ok(());
        };
        // Somebody whom nobody here has invited has no name.
        let person = now.people.into_iter().find(|person| person.recipient == Some(*changed));
        Err(person.map_or(Refusal::Unfit, |person| Refusal::KeyChanged { name: person.name }))
    }

    /// Seals against this vault and enters the version into it.
    fn seal_into(
        &self,
        vault: &mut Vault,
        choice: &SealChoice,
        known: &KnownDraft,
        files: &[AttachmentEntry],
        sealed_at: u64,
    ) -> Outcome<SealedVersion> {
        // Another window or device has sealed a newer draft since this one was loaded.
        if sealed_from(vault, choice.handover).is_some_and(|newest| known.counter < newest) {
            return Err(ProblemCode::DraftConflict.into());
        }
        let before = vault.handover(choice.handover).and_then(|entry| entry.sealed.clone());
        let peers = choice
            .recipients
            .iter()
            .map(|id| permitted(vault, *id, &choice.unverified))
            .collect::<Outcome<Vec<&Peer>>>()?;
        let to = |peer: &&'_ Peer| {
            (
                peer.bundles.newest().clone(),
                peer.newest_psk().cloned(),
                before.as_ref().and_then(|entry| entry.prev(peer.id)).copied(),
            )
        };
        let owned: Vec<(_, _, Option<Hash>)> = peers.iter().map(to).collect();
        let recipients: Vec<SealTo<'_>> = owned
            .iter()
            .map(|(bundle, psk, prev)| SealTo { bundle, psk: psk.as_ref(), prev: prev.as_ref() })
            .collect();
        let plan = SealPlan {
            owner: vault.current_keys(),
            handover: choice.handover,
            version: before.as_ref().map_or(0, |entry| entry.version) + 1,
            purpose: Purpose::Real,
            sealed_at,
            content: &known.draft.content,
            extra: known.draft.extra.clone(),
            attachments: files,
            recipients: &recipients,
        };
        let sealed = seal_version(&plan, &mut self.world.rng())?;
        let mut entry = sealed.entry();
        // Somebody left out this time may come back: their next header still names the last one they had.
        let left_out = before
            .iter()
            .flat_map(|entry| &entry.prev)
            .filter(|(id, _)| !choice.recipients.contains(id));
        entry.prev.extend(left_out.copied());
        vault.handover_mut(choice.handover).sealed = Some(entry);
        note_sealed_from(vault, choice.handover, known.counter);
        Ok(sealed)
    }

    async fn commit(
        &self,
        sealed: &SealedVersion,
        files: &[AttachmentEntry],
        vault: VaultUpdate,
    ) -> Outcome<()> {
        let mut attachments: Vec<SealedAttachment> = files
            .iter()
            .map(|file| SealedAttachment {
                attachment: file.id,
                ct_len: file.ct_len,
                hash: file.hash.into(),
            })
            .collect();
        attachments.sort_by_key(|file| file.attachment);
        let request = VersionCommitRequest {
            version: sealed.context.version,
            body: B64(sealed.body.clone()),
            attachments,
            recipients: sealed.recipients.iter().map(wire).collect(),
            vault,
        };
        let path = paths::fill(paths::VERSIONS, &[&sealed.context.handover.to_string()]);
        self.http().tell(Method::Post, &path, Some(&request)).await
    }
}

fn complete_files(known: &KnownDraft) -> Outcome<Vec<AttachmentEntry>> {
    let entries: Option<Vec<_>> = known.draft.attachments.iter().map(|file| file.entry()).collect();
    entries.ok_or_else(|| SealError::Attachments.into())
}

/// A recipient of ours, pinned, and verified or knowingly not.
fn permitted<'a>(vault: &'a Vault, id: AccountId, unverified: &[AccountId]) -> Outcome<&'a Peer> {
    let peer = vault.peer(id).filter(|peer| peer.role != Role::Owner).ok_or(Refusal::Unfit)?;
    let known = peer.verified != Verified::None || unverified.contains(&id);
    if known { Ok(peer) } else { Err(Refusal::Unfit) }
}

fn wire(sealed: &SealedFor) -> WireFor {
    WireFor {
        recipient: sealed.recipient,
        header: B64(sealed.header.header.clone()),
        sig: B64(sealed.header.signature.clone()),
        wrap: B64(sealed.wrap.clone()),
        lock: B64(sealed.lock.clone()),
        psk_hint: sealed.psk_hint,
        k_srv: B64(sealed.k_srv.expose_secret().to_vec()),
    }
}
