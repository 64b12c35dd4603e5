//! Heads, receipts, offline bundles.

use super::{
    Inputs, Outcome,
    sealed::{mode, purpose},
};
use crate::crypto::{
    head,
    kit::KitCode,
    offline::{OfflineError, OfflineReader},
    receipt,
    vectors::{
        Failure,
        value::{Item, map},
    },
    version::{HeaderId, VersionContext},
};
use crate::ids::{AccountId, HandoverId};

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
    let (mut reader, opened) = OfflineReader::open(i.bytes("file")?, &code).map_err(failed)?;
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
        ("cbor", opened.body.encode()?[..].into()),
        ("attachments", Item::List(attachments)),
    ]))
}

fn failed(error: OfflineError) -> Failure {
    match error {
        OfflineError::Refused | OfflineError::OtherKit => Failure::Refused,
        OfflineError::Io(error) => Failure::Broken(error.to_string()),
    }
}
