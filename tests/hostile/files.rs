//! E8: chunks, parts and files that are reordered, dropped, doubled, cut, or put into each other.

use crate::scene::{Planted, nothing_left, unverifiable};
use stafeta_client::{
    keeper::transport::Response,
    protocol::{Answer, Command},
};
use stafeta_shared::{
    api::Delivery,
    ids::{AttachmentId, HandoverId},
};
use stafeta_tests::support::{
    device::{Device, MemoryFile, Stage},
    pair::{Pair, add, people, version, words},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

const MIB: usize = 1024 * 1024;
const HEADER: usize = 56;
const CHUNK: usize = 16 * 1024 + 16;

/// Parts as they came honestly, by the end of their path.
type Parts = BTreeMap<String, Vec<u8>>;

/// One part, as the server holds it.
struct Held<'a> {
    all: &'a Parts,
    file: &'a str,
    part: usize,
    last: bool,
    bytes: Vec<u8>,
}

impl Held<'_> {
    /// The same place, or another one, of this file or of the other one.
    fn instead(&self, other_file: bool, part: usize) -> Vec<u8> {
        let end = format!("/{part}");
        let mut there = self.all.iter().filter(|(key, _)| key.ends_with(&end));
        there.find(|(key, _)| key.starts_with(self.file) != other_file).unwrap().1.clone()
    }
}

const ONE: usize = HEADER + CHUNK;
const TWO: usize = ONE + CHUNK;

/// What the server sends instead of what it holds.
type Lie = fn(Held<'_>) -> Vec<u8>;

const LIES: [(&str, Lie); 10] = [
    ("a chunk is dropped", |p| [&p.bytes[..HEADER], &p.bytes[ONE..]].concat()),
    ("chunks are reordered", |p| {
        let b = &p.bytes;
        [&b[..HEADER], &b[ONE..TWO], &b[HEADER..ONE], &b[TWO..]].concat()
    }),
    ("a chunk is doubled", |p| {
        let b = &p.bytes;
        [&b[..ONE], &b[HEADER..ONE], &b[TWO..]].concat()
    }),
    ("the end is cut at a chunk", |mut p| {
        let cut = if p.last { p.bytes.len() - 2 * CHUNK } else { p.bytes.len() };
        p.bytes.truncate(cut);
        p.bytes
    }),
    ("the last part is empty", |p| if p.last { Vec::new() } else { p.bytes }),
    ("the last part is longer", |p| {
        let more = if p.last { &[0; 16][..] } else { &[] };
        [&p.bytes[..], more].concat()
    }),
    ("parts are reordered", |p| match p.part {
        0 => p.instead(false, 1),
        1 => p.instead(false, 0),
        _ => p.bytes,
    }),
    ("the first part is doubled", |p| p.instead(false, 0)),
    ("a part of another file is spliced in", |p| {
        if p.part == 1 { p.instead(true, 1) } else { p.bytes }
    }),
    ("another file comes instead", |p| p.instead(true, p.part)),
];

fn split(path: &str) -> Option<(&str, &str)> {
    path.split_once("/attachments/")?.1.split_once("/parts/")
}

async fn fetch(
    device: &Device,
    handover: HandoverId,
    attachment: AttachmentId,
) -> (Answer, Vec<Vec<u8>>) {
    device.ask_with(Command::FileOpen { handover, attachment }, vec![]).await
}

/// From now on the last chunk of every part is missing.
pub(crate) fn cut_files(device: &Device) {
    device.on_answer(|request, mut response| {
        if split(&request.path).is_some() {
            response.body.truncate(response.body.len() - CHUNK);
        }
        Some(response)
    });
}

/// Two files of several parts; every lie yields an error and no file.
pub(crate) async fn meddled_files(stage: Stage<'_>) {
    let pair = Pair::on(stage, Delivery::Link).await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    // Natively of three parts each, two of which are of one length.
    let len = if matches!(stage, Stage::Native) { 17 * MIB } else { 9 * MIB };
    let mut files = [len, len + 1].map(|len| (MemoryFile::noise("plán.pdf", len), None));
    for (file, id) in &mut files {
        *id = Some(add(&pair.owner, handover, file).await);
    }
    assert_eq!(version(pair.seal(handover).await), 1);
    pair.release(handover, 1).await;
    pair.open(handover).await;

    let parts = Arc::new(Mutex::new(Parts::new()));
    let keep = parts.clone();
    pair.recipient.on_answer(move |request, response| {
        if let Some((file, part)) = split(&request.path) {
            keep.lock().unwrap().insert(format!("{file}/parts/{part}"), response.body.clone());
        }
        Some(response)
    });
    for (file, id) in &files {
        let (answer, blobs) = fetch(&pair.recipient, handover, id.unwrap()).await;
        assert!(matches!(answer, Answer::Blob { .. }));
        assert!(blobs == [file.bytes.borrow().clone()], "the honest file arrives");
    }
    let parts = Arc::new(std::mem::take(&mut *parts.lock().unwrap()));
    assert!(parts.len() >= 4, "two files of several parts");
    let planted = Planted::new(&[("file", &files[0].0.bytes.borrow()[..64])]);
    for (name, lie) in LIES {
        let parts = parts.clone();
        pair.recipient.on_answer(move |request, response| {
            let Some((file, part)) = split(&request.path) else { return Some(response) };
            let (part, all) = (part.parse::<usize>().unwrap(), &*parts);
            let last = !all.contains_key(&format!("{file}/parts/{}", part + 1));
            let held = Held { all, file, part, last, bytes: response.body };
            Some(Response { body: lie(held), ..response })
        });
        pair.recipient.liar.take_sent();
        let (answer, blobs) = fetch(&pair.recipient, handover, files[0].1.unwrap()).await;
        assert!(blobs.is_empty(), "{name}: no file, nor a part of one");
        unverifiable(answer);
        nothing_left(&pair.recipient, &["POST /key"], &planted);
    }
    pair.recipient.honest();
    let (_, blobs) = fetch(&pair.recipient, handover, files[0].1.unwrap()).await;
    assert!(blobs == [files[0].0.bytes.borrow().clone()]);
}
