//! Offline bundles: they open with the kit alone, and nothing in them can be changed, moved or left out.

use super::*;
use crate::content::{Block, Content, File};
use crate::crypto::{
    Key, SystemRng,
    account::{AccountKey, Kek, seal_slot},
    attachment::{AttachmentContext, AttachmentEntry, AttachmentKeys, Layout, seal_attachment},
    bundle::{Bundle, IdentityKeys},
    cbor::Extra,
    kit::KitCode,
    pairing::Psk,
    vault::{OwnKeys, Vault, Verified},
    version::{Purpose, SealPlan, SealTo, seal_version},
};
use crate::ids::{AccountId, AttachmentId, HandoverId, InviteId, SlotId};
use std::io::Cursor;

/// A file in its pieces: the front, then the attachments.
struct Saved {
    code: KitCode,
    front: Vec<u8>,
    attachments: Vec<Vec<u8>>,
}

fn keys(id: u8) -> OwnKeys {
    let secrets = IdentityKeys::make(&mut SystemRng);
    let bundle = Bundle::make(AccountId::from_bytes([id; 16]), &secrets).unwrap();
    Vault::new(bundle, secrets).unwrap().current_keys().clone()
}

fn attachment(id: u8, file: &[u8]) -> (AttachmentEntry, Vec<u8>) {
    let keys = AttachmentKeys::make(&mut SystemRng);
    let context = AttachmentContext {
        owner: AccountId::from_bytes([1; 16]),
        handover: HandoverId::from_bytes([3; 16]),
        id: AttachmentId::from_bytes([id; 16]),
    };
    let (ct, hash) = seal_attachment(&context, &keys, file).unwrap();
    let len = file.len() as u64;
    let ct_len = Layout::new(len).unwrap().ct_len();
    let (name, mime) = ("závěť.pdf".into(), "application/pdf".into());
    (AttachmentEntry { id: context.id, name, mime, len, ct_len, hash, key: keys.key }, ct)
}

fn save(paired: bool) -> Saved {
    let (owner, reader) = (keys(1), keys(2));
    let psk = Psk { invite: InviteId::from_bytes([9; 16]), key: Key::make(&mut SystemRng) };
    let psk = paired.then_some(&psk);
    // Not in the order of their ids: the file sorts them, the body need not.
    let files = [attachment(8, b"b"), attachment(7, b"a")];
    let entries: Vec<_> = files.iter().map(|(entry, _)| entry.clone()).collect();
    let blocks = entries
        .iter()
        .map(|e| Block::File(File { att_id: e.id, caption: String::new(), extra: None }));
    let content = Content { title: "Dům".into(), blocks: blocks.collect() };
    let plan = SealPlan {
        owner: &owner,
        handover: HandoverId::from_bytes([3; 16]),
        version: 1,
        purpose: Purpose::Real,
        sealed_at: 5,
        content: &content,
        extra: Extra::default(),
        attachments: &entries,
        recipients: &[SealTo { bundle: &reader.bundle, psk, prev: None }],
    };
    let sealed = seal_version(&plan, &mut SystemRng).unwrap();
    let (code, key) = (KitCode::make(&mut SystemRng), AccountKey::make(&mut SystemRng));
    let slot = SlotId::from_bytes([4; 16]);
    let kek = Kek::from_kit(&code);
    let kit_slot = seal_slot(reader.bundle.account(), slot, 1, &kek, &key, &mut SystemRng);
    let parts = OfflineParts {
        header: &sealed.recipients[0].header,
        owner: &owner.bundle,
        verified: Verified::Link,
        recipient: &reader,
        psk,
        wrap: &sealed.recipients[0].wrap,
        lock: &sealed.recipients[0].lock,
        k_srv: &sealed.recipients[0].k_srv,
        kit_slot: &kit_slot,
        body: &sealed.body,
    };
    let front = make_front(&parts, &key, &mut SystemRng).unwrap();
    let unpaired = OfflineParts { psk: None, ..parts };
    assert_eq!(make_front(&unpaired, &key, &mut SystemRng).is_err(), paired, "mode and key");
    let others = AccountId::from_bytes([8; 16]);
    let others = seal_slot(others, slot, 1, &kek, &key, &mut SystemRng);
    let parts = OfflineParts { kit_slot: &others, ..parts };
    assert!(make_front(&parts, &key, &mut SystemRng).is_err(), "somebody else's kit");
    let record = |i: usize| {
        [attachment_start(files[i].0.id, files[i].0.ct_len), files[i].1.clone()].concat()
    };
    Saved { code, front, attachments: vec![record(1), record(0)] }
}

impl Saved {
    fn file(&self) -> Vec<u8> {
        [&self.front[..], &self.attachments.concat(), &END].concat()
    }
}

fn open(file: &[u8], code: &KitCode) -> Result<(OpenedOffline, Vec<Vec<u8>>), OfflineError> {
    let (mut reader, opened) = OfflineReader::open(Cursor::new(file), code)?;
    let mut plain = Vec::new();
    while reader.next_entry().is_some() {
        let mut out = Vec::new();
        reader.copy_next(&mut out)?;
        plain.push(out);
    }
    reader.finish()?;
    Ok((opened, plain))
}

#[test]
fn opens_with_the_kit_alone() {
    for paired in [true, false] {
        let saved = save(paired);
        let (opened, plain) = open(&saved.file(), &saved.code).unwrap();
        assert_eq!((opened.body.content.title.as_str(), opened.verified), ("Dům", Verified::Link));
        assert_eq!(plain, [b"a", b"b"], "sorted by id");
        let other = KitCode::make(&mut SystemRng);
        assert!(matches!(open(&saved.file(), &other), Err(OfflineError::OtherKit)));
    }
}

#[test]
fn every_byte_of_the_front_counts() {
    let saved = save(true);
    let file = saved.file();
    // Every byte of the front; of the attachments, which have tests of their own, some.
    let rest = (saved.front.len()..file.len()).step_by(23);
    let mut other_kit = 0;
    for at in (0..saved.front.len()).chain(rest) {
        let mut bad = file.clone();
        bad[at] ^= 1 << (at % 8);
        let error = open(&bad, &saved.code).expect_err("a changed byte");
        other_kit += u8::from(matches!(error, OfflineError::OtherKit));
    }
    // Only what says which key it is can make it look like another one: id and generation of the slot,
    // salt and commitment.
    assert!((75..=76).contains(&other_kit), "{other_kit}");
}

#[test]
fn nothing_is_cut_doubled_moved_or_added() {
    let saved = save(true);
    let file = saved.file();
    for len in (0..file.len()).step_by(97).chain([file.len() - 1]) {
        assert!(open(&file[..len], &saved.code).is_err(), "cut at {len}");
    }
    assert!(open(&[&file[..], &[0]].concat(), &saved.code).is_err(), "one byte more");
    let [a, b] = &saved.attachments[..] else { panic!("two attachments") };
    let orders = [("moved", vec![b, a]), ("left out", vec![a]), ("doubled", vec![a, a, b])];
    for (what, order) in orders {
        let order: Vec<u8> = order.into_iter().flatten().copied().collect();
        let bad = [&saved.front[..], &order, &END].concat();
        assert!(open(&bad, &saved.code).is_err(), "{what}");
    }
}

#[test]
fn a_damaged_attachment_costs_nothing_but_itself() {
    let saved = save(true);
    let mut file = saved.file();
    // Its id, behind type and length: nothing of it is read then.
    file[saved.front.len() + 9] ^= 1;
    let (mut reader, _) = OfflineReader::open(Cursor::new(&file), &saved.code).unwrap();
    assert!(reader.copy_next(&mut Vec::new()).is_err());
    let mut next = Vec::new();
    reader.copy_next(&mut next).unwrap();
    assert_eq!(next, b"b");
    assert!(reader.finish().is_ok());
}

#[test]
fn parts_of_two_files_do_not_mix() {
    let (one, two) = (save(true), save(true));
    let mixed = Saved { front: two.front.clone(), attachments: one.attachments, code: one.code };
    assert!(open(&mixed.file(), &mixed.code).is_err() && open(&mixed.file(), &two.code).is_err());
}
