//! An owner's handovers: the list, a new one, one opened for writing, saved, deleted.

use super::{
    drafts::{KnownDraft, sealed_from},
    refusal::Outcome,
    state::Keeper,
    transport::Method,
    world::World,
};
use crate::protocol::{Answer, FileEntry, HandoverOpened, HandoverSummary, RecipientView, Refusal};
use stafeta_shared::{
    api::{HandoverCreateRequest, HandoverResponse, HandoversResponse, SealedTo, paths},
    content::Block,
    crypto::{
        attachment::Layout,
        draft::{DraftAttachment, UploadState},
        draw,
        vault::Vault,
    },
    ids::{AccountId, HandoverId, WatchId},
};

/// What the person wrote.
pub(crate) struct Written {
    pub(crate) title: String,
    pub(crate) blocks: Vec<Block>,
    pub(crate) recipients: Vec<AccountId>,
}

impl<W: World> Keeper<W> {
    pub(crate) async fn handovers(&self) -> Outcome<Answer> {
        let answer: HandoversResponse = self.http().get(paths::HANDOVERS).await?;
        let mut handovers = Vec::with_capacity(answer.handovers.len());
        for handover in &answer.handovers {
            let known = self.fresh_draft(handover).await?;
            handovers.push(self.summary(handover, &known)?);
        }
        Ok(Answer::Handovers { handovers })
    }

    /// The draft under the counter the server names now; loaded only when that is news.
    async fn fresh_draft(&self, handover: &HandoverResponse) -> Outcome<KnownDraft> {
        match self.known_draft(handover.handover)? {
            Some(known) if known.stored > 0 && known.stored >= handover.draft_counter => Ok(known),
            _ if handover.draft_counter == 0 => self.sealed_as_draft(handover.handover, 0).await,
            _ => self.load_draft(handover.handover).await,
        }
    }

    pub(crate) async fn handover_create(
        &self,
        watch: Option<WatchId>,
        title: String,
        blocks: Vec<Block>,
    ) -> Outcome<Answer> {
        self.with(|_| ())?;
        let handover = HandoverId::from_bytes(draw(&mut self.world.rng()));
        let request = HandoverCreateRequest { handover, watch, extra_delay_ms: 0 };
        self.http().tell(Method::Post, paths::HANDOVERS, Some(&request)).await?;
        self.state_mut().drafts.insert(handover, KnownDraft::default());
        self.save(handover, Written { title, blocks, recipients: Vec::new() }).await?;
        self.handover_open(handover).await
    }

    pub(crate) async fn handover_open(&self, handover: HandoverId) -> Outcome<Answer> {
        let answer: HandoversResponse = self.http().get(paths::HANDOVERS).await?;
        let listed = answer
            .handovers
            .iter()
            .find(|listed| listed.handover == handover)
            .ok_or(Refusal::Unfit)?;
        let known = self.fresh_draft(listed).await?;
        let summary = self.summary(listed, &known)?;
        let done = |file: &DraftAttachment| file_entry(file);
        let opened = HandoverOpened {
            summary,
            draft_lost: known.is_lost(),
            files: known.draft.attachments.iter().map(done).collect(),
            newer: known
                .draft
                .content
                .blocks
                .iter()
                .any(|block| matches!(block, Block::Unknown(_)))
                || !known.draft.extra.is_empty(),
            chosen: known.draft.recipients,
            blocks: known.draft.content.blocks,
        };
        Ok(Answer::Handover { handover: Box::new(opened) })
    }

    pub(crate) async fn draft_save(
        &self,
        handover: HandoverId,
        written: Written,
    ) -> Outcome<Answer> {
        self.save(handover, written).await?;
        Ok(Answer::Saved { at: self.world.now() })
    }

    async fn save(&self, handover: HandoverId, written: Written) -> Outcome<()> {
        self.change_draft(handover, |draft| {
            draft.content.title.clone_from(&written.title);
            draft.content.blocks.clone_from(&written.blocks);
            draft.recipients.clone_from(&written.recipients);
            Ok(())
        })
        .await
    }

    pub(crate) async fn handover_delete(&self, handover: HandoverId) -> Outcome<Answer> {
        self.http()
            .tell(
                Method::Delete,
                &paths::fill(paths::HANDOVER, &[&handover.to_string()]),
                None::<&()>,
            )
            .await?;
        self.state_mut().drafts.remove(&handover);
        if self.with(|open| open.vault.handover(handover).is_some())? {
            self.change_vault(|vault| {
                vault.handovers.retain(|entry| entry.id != handover);
                Ok(())
            })
            .await?;
        }
        Ok(Answer::Done)
    }

    fn summary(&self, handover: &HandoverResponse, known: &KnownDraft) -> Outcome<HandoverSummary> {
        self.with(|open| {
            let sealed_from = sealed_from(&open.vault, handover.handover);
            let views = handover.recipients.iter().map(|to| recipient_view(&open.vault, to));
            HandoverSummary {
                handover: handover.handover,
                title: known.draft.content.title.clone(),
                watch: handover.watch,
                extra_delay_ms: handover.extra_delay_ms,
                version: handover.version,
                sealed_at: handover.sealed_at,
                unsealed_changes: known.counter > 0 && sealed_from != Some(known.counter),
                recipients: views.collect(),
                files: u32::try_from(known.draft.attachments.len()).unwrap_or(u32::MAX),
            }
        })
    }
}

fn recipient_view(vault: &Vault, to: &SealedTo) -> RecipientView {
    RecipientView {
        recipient: to.recipient,
        name: vault.peer(to.recipient).map(|peer| peer.name.clone()).unwrap_or_default(),
        released_at: to.released_at,
        opened_at: to.opened_at,
        declined_at: to.declined_at,
        recalled_at: to.recalled_at,
    }
}

/// A file of a draft as the page shows it. An interrupted upload counts the parts whose marks are saved.
pub(super) fn file_entry(file: &DraftAttachment) -> FileEntry {
    let (complete, done) = match &file.state {
        UploadState::Done(_) => (true, file.len),
        UploadState::Uploading { marks, .. } => (
            false,
            Layout::new(file.len).map_or(0, |layout| {
                marks.keys().map(|part| layout.file_range(*part).end).max().unwrap_or(0)
            }),
        ),
    };
    FileEntry {
        attachment: file.id,
        name: file.name.clone(),
        mime: file.mime.clone(),
        len: file.len,
        complete,
        done,
    }
}
