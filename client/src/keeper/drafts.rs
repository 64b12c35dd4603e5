//! Drafts: what an owner is writing, encrypted, saved by compare-and-swap.
//!
//! Like the vault, a draft changes by an intent that can be applied again: if another device saved in
//! between, the newer draft is loaded and the intent applied to that. Saving the text touches only the text;
//! uploads touch only the files. Opened drafts are kept in memory under their counter.

use super::{refusal::Outcome, state::Keeper, transport::Method, world::World};
use crate::protocol::Refusal;
use stafeta_shared::{
    api::{DraftResponse, DraftUpdate, ProblemCode, VersionResponse, paths},
    bytes::B64,
    crypto::{
        draft::{Draft, DraftAttachment, DraftContext, open_draft, seal_draft},
        version::open_own,
    },
    ids::HandoverId,
};

const TRIES: usize = 5;

/// A draft under its counter; 0 when nothing is stored yet.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct KnownDraft {
    pub(crate) counter: u64,
    pub(crate) draft: Draft,
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
            known.counter += 1;
            match self.put_draft(handover, &known).await {
                Ok(()) => {
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
        let update = DraftUpdate { counter: known.counter, draft: B64(stored) };
        self.http().tell(Method::Put, &draft_path(handover), Some(&update)).await
    }

    /// The draft as known here, else as stored, else what was sealed last.
    pub(crate) async fn draft(&self, handover: HandoverId) -> Outcome<KnownDraft> {
        if let Some(known) = self.state().drafts.get(&handover) {
            return Ok(known.clone());
        }
        self.load_draft(handover).await
    }

    /// The draft as stored now. One that is older than what this session has seen does not verify, nor does
    /// another one under the same counter, nor its absence.
    pub(crate) async fn load_draft(&self, handover: HandoverId) -> Outcome<KnownDraft> {
        let stored: Option<DraftResponse> = match self.http().get(&draft_path(handover)).await {
            Err(refusal) if refusal.is(ProblemCode::NotFound) => None,
            other => Some(other?),
        };
        let seen = self.state().drafts.get(&handover).cloned().unwrap_or_default();
        let Some(stored) = stored else {
            return if seen.counter == 0 {
                self.sealed_as_draft(handover).await
            } else {
                Err(Refusal::Unverifiable)
            };
        };
        let (context, draft) =
            self.with(|open| open_draft(&stored.draft, open.me.account, handover, &open.key))??;
        let known = KnownDraft { counter: context.counter, draft };
        let follows = known.counter > seen.counter || known == seen;
        if known.counter != stored.counter || !follows {
            return Err(Refusal::Unverifiable);
        }
        self.state_mut().drafts.insert(handover, known.clone());
        Ok(known)
    }

    /// The newest sealed content as a draft that nobody has saved yet.
    pub(crate) async fn sealed_as_draft(&self, handover: HandoverId) -> Outcome<KnownDraft> {
        let entry =
            self.with(|open| open.vault.handover(handover).and_then(|entry| entry.sealed.clone()))?;
        let Some(entry) = entry else { return Ok(KnownDraft::default()) };
        let stored: VersionResponse =
            self.http().get(&paths::fill(paths::VERSIONS, &[&handover.to_string()])).await?;
        let body =
            self.with(|open| open_own(open.me.account, handover, &entry, &stored.body))??;
        let draft = Draft {
            attachments: body.attachments.iter().map(DraftAttachment::from_entry).collect(),
            recipients: entry.k_srv.iter().map(|(recipient, _)| *recipient).collect(),
            content: body.content,
            extra: body.extra,
        };
        Ok(KnownDraft { counter: 0, draft })
    }
}

fn draft_path(handover: HandoverId) -> String {
    paths::fill(paths::DRAFT, &[&handover.to_string()])
}
