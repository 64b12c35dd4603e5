//! The body: what the owner wrote, and the keys of the files, once for all recipients.

use super::VersionContext;
use crate::content::Content;
use crate::crypto::{
    Hash, Key, Random,
    attachment::{AttachmentEntry, att_root},
    blocks,
    cbor::{Extra, Map},
    error::{Checked, ensure},
    hazmat::seal,
    padme::{pad, unpad},
};
use crate::ids::AttachmentId;
use crate::limits::ATTACHMENTS_MAX;
use zeroize::Zeroizing;

/// The format version this build writes; a body above it is refused.
const VERSION: u64 = 1;

/// An opened body.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// What the owner wrote.
    pub content: Content,
    /// The files.
    pub attachments: Vec<AttachmentEntry>,
    /// Milliseconds since 1970, by the owner's clock.
    pub sealed_at: u64,
    /// Keys of a newer version.
    pub extra: Extra,
}

impl Body {
    /// What the header must say about the files.
    pub(super) fn att_root(&self) -> Checked<Hash> {
        att_root(self.attachments.iter().map(|a| (a.id, a.ct_len, a.hash)))
    }

    /// The deterministic CBOR. Own work is read like a stranger's: opaque parts that came back changed would
    /// make a body that never opens.
    pub(in crate::crypto) fn encode(&self) -> Checked<Zeroizing<Vec<u8>>> {
        let blocks = self.content.blocks.iter().map(blocks::write).collect::<Checked<Vec<_>>>()?;
        let bytes = Map::with(&self.extra)
            .put("v", VERSION)
            .put("title", self.content.title.as_str())
            .put_maps("blocks", blocks)
            .put_maps("attachments", self.attachments.iter().map(write_attachment))
            .put("sealed_at", self.sealed_at)
            .encode();
        ensure(Self::decode(&bytes)? == *self)?;
        Ok(bytes)
    }

    pub(super) fn seal(
        &self,
        context: &VersionContext,
        key: &Key,
        rng: &mut dyn Random,
    ) -> Checked<Vec<u8>> {
        Ok(seal::seal(key, &context.body(), &pad(&self.encode()?), rng))
    }

    pub(super) fn open(context: &VersionContext, key: &Key, sealed: &[u8]) -> Checked<Self> {
        let padded = seal::open(key, &context.body(), sealed)?;
        Self::decode(unpad(padded.expose_secret())?.expose_secret())
    }

    fn decode(bytes: &[u8]) -> Checked<Self> {
        let mut map = Map::decode(bytes)?;
        ensure(map.u64("v")? == VERSION)?;
        let content =
            Content { title: map.text("title")?, blocks: map.maps("blocks", blocks::read)? };
        let attachments = map.maps("attachments", read_attachment)?;
        ensure(attachments.len() <= ATTACHMENTS_MAX)?;
        Ok(Self { content, attachments, sealed_at: map.u64("sealed_at")?, extra: map.extra() })
    }
}

fn write_attachment(entry: &AttachmentEntry) -> Map {
    Map::new()
        .put_bytes("id", entry.id.as_bytes())
        .put("name", entry.name.as_str())
        .put("mime", entry.mime.as_str())
        .put("len", entry.len)
        .put("ct_len", entry.ct_len)
        .put_bytes("hash", &entry.hash)
        .put_bytes("key", entry.key.expose_secret())
}

fn read_attachment(mut map: Map) -> Checked<AttachmentEntry> {
    Ok(AttachmentEntry {
        id: AttachmentId::from_bytes(map.array("id")?),
        name: map.text("name")?,
        mime: map.text("mime")?,
        len: map.u64("len")?,
        ct_len: map.u64("ct_len")?,
        hash: map.array("hash")?,
        key: map.secret("key")?,
    })
}
