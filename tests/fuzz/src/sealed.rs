//! Seals, and what lies behind them: the fuzzer's bytes are sealed under known keys before they are opened.

use std::sync::LazyLock;

use crate::flag;
use stafeta_shared::crypto::{
    Key,
    attachment::{
        AttachmentContext, AttachmentEntry, AttachmentKeys, AttachmentOpener, Layout,
        open_attachment, seal_attachment,
    },
    draft::{DraftContext, open_draft, seal_draft},
    fuzzing, hash,
    kit::KitCode,
    offline::OfflineReader,
    vault::{Change, Rollback, SealedEntry, Vault, VaultContext},
    version::open_own,
};
use stafeta_shared::ids::{AccountId, AttachmentId, HandoverId};
use stafeta_shared::limits::{FILE_MAX, PART_LEN};

const KEY: [u8; 32] = [7; 32];

fn key() -> Key {
    Key::new(&KEY)
}

/// Deterministic CBOR: what is read is written again.
pub fn cbor(data: &[u8]) {
    if let Some(again) = fuzzing::cbor(data) {
        assert_eq!(again, data, "written otherwise");
    }
    if let Some(bytes) = fuzzing::canonical(data) {
        // Duplicates, tags, floats and depth are refused here; whatever is not is one fixed encoding.
        assert!(fuzzing::cbor(&bytes).is_none_or(|again| again == bytes), "two encodings");
    }
}

/// Padding.
pub fn unpad(data: &[u8]) {
    if let Some(plain) = fuzzing::unpad(data) {
        assert_eq!(fuzzing::pad(&plain), data, "padded otherwise");
    }
    let padded = fuzzing::pad(data);
    assert!(
        padded.len() >= 1024 && padded.len() as u64 <= (data.len() as u64 + 8) * 28 / 25 + 1024
    );
    assert_eq!(fuzzing::unpad(&padded).as_deref(), Some(data), "lost");
}

/// A whole seal: the fuzzer's ciphertext, and its plaintext sealed and spoiled.
pub fn seal(data: &[u8]) {
    if let Some(plain) = fuzzing::open(&key(), b"context", data) {
        assert_eq!(
            fuzzing::seal_like(data, &key(), b"context", &plain),
            data,
            "two ciphertexts open alike"
        );
    }
    let mut sealed = fuzzing::seal(&key(), b"context", data);
    assert_eq!(fuzzing::open(&key(), b"context", &sealed).as_deref(), Some(data));
    let at = data.iter().fold(0usize, |sum, byte| sum * 31 % 65_521 + usize::from(*byte))
        % (sealed.len() * 8);
    sealed[at / 8] ^= 1 << (at % 8);
    assert_eq!(fuzzing::open(&key(), b"context", &sealed), None, "bit {at} does not matter");
}

/// A vault as stored.
pub fn vault(data: &[u8]) {
    if let Ok(context) = VaultContext::parse(data) {
        let front =
            [b"stf1/vault\0\x01", &context.account.as_bytes()[..], &context.counter.to_be_bytes()]
                .concat();
        assert!(data.starts_with(&front) && context.counter > 0, "another context");
    }
}

fn vault_front(account: &[u8; 16], counter: u64) -> Vec<u8> {
    [b"stf1/vault\0\x01", &account[..], &counter.to_be_bytes()].concat()
}

fn open_vault(account: &[u8; 16], counter: u64, plain: &[u8]) -> Option<Vault> {
    let front = vault_front(account, counter);
    let sealed = fuzzing::seal(&fuzzing::vault_key(), &front, &fuzzing::pad(plain));
    let stored = [front, sealed].concat();
    Vault::open(&stored, AccountId::from_bytes(*account), &fuzzing::account_key()).ok()
}

/// The account and the counter of the golden vault, which most inputs keep.
const OWNER: [u8; 16] = *b"\x27\x16\x6c\x07\xe1\x0d\x69\x07\xd6\x3b\xce\xd0\x09\x2c\xa9\x75";
const HANDOVER: [u8; 16] = *b"\x74\xc2\xa8\x63\x1f\x93\x19\xe5\xb2\xef\x44\x6d\x35\x28\xe5\xac";
const READER_CODE: [u8; 20] =
    *b"\x6e\xdb\x11\xe8\xcc\x30\xc4\x75\x98\x05\xee\x50\x9f\x1e\x1e\xbb\x0c\x52\x85\x33";
const READER_AK: [u8; 32] = *b"\xad\x4b\x78\xd7\xf8\xd8\xbb\xf3\x3f\xd1\x89\x99\xc7\x03\xce\x43\
    \xf4\x35\x25\xd8\x9f\xc5\x5f\x88\x57\xea\xd9\xab\xf9\xcb\x65\x67";

/// Takes the input as it is, or brings it into the one encoding first: chance seldom finds that too.
fn contents(data: &[u8]) -> Vec<u8> {
    fuzzing::canonical(data).unwrap_or_else(|| data.to_vec())
}

/// The CBOR of a vault.
pub fn vault_contents(data: &[u8]) {
    let plain = contents(data);
    let Some(mut vault) = open_vault(&OWNER, 1, &plain) else { return };
    assert_eq!(Some(&vault), open_vault(&OWNER, 1, &plain).as_ref(), "read twice, two vaults");
    assert_eq!((vault.account().as_bytes(), vault.counter()), (&OWNER, 1));
    let shown = vault.lineage().expect("it was stored");
    shown.anchor.check(&shown).expect("a device knows the vault it has seen");
    let change = Change { time: 2, device: "Firefox".into() };
    match vault.seal_next(change, &fuzzing::account_key(), &mut fuzzing::fixed()) {
        Ok(next) => {
            let again = Vault::open(&next.stored, vault.account(), &fuzzing::account_key());
            assert_eq!(again.as_ref(), Ok(&vault), "what was written reads otherwise");
            shown.anchor.check(&vault.lineage().expect("sealed")).expect("it leads back");
            let rollback = Rollback { known: vault.counter(), shown: vault.counter() - 1 };
            assert_eq!(next.anchor.check(&shown), Err(rollback), "an older one passes");
        }
        Err(_) => assert!(vault.read_only(), "only a newer vault is not written"),
    }
}

/// A draft as stored.
pub fn draft(data: &[u8]) {
    let Ok(context) = DraftContext::parse(data) else { return };
    let front = [
        b"stf1/draft\0\x01",
        &context.owner.as_bytes()[..],
        context.handover.as_bytes(),
        &context.counter.to_be_bytes(),
    ]
    .concat();
    assert!(data.starts_with(&front) && context.counter > 0, "another context");
}

/// The CBOR of a draft.
pub fn draft_contents(data: &[u8]) {
    let handover = HandoverId::from_bytes(HANDOVER);
    let context = DraftContext { owner: AccountId::from_bytes(OWNER), handover, counter: 3 };
    let front = [b"stf1/draft\0\x01", &OWNER[..], &HANDOVER, &3u64.to_be_bytes()].concat();
    let sealed =
        fuzzing::seal(&fuzzing::draft_key(handover), &front, &fuzzing::pad(&contents(data)));
    let open = |stored: &[u8]| open_draft(stored, context.owner, handover, &fuzzing::account_key());
    let Ok((_, draft)) = open(&[front, sealed].concat()) else { return };
    let again = seal_draft(&context, &draft, &fuzzing::account_key(), &mut fuzzing::fixed());
    let again = again.expect("what was read can be written");
    assert_eq!(open(&again), Ok((context, draft)), "what was written reads otherwise");
}

fn open_body(plain: &[u8]) -> Option<stafeta_shared::crypto::version::Body> {
    let front = [b"stf1/body\0\x01", &OWNER[..], &HANDOVER, &1u64.to_be_bytes()].concat();
    let sealed = fuzzing::seal(&key(), &front, &fuzzing::pad(plain));
    let entry = SealedEntry {
        version: 1,
        body_key: key(),
        body: hash(&sealed),
        prev: vec![],
        k_srv: vec![],
    };
    open_own(AccountId::from_bytes(OWNER), HandoverId::from_bytes(HANDOVER), &entry, &sealed).ok()
}

/// The CBOR of a body.
pub fn body_contents(data: &[u8]) {
    let Some(body) = open_body(&contents(data)) else { return };
    let again = fuzzing::encode_body(&body).expect("what was read can be written");
    assert_eq!(open_body(&again), Some(body), "what was written reads otherwise");
}

/// HPKE, both modes.
pub fn wrap(data: &[u8]) {
    const SEED: &[u8; 32] = b"\xf5\x98\xc1\xe5\xd3\xed\xc0\x25\x9a\x14\x71\x36\xda\xb5\xe4\x12\
        \xcc\x1a\x86\x11\x62\xc3\xf7\xb2\xbb\x57\x28\x99\x8a\x4a\x29\x6f";
    let psk = flag(data).then_some((&KEY[..], &b"id"[..]));
    if let Some(plain) = fuzzing::open_hpke(&Key::new(SEED), psk, data) {
        assert!(psk.is_none() && plain == b"words", "a wrap that nobody made");
    }
}

/// An attachment's plaintext, sealed, spoiled and opened in pieces.
pub fn attachment(data: &[u8]) {
    let context = AttachmentContext {
        owner: AccountId::from_bytes(OWNER),
        handover: HandoverId::from_bytes(HANDOVER),
        id: AttachmentId::from_bytes([3; 16]),
    };
    let keys = AttachmentKeys { key: key(), salt: [9; 24] };
    let (cut, file) = data.split_first_chunk::<4>().unwrap_or((&[0; 4], data));
    let (mut sealed, hash) = seal_attachment(&context, &keys, file).expect("it is short");
    let len = file.len() as u64;
    let ct_len = Layout::new(len).expect("it is short").ct_len();
    let entry = AttachmentEntry {
        id: context.id,
        name: String::new(),
        mime: String::new(),
        len,
        ct_len,
        hash,
        key: key(),
    };
    let [at, bit, ..] = cut.map(usize::from);
    if bit & 8 == 8 {
        let at = (at * 4_099 + bit) % sealed.len();
        sealed[at] ^= 1 << (bit & 7);
    }
    let whole = open_attachment(context, &entry, &sealed).ok();
    assert_eq!(whole.is_some(), bit & 8 == 0, "only what is whole opens");
    let pieces =
        in_pieces(context, &entry, &sealed, usize::from(u16::from_be_bytes([cut[2], cut[3]])) + 1);
    assert_eq!(whole.map(|plain| plain.expose_secret().to_vec()), pieces, "pieces open otherwise");
    assert!(pieces.is_none_or(|plain| plain == file), "another file");
}

fn in_pieces(
    context: AttachmentContext,
    entry: &AttachmentEntry,
    sealed: &[u8],
    piece: usize,
) -> Option<Vec<u8>> {
    let mut opener = AttachmentOpener::new(context, entry).ok()?;
    let mut plain = Vec::new();
    for piece in sealed.chunks(piece) {
        plain.extend_from_slice(opener.push(piece).ok()?.expose_secret());
    }
    opener.finish().ok().map(|()| plain)
}

/// The arithmetic of a file of any length.
pub fn layout(data: &[u8]) {
    let Some((len, rest)) = data.split_first_chunk::<8>() else { return };
    let len = u64::from_be_bytes(*len) >> (rest.first().copied().unwrap_or(0) & 63);
    let Ok(layout) = Layout::new(len) else {
        assert!(len > FILE_MAX);
        return;
    };
    let ct_len = layout.ct_len();
    let plain = ct_len - 56 - 16 * layout.chunks();
    assert!(plain >= len.max(1024) && plain <= len + len / 8 + 1024, "padded to {plain}");
    assert_eq!(layout.chunks(), plain / 16_384 + 1);
    assert_eq!(layout.parts(), ct_len.div_ceil(PART_LEN));
    let any = rest.iter().fold(0u64, |n, byte| n << 8 | u64::from(*byte));
    let (part, chunk) = (any % (layout.parts() + 2), any % (layout.chunks() + 2));
    assert_eq!(layout.part_range(part).end, layout.part_range(part + 1).start);
    assert_eq!(layout.chunk_range(chunk).end, layout.chunk_range(chunk + 1).start);
    assert_eq!(layout.part_range(layout.parts() - 1).end, ct_len);
    assert_eq!(layout.chunk_range(layout.chunks() - 1).end, ct_len);
    let needed = layout.file_range(part);
    assert!(
        needed.start <= needed.end
            && needed.end <= len
            && needed.end - needed.start <= PART_LEN + 32_768
    );
}

fn read_offline(file: &[u8]) -> Option<Vec<u8>> {
    let code = KitCode::from_bytes(&READER_CODE);
    let (mut reader, opened) = OfflineReader::open(std::io::Cursor::new(file), &code).ok()?;
    let mut plain = fuzzing::encode_body(&opened.body)?;
    while reader.next_entry().is_some() {
        reader.copy_next(&mut plain).ok()?;
    }
    reader.finish().ok().map(|()| plain)
}

/// An offline bundle: nothing but the golden one opens.
pub fn offline(data: &[u8]) {
    if read_offline(data).is_some() {
        assert_eq!(data, GOLDEN_OFFLINE, "a bundle that nobody made");
    }
}

const GOLDEN_OFFLINE: &[u8] = include_bytes!("../../../shared/vectors/v1/offline-base.stafeta");
/// Opened once: it takes as long as an execution.
static GOLDEN_CONTENT: LazyLock<Vec<u8>> =
    LazyLock::new(|| read_offline(GOLDEN_OFFLINE).expect("the golden bundle opens"));

/// The CBOR of an offline key, in the place of the golden one's.
pub fn offline_key(data: &[u8]) {
    // Type and length in front of record 09; its context has 70 bytes.
    let start = record(9);
    let ctx = &GOLDEN_OFFLINE[start + 9..][..70];
    let sealed = fuzzing::seal(&fuzzing::offline_key(&Key::new(&READER_AK)), ctx, &contents(data));
    let len = (ctx.len() + sealed.len()) as u64;
    let front = [&GOLDEN_OFFLINE[..=start], &len.to_be_bytes(), ctx, &sealed].concat();
    let file = [&front[..], &GOLDEN_OFFLINE[record(10)..]].concat();
    assert!(read_offline(&file).is_none_or(|plain| plain == *GOLDEN_CONTENT), "another content");
}

/// Where a record of the golden bundle begins, counted from 1.
fn record(n: usize) -> usize {
    (1..n).fold(8, |at, _| {
        let (len, _) = GOLDEN_OFFLINE[at + 1..].split_first_chunk::<8>().expect("nine bytes");
        at + 9 + u64::from_be_bytes(*len) as usize
    })
}
