//! Files on their way up: sealed chunk by chunk, sent part by part, resumable.
//!
//! Key and salt are saved in the encrypted draft before anything is sent, and so are the hashes of a part's
//! plaintext before that part is sent. A file that is not what it was is refused: sealing other bytes under
//! the same key and nonce would give both away; who may go on at all is said by [`super::uploads`]. The final hash is made of our own hashes, never of what the
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
        Hash, SecretBytes,
        attachment::{
            AttachmentContext, AttachmentKeys, AttachmentSealer, Layout, NotSealed, PartMark,
            SealedPart,
        },
        draft::{Draft, DraftAttachment, UploadState},
        draw,
    },
    ids::{AttachmentId, HandoverId},
    limits::{ATTACHMENTS_MAX, FILE_MAX},
};
use std::{cell::Cell, collections::BTreeMap, rc::Rc};

impl From<NotSealed> for Refusal {
    fn from(why: NotSealed) -> Self {
        match why {
            NotSealed::SourceChanged => Self::FileChanged,
            NotSealed::Engine(refused) => refused.into(),
        }
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
            None => self.enter_file(handover, &file, None).await?,
        };
        let upload = Upload { handover, id: attachment.id, paused };
        let new = resume != Some(attachment.id);
        let hash = match &attachment.state {
            UploadState::Done(hash) => *hash,
            UploadState::Uploading { salt, marks } => {
                let arrived = self.announce(&upload, file.len(), new).await?;
                let keys = AttachmentKeys { key: attachment.key.clone(), salt: *salt };
                let owner = self.with(|open| open.me.account)?;
                let context = AttachmentContext { owner, handover, id: attachment.id };
                let (engine, marked) = (self.world.engine(), marks.clone());
                let sealer =
                    AttachmentSealer::on(engine, &context, &keys, file.len(), marked).await?;
                self.send_parts(&upload, &file, sealer, marks, &arrived, report).await?
            }
        };
        let done = self.change_draft(handover, |draft| {
            let attachment = find(draft, upload.id)?;
            attachment.state = UploadState::Done(hash);
            Ok(file_entry(attachment))
        });
        let file = done.await?;
        self.end_upload(upload.id).await;
        Ok(Answer::File { file })
    }

    /// A new file: its key and salt are saved before the server hears of it. It may take the place of an
    /// upload that cannot go on.
    async fn enter_file(
        &self,
        handover: HandoverId,
        file: &W::File,
        instead: Option<AttachmentId>,
    ) -> Outcome<DraftAttachment> {
        if file.len() > FILE_MAX {
            return Err(Refusal::Unfit);
        }
        let rng = &mut self.world.rng();
        let (id, keys) = (AttachmentId::from_bytes(draw(rng)), AttachmentKeys::make(rng));
        let attachment = DraftAttachment::start(id, file.name(), file.mime(), file.len(), &keys);
        self.change_draft(handover, |draft| {
            draft.attachments.retain(|known| known.id != id && Some(known.id) != instead);
            if draft.attachments.len() >= ATTACHMENTS_MAX {
                return Err(Refusal::Unfit);
            }
            draft.attachments.push(attachment.clone());
            Ok(())
        })
        .await?;
        self.begin_upload(id).await?;
        Ok(attachment)
    }

    /// An upload that was cut off. The file must be as long as it was; its parts are compared one by one. Where
    /// it cannot be shown that the draft remembers all that was sent, the file starts again under a new key.
    async fn interrupted(
        &self,
        handover: HandoverId,
        id: AttachmentId,
        file: &W::File,
    ) -> Outcome<DraftAttachment> {
        let mut known = self.draft(handover).await?;
        let attachment = find(&mut known.draft, id)?.clone();
        if attachment.len != file.len() {
            return Err(Refusal::FileChanged);
        }
        if let UploadState::Uploading { marks, .. } = &attachment.state
            && !self.may_go_on(id, marks).await
        {
            let anew = self.enter_file(handover, file, Some(id)).await?;
            self.drop_file(handover, id).await?;
            return Ok(anew);
        }
        Ok(attachment)
    }

    /// Reserves the file's size and learns what has arrived; the same again changes nothing. A new file
    /// that is refused leaves the draft again.
    async fn announce(&self, upload: &Upload, len: u64, new: bool) -> Outcome<AttachmentResponse> {
        let request =
            AttachmentCreateRequest { attachment: upload.id, ct_len: Layout::new(len)?.ct_len() };
        let path = paths::fill(paths::ATTACHMENTS, &[&upload.handover.to_string()]);
        let answer = self.http().post(&path, &request).await;
        if new && answer.as_ref().is_err_and(|refusal| *refusal != Refusal::Offline) {
            self.change_draft(upload.handover, |draft| {
                draft.attachments.retain(|known| known.id != upload.id);
                Ok(())
            })
            .await?;
        }
        answer
    }

    async fn send_parts(
        &self,
        upload: &Upload,
        file: &W::File,
        mut sealer: AttachmentSealer<W::Engine>,
        marks: &BTreeMap<u64, PartMark>,
        arrived: &AttachmentResponse,
        report: &Report,
    ) -> Outcome<Hash> {
        let layout = sealer.layout();
        report(ProgressStep::Upload, 0, file.len());
        for part in 0..layout.parts() {
            if upload.paused.get() {
                return Err(Refusal::Paused);
            }
            let range = layout.file_range(part);
            let len = usize::try_from(range.end - range.start).map_err(|_| Refusal::Unfit)?;
            let bytes = SecretBytes::new(file.read(range.start, len).await?);
            if let Some(mark) = marks.get(&part).filter(|mark| is_there(arrived, part, mark)) {
                sealer.check(part, bytes.expose_secret()).await?;
                self.let_out(upload.id, part, &mark.sum).await?;
            } else {
                let sealed = sealer.seal(part, bytes.expose_secret()).await?;
                self.send_part(upload, part, sealed).await?;
            }
            report(ProgressStep::Upload, layout.file_range(part).end, file.len());
        }
        sealer.hash().ok_or(Refusal::FileChanged)
    }

    /// Saves the part's mark, remembers the part, then sends it.
    async fn send_part(&self, upload: &Upload, part: u64, sealed: SealedPart) -> Outcome<()> {
        let mark = sealed.mark;
        self.change_draft(upload.handover, |draft| match &mut find(draft, upload.id)?.state {
            UploadState::Uploading { marks, .. } => {
                // Another device went on with another file under the same key: neither may win.
                let same = *marks.entry(part).or_insert(mark) == mark;
                if same { Ok(()) } else { Err(Refusal::FileChanged) }
            }
            UploadState::Done(_) => Err(Refusal::Unfit),
        })
        .await?;
        self.let_out(upload.id, part, &mark.sum).await?;
        let path = paths::fill(
            paths::PART,
            &[&upload.handover.to_string(), &upload.id.to_string(), &part.to_string()],
        );
        self.http().put_bytes(&path, (PART_HASH_HEADER, hex(&mark.sum)), sealed.bytes).await
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
        self.end_upload(id).await;
        self.drop_file(handover, id).await?;
        Ok(Answer::Done)
    }

    /// Lets the server forget a file that is not in the draft any more.
    async fn drop_file(&self, handover: HandoverId, id: AttachmentId) -> Outcome<()> {
        let path = paths::fill(paths::ATTACHMENT, &[&handover.to_string(), &id.to_string()]);
        match self.http().tell(Method::Delete, &path, None::<&()>).await {
            // A sealed version still needs it, or it never arrived: out of the draft is all that was asked.
            Err(refusal)
                if refusal.is(ProblemCode::AttachmentInUse)
                    || refusal.is(ProblemCode::NotFound) =>
            {
                Ok(())
            }
            other => other,
        }
    }
}

/// Whether the server has the part as we made it; what it has beside that is sent anew.
fn is_there(arrived: &AttachmentResponse, part: u64, mark: &PartMark) -> bool {
    let there = arrived.parts.iter().find(|there| u64::from(there.number) == part);
    there.is_some_and(|there| *there.sha256 == mark.sum[..])
}

fn find(draft: &mut Draft, id: AttachmentId) -> Outcome<&mut DraftAttachment> {
    draft.attachments.iter_mut().find(|known| known.id == id).ok_or(Refusal::Unfit)
}

fn hex(hash: &Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
