//! Vault, draft, attachments.

use super::{Inputs, Outcome, nothing};
use crate::crypto::{
    Checked, Key, Refused, SecretBytes,
    account::AccountKey,
    attachment::{
        self, AttachmentContext, AttachmentEntry, AttachmentKeys, Layout, open_attachment as open,
    },
    draft,
    hazmat::seal,
    padme::unpad,
    vault::{Anchor, Vault},
    vectors::{Failure, value::map},
};
use crate::ids::{AccountId, AttachmentId, HandoverId};

/// What lies in a stored object whose context has this length.
fn plaintext(stored: &[u8], context: usize, key: &Key) -> Checked<SecretBytes> {
    let (ctx, sealed) = stored.split_at_checked(context).ok_or(Refused)?;
    unpad(seal::open(key, ctx, sealed)?.expose_secret())
}

pub(super) fn open_vault(i: Inputs<'_>) -> Outcome {
    let (stored, key) = (i.bytes("stored")?, AccountKey::from_key(i.key("ak")?));
    let vault = Vault::open(stored, i.id("account", AccountId::from_bytes)?, &key)?;
    let cbor = plaintext(stored, 36, &key.vault_key())?;
    Ok(map([("counter", vault.counter().into()), ("cbor", cbor.expose_secret().into())]))
}

pub(super) fn follow_vault(i: Inputs<'_>) -> Outcome {
    let key = AccountKey::from_key(i.key("ak")?);
    let account = i.id("account", AccountId::from_bytes)?;
    let known = Anchor { account, counter: i.number("counter")?, hash: i.array("hash")? };
    let shown = Vault::open(i.bytes("stored")?, account, &key)?.lineage().ok_or(Refused)?;
    known.check(&shown).map_err(|_| Refused)?;
    Ok(nothing())
}

pub(super) fn open_draft(i: Inputs<'_>) -> Outcome {
    let (stored, key) = (i.bytes("stored")?, AccountKey::from_key(i.key("ak")?));
    let owner = i.id("owner", AccountId::from_bytes)?;
    let handover = i.id("handover", HandoverId::from_bytes)?;
    let (context, _) = draft::open_draft(stored, owner, handover, &key)?;
    let cbor = plaintext(stored, 52, &key.draft_key(handover))?;
    Ok(map([("counter", context.counter.into()), ("cbor", cbor.expose_secret().into())]))
}

fn context(i: Inputs<'_>) -> Result<AttachmentContext, Failure> {
    Ok(AttachmentContext {
        owner: i.id("owner", AccountId::from_bytes)?,
        handover: i.id("handover", HandoverId::from_bytes)?,
        id: i.id("id", AttachmentId::from_bytes)?,
    })
}

/// An entry without the words that do not matter here.
fn entry(id: AttachmentId, len: u64, ct_len: u64, hash: [u8; 32], key: Key) -> AttachmentEntry {
    AttachmentEntry { id, name: String::new(), mime: String::new(), len, ct_len, hash, key }
}

pub(super) fn open_attachment(i: Inputs<'_>) -> Outcome {
    let at = context(i)?;
    let (len, ct_len) = (i.number("len")?, i.number("ct_len")?);
    let entry = entry(at.id, len, ct_len, i.array("hash")?, i.key("key")?);
    let plain = open(at, &entry, i.bytes("sealed")?)?;
    Ok(map([("plain", plain.expose_secret().into())]))
}

pub(super) fn seal_attachment(i: Inputs<'_>) -> Outcome {
    let at = context(i)?;
    let keys = AttachmentKeys { key: i.key("key")?, salt: i.array("salt")? };
    let file = i.bytes("plain")?;
    let (sealed, hash) =
        attachment::seal_attachment(&at, &keys, file).map_err(|_| Failure::Refused)?;
    let ct_len = Layout::new(file.len() as u64)?.ct_len();
    let entry = entry(at.id, file.len() as u64, ct_len, hash, keys.key);
    if open(at, &entry, &sealed)?.expose_secret() != file {
        return Err(Failure::Broken("what was sealed opens to something else".into()));
    }
    Ok(map([("sealed", sealed[..].into()), ("ct_len", ct_len.into()), ("hash", hash[..].into())]))
}
