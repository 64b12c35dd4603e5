//! A draft: what an owner is writing, with the state of uploads. Encrypted like everything else.
//!
//! ```text
//! ctx    = "stf1/draft" ‖ suite ‖ owner ‖ handover ‖ counter
//! stored = ctx ‖ SEAL(KDF(AK, "stf1/ak/draft" ‖ handover), ctx, PAD(CBOR))
//! ```
//!
//! Saved by compare-and-swap on the counter. Marks of a part are saved here before the part is first sent.

use super::{
    Hash, Key, Random,
    account::AccountKey,
    attachment::{AttachmentEntry, AttachmentKeys, Layout, PartMark},
    blocks,
    cbor::{Extra, Map},
    error::{Checked, Refused, ensure},
    hazmat::seal,
    labels,
    padme::{pad, unpad},
    wire::{Reader, Writer},
};
use crate::content::Content;
use crate::ids::{AccountId, AttachmentId, HandoverId};
use ciborium::Value;
use std::collections::BTreeMap;

/// The format version this build writes; a draft above it is refused.
const VERSION: u64 = 1;

/// What a draft is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DraftContext {
    /// Whose.
    pub owner: AccountId,
    /// Of which handover.
    pub handover: HandoverId,
    /// Higher with every save, from 1.
    pub counter: u64,
}

impl DraftContext {
    fn bytes(&self) -> Vec<u8> {
        Writer::label(labels::DRAFT)
            .suite()
            .put(self.owner.as_bytes())
            .put(self.handover.as_bytes())
            .u64(self.counter)
            .done()
    }

    /// Reads the context in front of a stored draft; says nothing about the rest.
    ///
    /// # Errors
    /// [`Refused`] for anything that is no draft of a known suite.
    pub fn parse(stored: &[u8]) -> Checked<Self> {
        Ok(split(stored)?.0)
    }
}

fn split(stored: &[u8]) -> Checked<(DraftContext, &[u8])> {
    let mut reader = Reader::new(stored);
    reader.literal(labels::DRAFT)?;
    reader.suite()?;
    let context = DraftContext {
        owner: AccountId::from_bytes(reader.array()?),
        handover: HandoverId::from_bytes(reader.array()?),
        counter: reader.u64()?,
    };
    ensure(context.counter > 0)?;
    Ok((context, reader.rest()))
}

/// An opened draft.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    /// What the owner is writing.
    pub content: Content,
    /// Files, uploaded or on their way.
    pub attachments: Vec<DraftAttachment>,
    /// For whom it is meant so far.
    pub recipients: Vec<AccountId>,
    /// Keys of a newer version.
    pub extra: Extra,
}

/// A file of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftAttachment {
    /// Which.
    pub id: AttachmentId,
    /// File name.
    pub name: String,
    /// Media type.
    pub mime: String,
    /// Length of the file.
    pub len: u64,
    /// Its key, for its life.
    pub key: Key,
    /// How far it is.
    pub state: UploadState,
}

/// How far an upload is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadState {
    /// On its way: the salt and what was remembered of each part.
    Uploading {
        /// In front of the ciphertext.
        salt: [u8; 24],
        /// By part number.
        marks: BTreeMap<u64, PartMark>,
    },
    /// Wholly uploaded: the hash over its parts.
    Done(Hash),
}

impl DraftAttachment {
    /// A file of which nothing was sent yet.
    #[must_use]
    pub fn start(
        id: AttachmentId,
        name: String,
        mime: String,
        len: u64,
        keys: &AttachmentKeys,
    ) -> Self {
        let state = UploadState::Uploading { salt: keys.salt, marks: BTreeMap::new() };
        Self { id, name, mime, len, key: keys.key.clone(), state }
    }

    /// A file of a sealed version, taken over into the next draft.
    #[must_use]
    pub fn from_entry(entry: &AttachmentEntry) -> Self {
        Self {
            id: entry.id,
            name: entry.name.clone(),
            mime: entry.mime.clone(),
            len: entry.len,
            key: entry.key.clone(),
            state: UploadState::Done(entry.hash),
        }
    }

    /// The keys to go on with; `None` when it is done.
    #[must_use]
    pub fn keys(&self) -> Option<AttachmentKeys> {
        match &self.state {
            UploadState::Uploading { salt, .. } => {
                Some(AttachmentKeys { key: self.key.clone(), salt: *salt })
            }
            UploadState::Done(_) => None,
        }
    }

    /// The entry for the body; `None` until it is done.
    #[must_use]
    pub fn entry(&self) -> Option<AttachmentEntry> {
        let UploadState::Done(hash) = self.state else { return None };
        let ct_len = Layout::new(self.len).ok()?.ct_len();
        Some(AttachmentEntry {
            id: self.id,
            name: self.name.clone(),
            mime: self.mime.clone(),
            len: self.len,
            ct_len,
            hash,
            key: self.key.clone(),
        })
    }
}

/// Seals a draft under a counter above the stored one.
///
/// # Errors
/// [`Refused`] when opaque parts of a block are not what they were when read.
pub fn seal_draft(
    context: &DraftContext,
    draft: &Draft,
    key: &AccountKey,
    rng: &mut dyn Random,
) -> Checked<Vec<u8>> {
    ensure(context.counter > 0)?;
    let ctx = context.bytes();
    let sealed = seal::seal(&key.draft_key(context.handover), &ctx, &pad(&encode(draft)?), rng);
    Ok([ctx, sealed].concat())
}

/// Opens a stored draft of this handover.
///
/// # Errors
/// [`Refused`] for another owner or handover, a wrong key, or anything that is no draft.
pub fn open_draft(
    stored: &[u8],
    owner: AccountId,
    handover: HandoverId,
    key: &AccountKey,
) -> Checked<(DraftContext, Draft)> {
    let (context, sealed) = split(stored)?;
    ensure(context.owner == owner && context.handover == handover)?;
    let padded = seal::open(&key.draft_key(handover), &context.bytes(), sealed)?;
    Ok((context, decode(unpad(padded.expose_secret())?.expose_secret())?))
}

/// Own work is read like a stranger's: opaque parts that came back changed would make a draft that never opens.
fn encode(draft: &Draft) -> Checked<zeroize::Zeroizing<Vec<u8>>> {
    let blocks = draft.content.blocks.iter().map(blocks::write).collect::<Checked<Vec<_>>>()?;
    let recipients = draft.recipients.iter().map(|r| Value::Bytes(r.as_bytes().to_vec())).collect();
    let bytes = Map::with(&draft.extra)
        .put("v", VERSION)
        .put("title", draft.content.title.as_str())
        .put_maps("blocks", blocks)
        .put_maps("attachments", draft.attachments.iter().map(write_attachment))
        .put("recipients", Value::Array(recipients))
        .encode();
    ensure(decode(&bytes)? == *draft)?;
    Ok(bytes)
}

fn decode(bytes: &[u8]) -> Checked<Draft> {
    let mut map = Map::decode(bytes)?;
    ensure(map.u64("v")? == VERSION)?;
    let recipients = map.list("recipients")?;
    Ok(Draft {
        content: Content { title: map.text("title")?, blocks: map.maps("blocks", blocks::read)? },
        attachments: map.maps("attachments", read_attachment)?,
        recipients: recipients
            .into_iter()
            .map(|r| AccountId::from_slice(r.as_bytes().ok_or(Refused)?).map_err(|_| Refused))
            .collect::<Checked<_>>()?,
        extra: map.extra(),
    })
}

fn write_attachment(att: &DraftAttachment) -> Map {
    let map = Map::new()
        .put_bytes("id", att.id.as_bytes())
        .put("name", att.name.as_str())
        .put("mime", att.mime.as_str())
        .put("len", att.len)
        .put_bytes("key", att.key.expose_secret());
    match &att.state {
        UploadState::Done(hash) => map.put_bytes("hash", hash),
        UploadState::Uploading { salt, marks } => {
            map.put_bytes("salt", salt).put_maps("marks", marks.iter().map(write_mark))
        }
    }
}

fn read_attachment(mut map: Map) -> Checked<DraftAttachment> {
    let state = match map.take("hash") {
        Some(_) if map.has("salt") || map.has("marks") => return Err(Refused),
        Some(hash) => UploadState::Done(
            hash.as_bytes().and_then(|h| h.as_slice().try_into().ok()).ok_or(Refused)?,
        ),
        None => UploadState::Uploading {
            salt: map.array("salt")?,
            marks: map.maps("marks", read_mark)?.into_iter().collect(),
        },
    };
    Ok(DraftAttachment {
        id: AttachmentId::from_bytes(map.array("id")?),
        name: map.text("name")?,
        mime: map.text("mime")?,
        len: map.u64("len")?,
        key: map.secret("key")?,
        state,
    })
}

fn write_mark((part, mark): (&u64, &PartMark)) -> Map {
    Map::new()
        .put("part", *part)
        .put_bytes("all", &mark.all)
        .put_bytes("first", &mark.first)
        .put_bytes("last", &mark.last)
        .put_bytes("sum", &mark.sum)
}

fn read_mark(mut map: Map) -> Checked<(u64, PartMark)> {
    let mark = PartMark {
        all: map.array("all")?,
        first: map.array("first")?,
        last: map.array("last")?,
        sum: map.array("sum")?,
    };
    Ok((map.u64("part")?, mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::B64;
    use crate::content::{Block, Text, Unknown};
    use crate::crypto::{
        SystemRng,
        attachment::{AttachmentContext, AttachmentSealer},
    };

    fn context() -> DraftContext {
        DraftContext {
            owner: AccountId::from_bytes([1; 16]),
            handover: HandoverId::from_bytes([2; 16]),
            counter: 4,
        }
    }

    fn draft() -> Draft {
        let (id, keys) = AttachmentKeys::make_with_id(&mut SystemRng);
        let at = AttachmentContext { owner: context().owner, handover: context().handover, id };
        let mark =
            AttachmentSealer::new(&at, &keys, 10, []).unwrap().seal_part(0, &[1; 10]).unwrap().mark;
        let mut going = DraftAttachment::start(id, "a.txt".into(), "text/plain".into(), 10, &keys);
        let UploadState::Uploading { marks, .. } = &mut going.state else { panic!("just started") };
        marks.insert(0, mark);
        let mut done = going.clone();
        done.id = AttachmentId::from_bytes([8; 16]);
        done.state = UploadState::Done([3; 32]);
        Draft {
            content: Content {
                title: "Dům".into(),
                blocks: vec![Block::Text(Text { md: "klíče".into(), extra: None })],
            },
            attachments: vec![going, done],
            recipients: vec![AccountId::from_bytes([5; 16])],
            extra: Extra::default(),
        }
    }

    #[test]
    fn is_counted_from_1_and_belongs_to_one_owner() {
        let key = AccountKey::make(&mut SystemRng);
        let nothing = DraftContext { counter: 0, ..context() };
        assert!(seal_draft(&nothing, &Draft::default(), &key, &mut SystemRng).is_err());
        assert!(DraftContext::parse(&nothing.bytes()).is_err());
        let DraftContext { owner, handover, .. } = context();
        let stored = seal_draft(&context(), &Draft::default(), &key, &mut SystemRng).unwrap();
        let (other, elsewhere) = (AccountId::from_bytes([7; 16]), HandoverId::from_bytes([8; 16]));
        assert!(open_draft(&stored, owner, handover, &key).is_ok());
        assert!(open_draft(&stored, other, handover, &key).is_err());
        assert!(open_draft(&stored, owner, elsewhere, &key).is_err());
    }

    #[test]
    fn round_trips_with_uploads() {
        let key = AccountKey::make(&mut SystemRng);
        let draft = draft();
        let stored = seal_draft(&context(), &draft, &key, &mut SystemRng).unwrap();
        assert_eq!(
            open_draft(&stored, context().owner, context().handover, &key),
            Ok((context(), draft.clone()))
        );
        assert_eq!(DraftContext::parse(&stored), Ok(context()));
        assert_eq!(draft.attachments[0].entry(), None);
        let entry = draft.attachments[1].entry().unwrap();
        assert_eq!(DraftAttachment::from_entry(&entry), draft.attachments[1]);
        assert!(draft.attachments[0].keys().is_some() && draft.attachments[1].keys().is_none());
    }

    #[test]
    fn an_upload_is_under_way_or_done() {
        let draft = draft();
        let done = || write_attachment(&draft.attachments[1]);
        assert!(read_attachment(done()).is_ok());
        assert!(read_attachment(done().put_bytes("salt", &[1; 24])).is_err());
        assert!(read_attachment(done().put_maps("marks", [])).is_err());
    }

    #[test]
    fn refuses_other_contexts_keys_and_bits() {
        let key = AccountKey::make(&mut SystemRng);
        let DraftContext { owner, handover, .. } = context();
        let stored = seal_draft(&context(), &Draft::default(), &key, &mut SystemRng).unwrap();
        assert!(open_draft(&stored, AccountId::from_bytes([9; 16]), handover, &key).is_err());
        assert!(open_draft(&stored, owner, HandoverId::from_bytes([9; 16]), &key).is_err());
        assert!(open_draft(&stored, owner, handover, &AccountKey::make(&mut SystemRng)).is_err());
        for bit in 0..stored.len() * 8 {
            let mut bad = stored.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(open_draft(&bad, owner, handover, &key).is_err(), "bit {bit}");
        }
    }
    #[test]
    fn opaque_parts_that_came_back_changed_are_refused() {
        let key = AccountKey::make(&mut SystemRng);
        let map = |map: Map| B64(map.encode().to_vec());
        let seal = |block| {
            let content = Content { title: String::new(), blocks: vec![block] };
            let draft = Draft { content, ..Draft::default() };
            seal_draft(&context(), &draft, &key, &mut SystemRng).map(drop)
        };
        let text = |extra| Block::Text(Text { md: "a".into(), extra: Some(extra) });
        let unknown = |kind: &str, raw| Block::Unknown(Unknown { kind: kind.into(), raw });
        assert_eq!(seal(text(map(Map::new().put("colour", "red")))), Ok(()));
        assert_eq!(seal(unknown("poll", map(Map::new().put("t", "poll")))), Ok(()));
        assert_eq!(seal(text(map(Map::new().put("md", "b")))), Err(Refused), "a key twice");
        let renamed = unknown("poll", map(Map::new().put("t", "text").put("md", "b")));
        assert_eq!(seal(renamed), Err(Refused), "another kind");
        let deep = (0..DEPTH_INSIDE).fold(Value::from(1), |value, _| Value::Array(vec![value]));
        let deep = unknown("poll", map(Map::new().put("t", "poll").put("deep", deep)));
        assert_eq!(seal(deep), Err(Refused), "too deep once it lies in a draft");
    }

    /// A map of so many lists is read alone, but not inside a block of a draft.
    const DEPTH_INSIDE: usize = 15;
}
