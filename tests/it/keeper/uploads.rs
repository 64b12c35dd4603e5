//! Interrupted uploads under a server that shows an older draft: no key may ever meet two files.

use stafeta_client::protocol::{Answer, Command, FileEntry, Refusal};
use stafeta_shared::{
    api::paths,
    ids::{AttachmentId, HandoverId},
};
use stafeta_tests::support::{
    device::{Device, MemoryFile},
    pair::{OWNER, Pair, people, version, words},
};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

const MIB: usize = 1024 * 1024;

/// An upload cut after its first part, and every draft the server was given on the way.
struct Cut {
    pair: Pair,
    handover: HandoverId,
    file: MemoryFile,
    attachment: AttachmentId,
    drafts: Vec<Vec<u8>>,
}

fn draft_path(handover: HandoverId) -> String {
    paths::fill(paths::DRAFT, &[&handover.to_string()])
}

async fn files_of(device: &Device, handover: HandoverId) -> Vec<FileEntry> {
    match device.ask(Command::HandoverOpen { handover }).await {
        Answer::Handover { handover } => handover.files,
        other => panic!("not open: {}", serde_json::to_string(&other).unwrap()),
    }
}

impl Cut {
    async fn new() -> Self {
        let pair = Pair::new().await;
        people(&pair.owner).await;
        let handover = pair.handover(words()).await;
        let file = MemoryFile::noise("video.mp4", 20 * MIB);
        let left = AtomicUsize::new(1);
        pair.owner.on_answer(move |request, response| {
            if request.method.as_str() == "PUT" && request.path.contains("/parts/") {
                left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).ok()?;
            }
            Some(response)
        });
        pair.owner.liar.take_sent();
        let add = Command::FileAdd { handover, resume: None };
        let cut = pair.owner.ask_with(add, vec![file.clone()]).await.0;
        assert_eq!(Device::refused(cut), Refusal::Offline);
        pair.owner.honest();
        let path = draft_path(handover);
        let sent = pair.owner.liar.take_sent();
        // What is put has the form of what is read.
        let drafts = sent.into_iter().filter(|sent| sent.path == path && !sent.body.is_empty());
        let drafts = drafts.map(|sent| sent.body).collect();
        let attachment = files_of(&pair.owner, handover).await[0].attachment;
        Self { pair, handover, file, attachment, drafts }
    }

    /// Another file of the same length, different from the second part on.
    fn other_file(&self) -> MemoryFile {
        let other = MemoryFile::new("video.mp4", self.file.bytes.borrow().clone());
        other.bytes.borrow_mut()[9 * MIB] ^= 1;
        other
    }

    async fn resume(&self, device: &Device, file: &MemoryFile) -> Answer {
        let resume = Some(self.attachment);
        let command = Command::FileAdd { handover: self.handover, resume };
        device.ask_with(command, vec![file.clone()]).await.0
    }

    /// Parts of the first attachment among what a device sent.
    fn parts(&self, device: &Device) -> Vec<String> {
        let old = format!("/attachments/{}/parts/", self.attachment);
        let sent = device.take_sent();
        let put = sent.iter().filter(|line| line.starts_with("PUT "));
        put.filter_map(|line| line.split_once(&old).map(|(_, part)| part.to_owned())).collect()
    }

    /// The file is complete and arrives as it is.
    async fn arrives(&self, device: &Device, answer: Answer, file: &MemoryFile) -> AttachmentId {
        let Answer::File { file: entry } = answer else {
            panic!("not added: {}", serde_json::to_string(&answer).unwrap())
        };
        assert!(entry.complete);
        let [listed] = &files_of(device, self.handover).await[..] else { panic!("one file") };
        assert_eq!(listed.attachment, entry.attachment);
        let (handover, attachment) = (self.handover, entry.attachment);
        let (_, own) = device.ask_with(Command::FileOpenOwn { handover, attachment }, vec![]).await;
        assert!(own == [file.bytes.borrow().clone()], "the file reads back as it was");
        entry.attachment
    }

    async fn owner_at(&self, device: &Device) {
        device.log_in(&self.pair.service, OWNER.0, OWNER.1).await;
    }
}

#[tokio::test]
async fn the_device_that_began_an_upload_ends_it_after_a_reload() {
    let mut cut = Cut::new().await;
    cut.pair.owner.reload().await;
    cut.owner_at(&cut.pair.owner).await;
    cut.pair.owner.liar.take_sent();
    let answer = cut.resume(&cut.pair.owner, &cut.file).await;
    // The second part arrived, but its answer was lost; the first is known to be there.
    assert_eq!(cut.parts(&cut.pair.owner), ["2"]);
    assert_eq!(cut.arrives(&cut.pair.owner, answer, &cut.file).await, cut.attachment);
    assert_eq!(cut.pair.owner.anchors().await, 1, "only the vault's anchor is left");
    version(cut.pair.seal(cut.handover).await);
}

#[tokio::test]
async fn with_an_older_draft_a_file_starts_again_under_another_key() {
    for age in 1..=2 {
        let mut cut = Cut::new().await;
        cut.pair.owner.reload().await;
        cut.owner_at(&cut.pair.owner).await;
        // The server takes the marks of the last parts away, and says that nothing has arrived.
        let old = cut.drafts[cut.drafts.len() - 1 - age].clone();
        let (path, told) = (draft_path(cut.handover), Arc::new(Mutex::new(Some(old))));
        cut.pair.owner.on_answer(move |request, mut response| {
            if request.path == path
                && request.method.as_str() == "GET"
                && let Some(old) = told.lock().unwrap().take()
            {
                response.body = old;
            }
            Some(response)
        });
        assert_eq!(files_of(&cut.pair.owner, cut.handover).await[0].attachment, cut.attachment);
        cut.pair.owner.liar.take_sent();
        let other = cut.other_file();
        let answer = cut.resume(&cut.pair.owner, &other).await;
        assert!(cut.parts(&cut.pair.owner).is_empty(), "nothing more under the old key");
        assert_ne!(cut.arrives(&cut.pair.owner, answer, &other).await, cut.attachment);
    }
}

#[tokio::test]
async fn another_device_never_goes_on_under_the_first_ones_key() {
    let cut = Cut::new().await;
    let second = Device::new(&cut.pair.service);
    cut.owner_at(&second).await;
    second.liar.take_sent();
    let other = cut.other_file();
    let answer = cut.resume(&second, &other).await;
    assert!(cut.parts(&second).is_empty(), "nothing more under the old key");
    assert_ne!(cut.arrives(&second, answer, &other).await, cut.attachment);
}

#[tokio::test]
async fn of_two_windows_only_one_goes_on() {
    let cut = Cut::new().await;
    let window = cut.pair.owner.window();
    cut.owner_at(&window).await;
    files_of(&window, cut.handover).await;
    // Drafts are taken and not kept: neither window sees what the other one marked.
    let path = draft_path(cut.handover);
    window.on_answer(move |request, mut response| {
        if request.path == path && request.method.as_str() == "PUT" {
            (response.status, response.body) = (204, Vec::new());
        }
        Some(response)
    });
    let other = MemoryFile::new("video.mp4", cut.file.bytes.borrow().clone());
    other.bytes.borrow_mut()[19 * MIB] ^= 1;
    cut.parts(&window);
    let (first, second) =
        futures::join!(cut.resume(&cut.pair.owner, &cut.file), cut.resume(&window, &other));
    let added = [&first, &second].map(|answer| matches!(answer, Answer::File { .. }));
    assert_eq!(added.iter().filter(|added| **added).count(), 1);
    let loser = if added[0] { second } else { first };
    assert_eq!(Device::refused(loser), Refusal::FileChanged);
    // The second part arrived before the cut; only one third part ever meets this key.
    assert_eq!(cut.parts(&window), ["2"]);
}

#[tokio::test]
async fn a_draft_that_vanished_is_not_replaced_by_an_older_one() {
    let pair = Pair::new().await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    version(pair.seal(handover).await);
    let save =
        Command::DraftSave { handover, title: "nové".into(), blocks: vec![], recipients: vec![] };
    assert!(matches!(pair.owner.ask(save).await, Answer::Saved { .. }));
    let path = draft_path(handover);
    pair.owner.on_answer(move |request, mut response| {
        if request.path == path && request.method.as_str() == "GET" {
            response.status = 404;
            response.body = br#"{"type":"","title":"","status":404,"code":"not-found"}"#.to_vec();
        }
        Some(response)
    });
    pair.owner.liar.take_sent();
    assert_eq!(Device::refused(pair.seal(handover).await), Refusal::Unverifiable);
    assert!(!pair.owner.take_sent().iter().any(|line| line.starts_with("POST ")));
    pair.owner.honest();
    assert_eq!(version(pair.seal(handover).await), 2);
}
