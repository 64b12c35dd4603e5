//! Files: lengths around every boundary, interrupted uploads, changed files, tampered parts.

use stafeta_client::protocol::{Answer, Command, FileEntry, Refusal};
use stafeta_shared::{
    api::{AttachmentResponse, ProblemCode},
    ids::{AttachmentId, HandoverId},
};
use stafeta_tests::support::{
    device::{Device, MemoryFile},
    pair::{Pair, add, people, version, words},
};
use std::sync::atomic::{AtomicUsize, Ordering};

const MIB: usize = 1024 * 1024;

#[tokio::test]
async fn every_length_arrives() {
    let pair = Pair::new().await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    let mut files = Vec::new();
    for len in [0, 1, 16_383, 16_384, 16_385, 8 * MIB, 20 * MIB] {
        let file = MemoryFile::noise("soubor.bin", len);
        files.push((add(&pair.owner, handover, &file).await, file));
    }
    version(pair.seal(handover).await);
    pair.release(handover, 1).await;
    assert_eq!(pair.open(handover).await.files.len(), files.len());
    for (attachment, file) in files {
        let (_, own) =
            pair.owner.ask_with(Command::FileOpenOwn { handover, attachment }, vec![]).await;
        assert!(
            own == [file.bytes.borrow().clone()],
            "the owner's {} bytes",
            file.bytes.borrow().len()
        );
        let (_, got) =
            pair.recipient.ask_with(Command::FileOpen { handover, attachment }, vec![]).await;
        assert!(got == own, "the recipient's {} bytes", file.bytes.borrow().len());
    }
}

/// Lets `n` parts through, then cuts the line.
fn cut_after(device: &Device, n: usize) {
    let left = AtomicUsize::new(n);
    device.on_answer(move |request, response| {
        if request.method.as_str() != "PUT" || !request.path.contains("/parts/") {
            return Some(response);
        }
        left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).ok()?;
        Some(response)
    });
}

async fn files_of(device: &Device, handover: HandoverId) -> Vec<FileEntry> {
    match device.ask(Command::HandoverOpen { handover }).await {
        Answer::Handover { handover } => handover.files,
        other => panic!("not open: {}", serde_json::to_string(&other).unwrap()),
    }
}

async fn cut_upload(pair: &Pair, handover: HandoverId, file: &MemoryFile) -> AttachmentId {
    cut_after(&pair.owner, 1);
    let cut = pair
        .owner
        .ask_with(Command::FileAdd { handover, resume: None }, vec![file.clone()])
        .await
        .0;
    assert_eq!(Device::refused(cut), Refusal::Offline);
    pair.owner.honest();
    let [entry] = &files_of(&pair.owner, handover).await[..] else { panic!("one file") };
    assert!(!entry.complete && entry.done > 0 && entry.done < entry.len);
    entry.attachment
}

#[tokio::test]
async fn an_upload_goes_on_where_it_was_cut() {
    let pair = Pair::new().await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    let file = MemoryFile::noise("video.mp4", 20 * MIB);
    let attachment = cut_upload(&pair, handover, &file).await;
    let unfinished = Device::refused(pair.seal(handover).await);
    assert!(matches!(unfinished, Refusal::Problem { code: ProblemCode::AttachmentIncomplete, .. }));

    pair.owner.take_sent();
    let resumed = pair
        .owner
        .ask_with(Command::FileAdd { handover, resume: Some(attachment) }, vec![file.clone()])
        .await
        .0;
    assert!(matches!(resumed, Answer::File { file: FileEntry { complete: true, .. } }));
    let sent = pair.owner.take_sent();
    let parts: Vec<_> = sent
        .iter()
        .filter_map(|line| line.strip_prefix("PUT ")?.split_once("/parts/"))
        .map(|(_, number)| number)
        .collect();
    // The second part arrived, but its answer was lost; the first is known to be there.
    assert_eq!(parts, ["2"], "{sent:?}");

    version(pair.seal(handover).await);
    pair.release(handover, 1).await;
    pair.open(handover).await;
    let (_, got) =
        pair.recipient.ask_with(Command::FileOpen { handover, attachment }, vec![]).await;
    assert!(got == [file.bytes.borrow().clone()]);
}

#[tokio::test]
async fn a_file_that_changed_is_never_sent_under_the_same_key() {
    let pair = Pair::new().await;
    let handover = pair.handover(words()).await;
    let file = MemoryFile::noise("video.mp4", 20 * MIB);
    let attachment = cut_upload(&pair, handover, &file).await;
    file.bytes.borrow_mut()[9 * MIB] ^= 1;
    // Also when the server claims that nothing arrived, so that every part would be sent again.
    for forgetful in [false, true] {
        pair.owner.on_answer(move |request, mut response| {
            if forgetful && request.path.ends_with("/attachments") {
                let mut there: AttachmentResponse = serde_json::from_slice(&response.body).unwrap();
                there.parts.clear();
                response.body = serde_json::to_vec(&there).unwrap();
            }
            Some(response)
        });
        pair.owner.take_sent();
        let command = Command::FileAdd { handover, resume: Some(attachment) };
        let resumed = pair.owner.ask_with(command, vec![file.clone()]).await.0;
        assert_eq!(Device::refused(resumed), Refusal::FileChanged);
        let sent = pair.owner.take_sent();
        assert!(
            !sent.iter().any(|line| line.ends_with("/parts/1") || line.ends_with("/parts/2")),
            "{sent:?}"
        );
        assert_eq!(sent.iter().any(|line| line.ends_with("/parts/0")), forgetful, "{sent:?}");
    }
    pair.owner.honest();
    file.bytes.borrow_mut().push(0);
    let longer = pair
        .owner
        .ask_with(Command::FileAdd { handover, resume: Some(attachment) }, vec![file.clone()])
        .await
        .0;
    assert_eq!(Device::refused(longer), Refusal::FileChanged);
}

#[tokio::test]
async fn a_tampered_part_yields_no_file() {
    let pair = Pair::new().await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    let file = MemoryFile::noise("plan.pdf", 9 * MIB);
    let attachment = add(&pair.owner, handover, &file).await;
    version(pair.seal(handover).await);
    pair.release(handover, 1).await;
    pair.open(handover).await;
    let meddlers: [fn(&str, &mut Vec<u8>); 3] = [
        |_, bytes| {
            let last = bytes.len() - 1;
            bytes[last] ^= 1;
        },
        |path, bytes| {
            if path.ends_with("/1") {
                bytes.truncate(bytes.len() - 16_400);
            }
        },
        |path, bytes| {
            if path.ends_with("/1") {
                bytes.extend_from_slice(&[0; 16]);
            }
        },
    ];
    for meddle in meddlers {
        pair.recipient.on_answer(move |request, mut response| {
            if request.path.contains("/parts/") {
                meddle(&request.path, &mut response.body);
            }
            Some(response)
        });
        let (answer, blobs) =
            pair.recipient.ask_with(Command::FileOpen { handover, attachment }, vec![]).await;
        assert_eq!(Device::refused(answer), Refusal::Unverifiable);
        assert!(blobs.is_empty());
    }
}

#[tokio::test]
async fn a_file_taken_out_is_gone_from_the_draft_and_its_blocks() {
    let pair = Pair::new().await;
    let handover = pair.handover(words()).await;
    let file = MemoryFile::noise("omyl.pdf", 3);
    let attachment = add(&pair.owner, handover, &file).await;
    assert!(matches!(
        pair.owner.ask(Command::FileRemove { handover, attachment }).await,
        Answer::Done
    ));
    assert!(files_of(&pair.owner, handover).await.is_empty());
    let gone = pair.owner.ask_with(Command::FileOpenOwn { handover, attachment }, vec![]).await.0;
    assert_eq!(Device::refused(gone), Refusal::Unfit);
}
