//! Files on their way down: every part is opened and checked as it arrives, and nothing is offered before
//! the whole file verified.

use super::{
    commands::Report,
    files::Sink as _,
    refusal::Outcome,
    state::Keeper,
    world::{BlobOf, World},
};
use crate::protocol::{Answer, ProgressStep, Refusal};
use stafeta_shared::{
    api::paths,
    crypto::attachment::{AttachmentContext, AttachmentEntry, AttachmentOpener, Layout},
    ids::{AccountId, AttachmentId, HandoverId},
};

/// Types a browser shows without running anything; everything else is only saved.
const SHOWN: &[&str] =
    &["application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"];

impl<W: World> Keeper<W> {
    /// An owner's own file, out of the draft.
    pub(crate) async fn file_open_own(
        &self,
        handover: HandoverId,
        id: AttachmentId,
        report: &Report,
    ) -> Outcome<(Answer, BlobOf<W>)> {
        let known = self.draft(handover).await?;
        let file =
            known.draft.attachments.iter().find(|file| file.id == id).ok_or(Refusal::Unfit)?;
        let entry = file.entry().ok_or(Refusal::Unfit)?;
        let owner = self.with(|open| open.me.account)?;
        self.download(paths::PART, owner, handover, &entry, report).await
    }

    /// A file of a handover that was opened in this session.
    pub(crate) async fn file_open(
        &self,
        handover: HandoverId,
        id: AttachmentId,
        report: &Report,
    ) -> Outcome<(Answer, BlobOf<W>)> {
        let found = self.state().opened.get(&handover).and_then(|opened| {
            let entry = opened.attachments.iter().find(|entry| entry.id == id)?;
            Some((opened.owner, entry.clone()))
        });
        let (owner, entry) = found.ok_or(Refusal::Unfit)?;
        self.download(paths::INBOX_PART, owner, handover, &entry, report).await
    }

    async fn download(
        &self,
        path: &str,
        owner: AccountId,
        handover: HandoverId,
        entry: &AttachmentEntry,
        report: &Report,
    ) -> Outcome<(Answer, BlobOf<W>)> {
        let context = AttachmentContext { owner, handover, id: entry.id };
        let mut opener = AttachmentOpener::on(self.world.engine(), context, entry)?;
        let layout = Layout::new(entry.len)?;
        let mut sink = self.world.sink();
        report(ProgressStep::Download, 0, entry.len);
        for part in 0..layout.parts() {
            let path = paths::fill(
                path,
                &[&handover.to_string(), &entry.id.to_string(), &part.to_string()],
            );
            let sealed = self.http().get_bytes(&path).await?;
            let range = layout.part_range(part);
            if sealed.len() as u64 != range.end - range.start {
                return Err(Refusal::Unverifiable);
            }
            sink.push(opener.open(&sealed).await?.expose_secret())?;
            report(ProgressStep::Download, layout.file_range(part).end, entry.len);
        }
        opener.finish()?;
        let shown =
            SHOWN.iter().find(|known| **known == entry.mime).unwrap_or(&"application/octet-stream");
        let answer =
            Answer::Blob { name: entry.name.clone(), mime: entry.mime.clone(), len: entry.len };
        Ok((answer, sink.finish(shown)?))
    }
}
