//! Heads, receipts, offline bundles.

use super::{
    Inputs, Outcome,
    sealed::{body_cbor, mode, purpose},
};
use crate::crypto::{
    Checked, Refused, head,
    kit::KitCode,
    labels,
    offline::{OfflineError, OfflineReader},
    receipt,
    vectors::{
        Failure,
        value::{Item, map},
    },
    version::{HeaderId, VersionContext},
    wire::Reader,
};
use crate::ids::{AccountId, HandoverId};
use std::io::Cursor;

fn named(i: Inputs<'_>) -> Result<HeaderId, Failure> {
    Ok(HeaderId {
        context: VersionContext {
            owner: i.id("owner", AccountId::from_bytes)?,
            handover: i.id("handover", HandoverId::from_bytes)?,
            version: i.number("version")?,
        },
        recipient: i.id("recipient", AccountId::from_bytes)?,
        hash: i.array("header_hash")?,
    })
}

pub(super) fn open_head(i: Inputs<'_>) -> Outcome {
    let bundle = i.bundle("bundle")?;
    let head = head::open_head(i.bytes("stored")?, &named(i)?, &bundle, i.number("now")?)?;
    Ok(map([("time", head.time.into())]))
}

pub(super) fn open_receipt(i: Inputs<'_>) -> Outcome {
    let (bundle, key) = (i.bundle("bundle")?, i.key("body_key")?);
    let receipt = receipt::open_receipt(i.bytes("stored")?, &named(i)?, &key, &bundle)?;
    Ok(map([("time", receipt.time.into())]))
}

pub(super) fn open_offline(i: Inputs<'_>) -> Outcome {
    let code = KitCode::from_bytes(&i.array("code")?);
    let (mut reader, opened) =
        OfflineReader::open(Cursor::new(i.bytes("file")?), &code).map_err(failed)?;
    let cbor = body_cbor(&opened.header, &opened.body_key, body_record(i.bytes("file")?)?)?;
    let mut attachments = Vec::new();
    while let Some(entry) = reader.next_entry() {
        let (id, mut plain) = (entry.id, Vec::new());
        reader.copy_next(&mut plain).map_err(failed)?;
        attachments.push(map([("id", id.as_bytes()[..].into()), ("plain", plain[..].into())]));
    }
    reader.finish().map_err(failed)?;
    let header = &opened.header;
    Ok(map([
        ("account", header.recipient.as_bytes()[..].into()),
        ("owner", header.owner.as_bytes()[..].into()),
        ("handover", header.handover.as_bytes()[..].into()),
        ("version", header.version.into()),
        ("purpose", purpose(header).into()),
        ("mode", mode(header).into()),
        ("verified", (opened.verified as u64).into()),
        ("cbor", cbor.expose_secret().into()),
        ("attachments", Item::List(attachments)),
    ]))
}

/// The value of the record of type 10; the file was read before.
fn body_record(file: &[u8]) -> Checked<&[u8]> {
    let mut reader = Reader::new(file);
    reader.literal(labels::OFFLINE_MAGIC)?;
    loop {
        let (kind, len) = (reader.u8()?, reader.u64()?);
        let value = reader.take(usize::try_from(len).map_err(|_| Refused)?)?;
        if kind == 0x10 {
            return Ok(value);
        }
    }
}

fn failed(error: OfflineError) -> Failure {
    match error {
        OfflineError::Refused | OfflineError::OtherKit => Failure::Refused,
        OfflineError::Read(error) | OfflineError::Write(error) => {
            Failure::Broken(error.to_string())
        }
    }
}
