//! Offline bundles.

use super::{
    Made, MakeError, Set, World,
    damage::{flip, hex, longer, patch, shorter, stream},
    files::Attachment,
    versions::{Sealed, Versions},
};
use crate::crypto::{
    offline::{END, OfflineParts, attachment_start, make_front},
    vault::Verified,
    vectors::stream::Stream,
};
use serde_json::{Value, json};

pub(super) fn add(
    set: &mut Set,
    world: &World,
    attachments: &[Attachment],
    sealed: &Versions,
) -> Made {
    let base = front(set, world, &sealed.base, false)?;
    golden(set, "offline-base", &[&base[..], &END].concat(), &json!([]));
    // The large one stays out: its ciphertext is not kept, so a version without it is sealed.
    let small = &attachments[..5];
    let paired = super::versions::add_small(set, world, small)?;
    let front = front(set, world, &paired, true)?;
    let mut sorted: Vec<_> = small.iter().collect();
    sorted.sort_by_key(|a| a.entry.id);
    let records: Vec<Vec<u8>> = sorted.iter().map(|a| record(a)).collect();
    let file = [&front[..], &records.concat(), &END].concat();
    let plain = sorted.iter().map(|a| {
        let len = a.entry.len as usize;
        json!({"id": hex(a.entry.id.as_bytes()), "plain": stream(&format!("attachment/{len}"), len)})
    });
    golden(set, "offline-psk", &file, &Value::Array(plain.collect()));
    reject_order(set, &front, &records);
    reject_bytes(set, &file, &front, &base)
}

fn record(attachment: &Attachment) -> Vec<u8> {
    let start = attachment_start(attachment.entry.id, attachment.entry.ct_len);
    [start, attachment.sealed.clone()].concat()
}

fn front(
    set: &mut Set,
    world: &World,
    sealed: &Sealed,
    paired: bool,
) -> Result<Vec<u8>, MakeError> {
    let mine = sealed.reader();
    let slot = set.stored("slot-kit.bin")?;
    let parts = OfflineParts {
        header: &mine.header,
        owner: &world.owner.bundle,
        verified: if paired { Verified::Link } else { Verified::None },
        recipient: &world.reader,
        psk: paired.then_some(&world.psk),
        wrap: &mine.wrap,
        lock: &mine.lock,
        k_srv: &mine.k_srv,
        kit_slot: &slot,
        body: &sealed.version.body,
    };
    Ok(make_front(&parts, &world.ak, &mut Stream::new("offline/key"))?)
}

fn golden(set: &mut Set, name: &str, file: &[u8], attachments: &Value) {
    let file = set.file(&format!("{name}.stafeta"), file);
    let code = hex(&super::world::bytes::<20>("reader/kit"));
    let given = json!({"attachments": attachments});
    set.golden(name, "open_offline", json!({"file": file, "code": code}), given);
}

fn reject_order(set: &mut Set, front: &[u8], records: &[Vec<u8>]) {
    let r: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
    for (what, class, order) in [
        ("attachments-swapped", "reordered", vec![r[1], r[0], r[2], r[3], r[4]]),
        ("attachment-missing", "truncated", vec![r[0], r[1], r[2], r[3]]),
        ("attachment-twice", "spliced", vec![r[0], r[0], r[1], r[2], r[3], r[4]]),
        ("no-attachments", "truncated", vec![]),
    ] {
        let bad = [front, &order.concat(), &END].concat();
        set.reject_bytes("offline-psk", what, class, "file", &bad);
    }
}

/// Where the value of each record of the front lies, by its number in the order.
fn values(front: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut at = 8;
    let mut values = Vec::new();
    while at + 9 <= front.len() {
        let mut len = [0; 8];
        len.copy_from_slice(&front[at + 1..at + 9]);
        let end = at + 9 + u64::from_be_bytes(len) as usize;
        values.push(at + 9..end);
        at = end;
    }
    values
}

fn reject_bytes(set: &mut Set, file: &[u8], front: &[u8], base: &[u8]) -> Made {
    let at = values(front);
    let whole = |i: usize| &front[at[i].start - 9..at[i].end];
    let swapped = [&front[..at[4].start - 9], whole(5), whole(4), &file[at[5].end..]].concat();
    let twice = [&front[..at[4].end], whole(4), &file[at[4].end..]].concat();
    let missing = [&front[..at[6].start - 9], &file[at[6].end..]].concat();
    let from_base = values(base);
    let spliced = |i: usize| {
        let theirs = &base[from_base[i].start - 9..from_base[i].end];
        [&file[..at[i].start - 9], theirs, &file[at[i].end..]].concat()
    };
    for (what, class, bad) in [
        ("empty", "truncated", vec![]),
        ("shorter", "truncated", shorter(file)),
        ("longer", "trailing", longer(file)),
        ("without-end", "truncated", file[..file.len() - 9].to_vec()),
        ("front-only", "truncated", front.to_vec()),
        ("magic", "type", flip(file, 7 * 8)),
        ("record-type", "type", patch(file, 8, &[0x0a])),
        ("record-length", "malformed", flip(file, (8 + 8) * 8)),
        ("huge-length", "malformed", patch(file, 9, &[0xff; 8])),
        ("end-with-length", "malformed", patch(file, file.len() - 1, &[1])),
        ("records-swapped", "reordered", swapped),
        ("record-twice", "spliced", twice),
        ("record-missing", "truncated", missing),
        ("header-bit", "bit", flip(file, at[0].end * 8 - 1)),
        ("owner-signature-bit", "bit", flip(file, at[2].end * 8 - 9)),
        ("recipient-signature-bit", "bit", flip(file, at[3].end * 8 - 9)),
        ("k-srv-bit", "bit", flip(file, at[6].start * 8)),
        ("slot-bit", "bit", flip(file, at[7].end * 8 - 1)),
        ("key-bit", "bit", flip(file, at[8].end * 8 - 1)),
        ("key-context", "context", flip(file, (at[8].start + 14) * 8)),
        ("header-of-another", "spliced", spliced(0)),
        ("wrap-of-another", "spliced", spliced(4)),
        ("lock-of-another", "spliced", spliced(5)),
        ("key-of-another", "mode", spliced(8)),
        ("body-of-another", "spliced", spliced(9)),
    ] {
        set.reject_bytes("offline-psk", what, class, "file", &bad);
    }
    set.reject("offline-psk", "other-kit", "key", json!({"code": hex(&[0; 20])}));
    let password = set.stored("slot-password.bin")?;
    let bad = patch(file, at[7].start, &password);
    set.reject_bytes("offline-psk", "password-slot", "kind", "file", &bad);
    Ok(())
}
