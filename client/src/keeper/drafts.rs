//! Drafts: what an owner is writing, encrypted, saved by compare-and-swap.
//!
//! Like the vault, a draft changes by an intent that can be applied again: if another device saved in
//! between, the newer draft is loaded and the intent applied to that. Saving the text touches only the text;
//! uploads touch only the files. Opened drafts are kept in memory under their counter.
//!
//! The vault knows which draft was sealed last. A stored one from before that is never read: all that is certain is
//! what was sealed, so that is what the writing goes on from, and its person hears of it. Counters go by the clock, so
//! that "before" holds also of drafts that the server did not show to whoever wrote the one that was sealed.

use super::{refusal::Outcome, state::Keeper, transport::Method, world::World};
use crate::protocol::Refusal;
use stafeta_shared::{
    api::{DraftResponse, DraftUpdate, ProblemCode, VersionResponse, paths},
    bytes::B64,
    crypto::{
        draft::{Draft, DraftAttachment, DraftContext, open_draft, seal_draft},
        vault::Vault,
        version::open_own,
    },
    ids::HandoverId,
};
use std::cmp::Ordering;

const TRIES: usize = 5;

/// Key of the vault's labels: counter of the draft that the newest version was sealed from.
const LABEL_DRAFT: &str = "draft";

/// A draft under its counter; 0 when nothing is stored yet.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct KnownDraft {
    pub(crate) counter: u64,
    /// The counter under which the server has one: lower when it shows one from before the last sealing.
    pub(crate) stored: u64,
    pub(crate) draft: Draft,
}

impl KnownDraft {
    /// The server lost what was sealed last, or holds it back.
    pub(crate) fn is_lost(&self) -> bool {
        self.stored < self.counter
    }
}

/// Counter of the draft that the newest version was sealed from; 0 if from none that was stored.
pub(super) fn sealed_from(vault: &Vault, handover: HandoverId) -> Option<u64> {
    vault.handover(handover)?.labels.get(LABEL_DRAFT)?.parse().ok()
}

/// Notes in the vault what the newest version was sealed from.
pub(super) fn note_sealed_from(vault: &mut Vault, handover: HandoverId, counter: u64) {
    let labels = &mut vault.handover_mut(handover).labels;
    labels.insert(LABEL_DRAFT.to_owned(), counter.to_string());
}

impl<W: World> Keeper<W> {
    /// Applies `edit` to the newest draft and saves it.
    pub(crate) async fn change_draft<T>(
        &self,
        handover: HandoverId,
        edit: impl Fn(&mut Draft) -> Outcome<T>,
    ) -> Outcome<T> {
        let _gate = self.draft_gate.lock().await;
        for _ in 0..TRIES {
            let mut known = self.draft(handover).await?;
            let made = edit(&mut known.draft)?;
            known.counter = self.now().max(known.counter + 1);
            match self.put_draft(handover, &known).await {
                Ok(()) => {
                    known.stored = known.counter;
                    self.state_mut().drafts.insert(handover, known);
                    return Ok(made);
                }
                Err(refusal) if refusal.is(ProblemCode::DraftConflict) => {
                    self.load_draft(handover).await.map(drop)?;
                }
                Err(refusal) => return Err(refusal),
            }
        }
        Err(Refusal::Offline)
    }

    async fn put_draft(&self, handover: HandoverId, known: &KnownDraft) -> Outcome<()> {
        let stored = self.with(|open| {
            let context = DraftContext { owner: open.me.account, handover, counter: known.counter };
            seal_draft(&context, &known.draft, &open.key, &mut self.world.rng())
        })??;
        let (after, counter) = (known.stored, known.counter);
        let update = DraftUpdate { after, counter, draft: B64(stored) };
        self.http().tell(Method::Put, &draft_path(handover), Some(&update)).await
    }

    /// The draft as known here, else as stored, else what was sealed last.
    pub(crate) async fn draft(&self, handover: HandoverId) -> Outcome<KnownDraft> {
        match self.known_draft(handover)? {
            Some(known) => Ok(known),
            None => self.load_draft(handover).await,
        }
    }

    /// The draft as known here, unless a newer one was sealed since.
    pub(crate) fn known_draft(&self, handover: HandoverId) -> Outcome<Option<KnownDraft>> {
        let known = self.state().drafts.get(&handover).cloned();
        match known {
            Some(known) if !self.is_before_sealing(handover, known.counter)? => Ok(Some(known)),
            _ => Ok(None),
        }
    }

    /// The draft as stored now. One that is older than what this session has seen does not verify, nor does
    /// another one under the same counter, nor its absence. One that is older than what was sealed, or its
    /// absence, counts for nothing beside what was sealed.
    pub(crate) async fn load_draft(&self, handover: HandoverId) -> Outcome<KnownDraft> {
        let stored: Option<DraftResponse> = match self.http().get(&draft_path(handover)).await {
            Err(refusal) if refusal.is(ProblemCode::NotFound) => None,
            other => Some(other?),
        };
        let counter = stored.as_ref().map_or(0, |stored| stored.counter);
        let known = match stored {
            Some(stored) if !self.is_before_sealing(handover, counter)? => {
                let (context, draft) = self.with(|open| {
                    open_draft(&stored.draft, open.me.account, handover, &open.key)
                })??;
                if context.counter != counter {
                    return Err(Refusal::Unverifiable);
                }
                KnownDraft { counter, stored: counter, draft }
            }
            _ => self.sealed_as_draft(handover, counter).await?,
        };
        let seen = self.state().drafts.get(&handover).cloned().unwrap_or_default();
        let follows = match known.stored.cmp(&seen.stored) {
            Ordering::Less => false,
            Ordering::Equal => known.stored == 0 || known.is_lost() || known == seen,
            Ordering::Greater => true,
        };
        if !follows {
            return Err(Refusal::Unverifiable);
        }
        if known.stored > 0 {
            self.state_mut().drafts.insert(handover, known.clone());
        }
        Ok(known)
    }

    fn is_before_sealing(&self, handover: HandoverId, counter: u64) -> Outcome<bool> {
        self.with(|open| sealed_from(&open.vault, handover).is_some_and(|sealed| counter < sealed))
    }

    /// The newest sealed content, as the draft that it was sealed from; the server has one under `stored`.
    pub(crate) async fn sealed_as_draft(
        &self,
        handover: HandoverId,
        stored: u64,
    ) -> Outcome<KnownDraft> {
        let (entry, from) = self.with(|open| {
            let entry = open.vault.handover(handover).and_then(|entry| entry.sealed.clone());
            (entry, sealed_from(&open.vault, handover))
        })?;
        let counter = from.unwrap_or_default();
        let Some(entry) = entry else { return Ok(KnownDraft::default()) };
        let version: VersionResponse =
            self.http().get(&paths::fill(paths::VERSIONS, &[&handover.to_string()])).await?;
        let body =
            self.with(|open| open_own(open.me.account, handover, &entry, &version.body))??;
        let draft = Draft {
            attachments: body.attachments.iter().map(DraftAttachment::from_entry).collect(),
            recipients: entry.k_srv.iter().map(|(recipient, _)| *recipient).collect(),
            content: body.content,
            extra: body.extra,
        };
        Ok(KnownDraft { counter, stored, draft })
    }
}

fn draft_path(handover: HandoverId) -> String {
    paths::fill(paths::DRAFT, &[&handover.to_string()])
}
