//! Files of awkward sizes, resumed uploads, and what a hostile store can do to ciphertext.

use super::{engine::at_once, *};
use crate::crypto::{SystemRng, padded_len};
use crate::limits::PART_LEN;

fn context() -> AttachmentContext {
    AttachmentContext {
        owner: AccountId::from_bytes([1; 16]),
        handover: HandoverId::from_bytes([2; 16]),
        id: AttachmentId::from_bytes([3; 16]),
    }
}

fn file(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i * 31 + i / 251) as u8).collect()
}

fn sealed(len: usize) -> (AttachmentEntry, Vec<u8>) {
    let keys = AttachmentKeys::make(&mut SystemRng);
    let (bytes, hash) = seal_attachment(&context(), &keys, &file(len)).unwrap();
    let entry = AttachmentEntry {
        id: context().id,
        name: "závěť.pdf".into(),
        mime: "application/pdf".into(),
        len: len as u64,
        ct_len: bytes.len() as u64,
        hash,
        key: keys.key,
    };
    (entry, bytes)
}

#[test]
fn awkward_sizes_round_trip() {
    for len in [0, 1, 1023, 1024, 1025, 16383, 16384, 16385, 100_000] {
        let (entry, bytes) = sealed(len);
        let padded = padded_len(len as u64);
        assert_eq!(entry.ct_len, 56 + padded + 16 * (padded / 16384 + 1), "{len}");
        assert_eq!(
            open_attachment(context(), &entry, &bytes).unwrap().expose_secret(),
            file(len),
            "{len}"
        );
    }
}

#[test]
fn several_parts_round_trip_in_pieces() {
    let len = 2 * PART_LEN as usize + 12_345;
    let (entry, bytes) = sealed(len);
    assert_eq!(
        Layout::new(len as u64).unwrap().parts(),
        bytes.len().div_ceil(PART_LEN as usize) as u64
    );
    for piece in [777_777, PART_LEN as usize, usize::MAX] {
        let mut opener = AttachmentOpener::new(context(), &entry).unwrap();
        let mut plain = Vec::new();
        for piece in bytes.chunks(piece) {
            plain.extend_from_slice(opener.push(piece).unwrap().expose_secret());
        }
        opener.finish().unwrap();
        assert!(plain == file(len), "in pieces of {piece}");
    }
    let sums: Vec<Hash> = bytes.chunks(PART_LEN as usize).map(crate::crypto::hash).collect();
    assert_eq!(parts_hash(&sums), entry.hash);
}

#[test]
fn what_lies_within_a_cut() {
    let cut = 10..20;
    let cases = [(0, 10, 10..10), (0, 11, 10..11), (5, 10, 5..10), (12, 3, 0..3), (15, 9, 0..5)];
    for (at, len, expected) in cases {
        assert_eq!(within(&cut, at, len), expected, "{len} from {at}");
    }
    assert!(within(&cut, 20, 5).is_empty());
}

#[test]
fn a_single_byte_at_a_time() {
    let (entry, bytes) = sealed(20_000);
    let mut opener = AttachmentOpener::new(context(), &entry).unwrap();
    let plain: Vec<u8> =
        bytes.iter().flat_map(|b| opener.push(&[*b]).unwrap().expose_secret().to_vec()).collect();
    opener.finish().unwrap();
    assert_eq!(plain, file(20_000));
}

#[test]
fn after_a_failure_nothing_is_taken() {
    let (entry, bytes) = sealed(20_000);
    let mut opener = AttachmentOpener::new(context(), &entry).unwrap();
    opener.push(&bytes[..100]).unwrap();
    assert!(opener.push(&bytes[..17_000]).is_err());
    assert!(opener.push(&bytes[100..200]).is_err());
    assert!(opener.finish().is_err());
    let mut short = AttachmentOpener::new(context(), &entry).unwrap();
    short.push(&bytes[..bytes.len() - 1]).unwrap();
    assert!(short.finish().is_err());
}

#[test]
fn chunks_are_read_at_random() {
    let (entry, bytes) = sealed(50_000);
    let reader = AttachmentReader::new(&context(), &entry, bytes.first_chunk().unwrap()).unwrap();
    for chunk in (0..reader.layout().chunks()).rev() {
        let range = reader.layout().chunk_range(chunk);
        let plain =
            reader.open_chunk(chunk, &bytes[range.start as usize..range.end as usize]).unwrap();
        let at = chunk as usize * 16384;
        assert_eq!(plain.expose_secret(), &file(50_000)[at.min(50_000)..(at + 16384).min(50_000)]);
    }
}

#[test]
fn every_bit_counts() {
    let (entry, bytes) = sealed(1);
    for bit in 0..bytes.len() * 8 {
        let mut bad = bytes.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        assert!(open_attachment(context(), &entry, &bad).is_err(), "bit {bit}");
    }
}

#[test]
fn contexts_cannot_be_swapped() {
    let (entry, bytes) = sealed(100);
    let other = [9; 16];
    for context in [
        AttachmentContext { owner: AccountId::from_bytes(other), ..context() },
        AttachmentContext { handover: HandoverId::from_bytes(other), ..context() },
        AttachmentContext { id: AttachmentId::from_bytes(other), ..context() },
    ] {
        assert!(open_attachment(context, &entry, &bytes).is_err());
        assert!(
            open_attachment(context, &AttachmentEntry { id: context.id, ..entry.clone() }, &bytes)
                .is_err()
        );
    }
}

#[test]
fn entries_cannot_lie() {
    let (entry, bytes) = sealed(2000);
    for lie in [
        AttachmentEntry { len: 3000, ..entry.clone() },
        AttachmentEntry { len: 1999, ..entry.clone() },
        AttachmentEntry { ct_len: entry.ct_len + 1, ..entry.clone() },
        AttachmentEntry { hash: [0; 32], ..entry.clone() },
        AttachmentEntry { key: Key::new(&[0; 32]), ..entry.clone() },
    ] {
        assert!(open_attachment(context(), &lie, &bytes).is_err(), "{lie:?}");
    }
}

#[test]
fn pieces_cannot_be_cut_moved_or_doubled() {
    let (entry, bytes) = sealed(3 * 16384);
    let chunk = |i: usize| &bytes[56 + i * 16400..(56 + (i + 1) * 16400).min(bytes.len())];
    let (a, b, c, d) = (chunk(0), chunk(1), chunk(2), chunk(3));
    let head = &bytes[..56];
    for (name, pieces) in [
        ("order", vec![head, b, a, c, d]),
        ("dropped", vec![head, a, c, d]),
        ("doubled", vec![head, a, a, c, d]),
        ("cut", vec![head, a, b, c]),
        ("long", vec![head, a, b, c, d, d]),
    ] {
        assert!(open_attachment(context(), &entry, &pieces.concat()).is_err(), "{name}");
    }
    // Spliced from another attachment of the same file.
    let (_, other) = sealed(3 * 16384);
    assert!(
        open_attachment(context(), &entry, &[&bytes[..20_000], &other[20_000..]].concat()).is_err()
    );
}

#[test]
fn a_resumed_upload_sends_the_same_bytes() {
    let len = PART_LEN + 100_000;
    let content = file(len as usize);
    let keys = AttachmentKeys::make(&mut SystemRng);
    let mut first = AttachmentSealer::new(&context(), &keys, len, []).unwrap();
    let layout = first.layout();
    assert_eq!(layout.parts(), 2);
    let bytes = |part| {
        let r = layout.file_range(part);
        content[r.start as usize..r.end as usize].to_vec()
    };
    let sent = first.seal_part(0, &bytes(0)).unwrap();
    assert_eq!(first.hash(), None);
    let mut resumed = AttachmentSealer::new(&context(), &keys, len, [(0, sent.mark)]).unwrap();
    assert_eq!(resumed.seal_part(0, &bytes(0)).unwrap().bytes, sent.bytes);
    resumed.seal_part(1, &bytes(1)).unwrap();
    assert!(resumed.hash().is_some());
}

#[test]
fn a_changed_file_is_refused_before_anything_is_sent() {
    let len = PART_LEN + 100_000;
    let content = file(len as usize);
    let keys = AttachmentKeys::make(&mut SystemRng);
    let mut sealer = AttachmentSealer::new(&context(), &keys, len, []).unwrap();
    let layout = sealer.layout();
    let bytes = |part| {
        let r = layout.file_range(part);
        content[r.start as usize..r.end as usize].to_vec()
    };
    let mark = sealer.seal_part(0, &bytes(0)).unwrap().mark;
    let flip = |mut b: Vec<u8>, at: usize| {
        b[at] ^= 1;
        b
    };
    // The same part with another byte; the chunk it shares with the next part; and the other way round.
    assert_eq!(sealer.seal_part(0, &flip(bytes(0), 5)).unwrap_err(), NotSealed::SourceChanged);
    assert_eq!(sealer.seal_part(1, &flip(bytes(1), 5)).unwrap_err(), NotSealed::SourceChanged);
    let last = sealer.seal_part(1, &bytes(1)).unwrap().mark;
    let mut backwards = AttachmentSealer::new(&context(), &keys, len, [(1, last)]).unwrap();
    let at = bytes(0).len() - 5;
    assert_eq!(backwards.seal_part(0, &flip(bytes(0), at)).unwrap_err(), NotSealed::SourceChanged);
    assert_eq!(backwards.seal_part(0, &bytes(0)).unwrap().mark, mark);
    // The same for parts that need not be sent again.
    assert_eq!(at_once(sealer.check(0, &bytes(0))), Ok(()));
    let changed = flip(bytes(0), 5);
    assert_eq!(at_once(sealer.check(0, &changed)), Err(NotSealed::SourceChanged));
    // Ends early, ends late.
    assert_eq!(sealer.seal_part(1, &bytes(1)[1..]).unwrap_err(), NotSealed::SourceChanged);
    assert_eq!(
        sealer.seal_part(1, &[&bytes(1)[..], &[0]].concat()).unwrap_err(),
        NotSealed::SourceChanged
    );
    assert_eq!(sealer.seal_part(2, &[]).unwrap_err(), NotSealed::SourceChanged);
}

#[test]
fn dirty_padding_is_refused() {
    // A hostile owner could hide bytes in the padding: seal a file that pretends to be shorter.
    let keys = AttachmentKeys::make(&mut SystemRng);
    let (bytes, hash) = seal_attachment(&context(), &keys, &[7; 1000]).unwrap();
    let entry = AttachmentEntry {
        id: context().id,
        name: String::new(),
        mime: String::new(),
        len: 999,
        ct_len: bytes.len() as u64,
        hash,
        key: keys.key,
    };
    assert!(open_attachment(context(), &entry, &bytes).is_err());
    assert!(open_attachment(context(), &AttachmentEntry { len: 1000, ..entry }, &bytes).is_ok());
}

#[test]
fn the_root_knows_every_attachment() {
    let a = (AttachmentId::from_bytes([1; 16]), 10, [1; 32]);
    let b = (AttachmentId::from_bytes([2; 16]), 20, [2; 32]);
    let root = att_root([a, b]).unwrap();
    assert_eq!(root, att_root([b, a]).unwrap());
    for other in [
        vec![],
        vec![a],
        vec![b],
        vec![a, (b.0, 21, b.2)],
        vec![a, (b.0, b.1, [3; 32])],
        vec![(b.0, a.1, a.2), (a.0, b.1, b.2)],
    ] {
        assert_ne!(att_root(other).unwrap(), root);
    }
    assert!(att_root([a, a]).is_err());
}
