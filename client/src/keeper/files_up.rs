//! Files on their way up: sealed chunk by chunk, sent part by part, resumable.
//!
//! Key and salt are saved in the encrypted draft before anything is sent, and so are the hashes of a part's
//! plaintext before that part is sent. A file that is not what it was is refused: sealing other bytes under
//! the same key and nonce would give both away. The final hash is made of our own hashes, never of what the
//! server says arrived; the server only says which parts need not be sent again.

use super::{
    commands::Report, files::Source, handovers::file_entry, refusal::Outcome, state::Keeper,
    transport::Method, world::World,
};
use crate::protocol::{Answer, ProgressStep, Refusal};
use stafeta_shared::{
    api::{AttachmentCreateRequest, AttachmentResponse, PART_HASH_HEADER, ProblemCode, paths},
    content::Block,
    crypto::{
        Hash,
        attachment::{
            AttachmentContext, AttachmentKeys, AttachmentSealer, Layout, PartMark, SourceChanged,
        },
        draft::{Draft, DraftAttachment, UploadState},
        draw,
    },
    ids::{AttachmentId, HandoverId},
    limits::{ATTACHMENTS_MAX, FILE_MAX},
};
use std::{cell::Cell, rc::Rc};

impl From<SourceChanged> for Refusal {
    fn from(_: SourceChanged) -> Self {
        Self::FileChanged
    }
}

/// One running upload.
struct Upload {
    handover: HandoverId,
    id: AttachmentId,
    paused: Rc<Cell<bool>>,
}

impl<W: World> Keeper<W> {
    pub(crate) async fn file_add(
        &self,
        handover: HandoverId,
        resume: Option<AttachmentId>,
        files: Vec<W::File>,
        report: &Report,
    ) -> Outcome<Answer> {
        let file = files.into_iter().next().ok_or(Refusal::Unfit)?;
        let paused = Rc::clone(self.state_mut().uploads.entry(handover).or_default());
        paused.set(false);
        let attachment = match resume {
            Some(id) => self.interrupted(handover, id, &file).await?,
            None => self.announce(handover, &file).await?,
        };
        let upload = Upload { handover, id: attachment.id, paused };
        let hash = match attachment.state.clone() {
            UploadState::Done(hash) => hash,
            UploadState::Uploading { salt, marks } => {
                let keys = AttachmentKeys { key: attachment.key.clone(), salt };
                let context = AttachmentContext {
                    owner: self.with(|open| open.me.account)?,
                    handover,
                    id: attachment.id,
                };
                let sealer = AttachmentSealer::new(&context, &keys, attachment.len, marks.clone())?;
                self.send_parts(&upload, &file, sealer, &marks, report).await?
            }
        };
        let done = self.change_draft(handover, |draft| {
            let attachment = find(draft, upload.id)?;
            attachment.state = UploadState::Done(hash);
            Ok(file_entry(attachment))
        });
        Ok(Answer::File { file: done.await? })
    }

    /// A new file: its key and salt are saved first, then its size is reserved.
    async fn announce(&self, handover: HandoverId, file: &W::File) -> Outcome<DraftAttachment> {
        if file.len() > FILE_MAX {
            return Err(Refusal::Unfit);
        }
        let rng = &mut self.world.rng();
        let (id, keys) = (AttachmentId::from_bytes(draw(rng)), AttachmentKeys::make(rng));
        let attachment = DraftAttachment::start(id, file.name(), file.mime(), file.len(), &keys);
        self.change_draft(handover, |draft| {
            if draft.attachments.len() >= ATTACHMENTS_MAX {
                return Err(Refusal::Unfit);
            }
            draft.attachments.retain(|known| known.id != id);
            draft.attachments.push(attachment.clone());
            Ok(())
        })
        .await?;
        if let Err(refusal) = self.reserve(handover, id, file.len()).await {
            if refusal != Refusal::Offline {
                self.change_draft(handover, |draft| {
                    draft.attachments.retain(|known| known.id != id);
                    Ok(())
                })
                .await?;
            }
            return Err(refusal);
        }
        Ok(attachment)
    }

    async fn reserve(&self, handover: HandoverId, id: AttachmentId, len: u64) -> Outcome<()> {
        let request =
            AttachmentCreateRequest { attachment: id, ct_len: Layout::new(len)?.ct_len() };
        self.http()
            .tell(
                Method::Post,
                &paths::fill(paths::ATTACHMENTS, &[&handover.to_string()]),
                Some(&request),
            )
            .await
    }

    /// An upload that was cut off. The file must be as long as it was; its parts are compared one by one.
    async fn interrupted(
        &self,
        handover: HandoverId,
        id: AttachmentId,
        file: &W::File,
    ) -> Outcome<DraftAttachment> {
        let mut known = self.draft(handover).await?;
        let attachment = find(&mut known.draft, id)?.clone();
        if attachment.len == file.len() { Ok(attachment) } else { Err(Refusal::FileChanged) }
    }

    /// What the server has of a file; announces it again when the first announcement was lost.
    async fn arrived(&self, upload: &Upload, len: u64) -> Outcome<AttachmentResponse> {
        let path =
            paths::fill(paths::ATTACHMENT, &[&upload.handover.to_string(), &upload.id.to_string()]);
        match self.http().get(&path).await {
            Err(refusal) if refusal.is(ProblemCode::NotFound) => {
                self.reserve(upload.handover, upload.id, len).await?;
                self.http().get(&path).await
            }
            other => other,
        }
    }

    async fn send_parts(
        &self,
        upload: &Upload,
        file: &W::File,
        mut sealer: AttachmentSealer,
        marks: &std::collections::BTreeMap<u64, PartMark>,
        report: &Report,
    ) -> Outcome<Hash> {
        let layout = sealer.layout();
        let arrived = self.arrived(upload, file.len()).await?;
        report(ProgressStep::Upload, 0, file.len());
        for part in 0..layout.parts() {
            if upload.paused.get() {
                return Err(Refusal::Paused);
            }
            let there = arrived.parts.iter().find(|there| u64::from(there.number) == part);
            if there.zip(marks.get(&part)).is_none_or(|(there, mark)| *there.sha256 != mark.sum[..])
            {
                self.send_part(upload, file, &mut sealer, part, marks.get(&part)).await?;
            }
            report(ProgressStep::Upload, layout.file_range(part).end, file.len());
        }
        sealer.hash().ok_or(Refusal::FileChanged)
    }

    async fn send_part(
        &self,
        upload: &Upload,
        file: &W::File,
        sealer: &mut AttachmentSealer,
        part: u64,
        known: Option<&PartMark>,
    ) -> Outcome<()> {
        let range = sealer.layout().file_range(part);
        let len = usize::try_from(range.end - range.start).map_err(|_| Refusal::Unfit)?;
        let bytes = zeroize::Zeroizing::new(file.read(range.start, len).await?);
        let sealed = sealer.seal_part(part, &bytes)?;
        if known != Some(&sealed.mark) {
            self.change_draft(upload.handover, |draft| match &mut find(draft, upload.id)?.state {
                UploadState::Uploading { marks, .. } => {
                    marks.insert(part, sealed.mark);
                    Ok(())
                }
                UploadState::Done(_) => Err(Refusal::Unfit),
            })
            .await?;
        }
        let path = paths::fill(
            paths::PART,
            &[&upload.handover.to_string(), &upload.id.to_string(), &part.to_string()],
        );
        self.http().put_bytes(&path, (PART_HASH_HEADER, hex(&sealed.mark.sum)), sealed.bytes).await
    }

    pub(crate) fn file_pause(&self, handover: HandoverId) -> Answer {
        if let Some(paused) = self.state().uploads.get(&handover) {
            paused.set(true);
        }
        Answer::Done
    }

    pub(crate) async fn file_remove(
        &self,
        handover: HandoverId,
        id: AttachmentId,
    ) -> Outcome<Answer> {
        self.change_draft(handover, |draft| {
            draft.attachments.retain(|known| known.id != id);
            draft
                .content
                .blocks
                .retain(|block| !matches!(block, Block::File(file) if file.att_id == id));
            Ok(())
        })
        .await?;
        let path = paths::fill(paths::ATTACHMENT, &[&handover.to_string(), &id.to_string()]);
        match self.http().tell(Method::Delete, &path, None::<&()>).await {
            // A sealed version still needs it, or it never arrived: out of the draft is all that was asked.
            Err(refusal)
                if refusal.is(ProblemCode::AttachmentInUse)
                    || refusal.is(ProblemCode::NotFound) =>
            {
                Ok(Answer::Done)
            }
            other => other.map(|()| Answer::Done),
        }
    }
}

fn find(draft: &mut Draft, id: AttachmentId) -> Outcome<&mut DraftAttachment> {
    draft.attachments.iter_mut().find(|known| known.id == id).ok_or(Refusal::Unfit)
}

fn hex(hash: &Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
