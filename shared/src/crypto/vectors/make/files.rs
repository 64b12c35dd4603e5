//! Attachments of every awkward size.

use super::{
    Made, MakeError, Set, World,
    damage::{flip, hex, longer, shorter, stream},
    world::{bytes, key},
};
use crate::crypto::{
    Hash, Key,
    attachment::{
        AttachmentContext, AttachmentEntry, AttachmentKeys, Layout, att_root, parts_hash,
        seal_attachment,
    },
    hazmat::seal,
    labels, padded_len,
    vectors::stream::{Queue, Stream},
    wire::Writer,
};
use crate::ids::AttachmentId;
use serde_json::{Value, json};

const SMALL: [usize; 5] = [0, 1, 16383, 16384, 16385];
const LARGE: usize = 40 * 1024 * 1024;

/// An attachment of the vectors: its entry, and its ciphertext unless that is too large to keep.
pub(super) struct Attachment {
    pub(super) entry: AttachmentEntry,
    pub(super) sealed: Vec<u8>,
}

fn seed(len: usize) -> String {
    format!("attachment/{len}")
}

fn context(world: &World, len: usize) -> AttachmentContext {
    let id = AttachmentId::from_bytes(bytes(&format!("{}/id", seed(len))));
    AttachmentContext { owner: world.owner.bundle.account(), handover: world.handover, id }
}

fn attachment(world: &World, len: usize) -> Result<Attachment, MakeError> {
    let name = seed(len);
    let keys =
        AttachmentKeys { key: key(&format!("{name}/key")), salt: bytes(&format!("{name}/salt")) };
    let at = context(world, len);
    let (sealed, hash) = seal_attachment(&at, &keys, &Stream::bytes(&name, len))
        .map_err(|error| MakeError(error.to_string()))?;
    let entry = AttachmentEntry {
        id: at.id,
        name: format!("soubor {len}.bin"),
        mime: "application/octet-stream".into(),
        len: len as u64,
        ct_len: Layout::new(len as u64)?.ct_len(),
        hash,
        key: keys.key,
    };
    Ok(Attachment { entry, sealed })
}

/// Adds them all; the large one comes last.
pub(super) fn add(set: &mut Set, world: &World) -> Result<Vec<Attachment>, MakeError> {
    let mut all = Vec::new();
    for len in SMALL {
        let made = attachment(world, len)?;
        let file = set.file(&format!("attachment-{len}.bin"), &made.sealed);
        let plain = json!({"plain": stream(&seed(len), len)});
        set.golden(
            &format!("attachment-{len}"),
            "open_attachment",
            opening(world, &made, file),
            plain,
        );
        all.push(made);
    }
    let large = attachment(world, LARGE)?;
    let inputs = sealing(world, &large.entry, LARGE);
    let digest = json!({"digest": {
        "sha256": hex::encode(crate::crypto::hash(&large.sealed)), "len": large.sealed.len(),
    }});
    set.golden("attachment-40MiB", "seal_attachment", inputs, json!({"sealed": digest}));
    all.push(Attachment { sealed: Vec::new(), ..large });
    add_root(set, &all)?;
    reject(set, world, &all)?;
    Ok(all)
}

fn place(world: &World, entry: &AttachmentEntry) -> Value {
    json!({
        "owner": hex(world.owner.bundle.account().as_bytes()),
        "handover": hex(world.handover.as_bytes()),
        "id": hex(entry.id.as_bytes()),
        "key": hex(entry.key.expose_secret()),
    })
}

fn opening(world: &World, made: &Attachment, file: Value) -> Value {
    let mut inputs = place(world, &made.entry);
    inputs["len"] = json!(made.entry.len);
    inputs["ct_len"] = json!(made.entry.ct_len);
    inputs["hash"] = hex(&made.entry.hash);
    inputs["sealed"] = file;
    inputs
}

fn sealing(world: &World, entry: &AttachmentEntry, len: usize) -> Value {
    let mut inputs = place(world, entry);
    inputs["salt"] = hex(&bytes::<24>(&format!("{}/salt", seed(len))));
    inputs["plain"] = stream(&seed(len), len);
    inputs
}

fn add_root(set: &mut Set, all: &[Attachment]) -> Made {
    let list: Vec<Value> = all
        .iter()
        .map(|Attachment { entry: e, .. }| {
            json!({"id": hex(e.id.as_bytes()), "ct_len": e.ct_len, "hash": hex(&e.hash)})
        })
        .collect();
    let root = att_root(all.iter().map(|a| (a.entry.id, a.entry.ct_len, a.entry.hash)))?;
    let given = json!({"root": hex(&root)});
    set.golden("att-root", "att_root", json!({"attachments": list}), given);
    set.golden("att-root-empty", "att_root", json!({"attachments": []}), json!({}));
    let twice = json!({"attachments": [list[0], list[0]]});
    set.reject("att-root", "twice", "spliced", twice);
    Ok(())
}

/// What a store and a dishonest owner could do. Hashes are made right again where something else is tried.
fn reject(set: &mut Set, world: &World, all: &[Attachment]) -> Made {
    let name = "attachment-16385";
    let two = &all[4];
    let cut = &two.sealed[..56 + 16400];
    for (what, class, bad) in [
        ("shorter", "truncated", shorter(&two.sealed)),
        ("longer", "trailing", longer(&two.sealed)),
        ("first-chunk-only", "truncated", cut.to_vec()),
        ("salt", "bit", flip(&two.sealed, 0)),
        ("commitment", "bit", flip(&two.sealed, 200)),
        ("first-chunk", "bit", flip(&two.sealed, 56 * 8)),
        ("last-tag", "bit", flip(&two.sealed, two.sealed.len() * 8 - 1)),
        ("of-another-attachment", "spliced", all[3].sealed.clone()),
    ] {
        set.reject_bytes(name, what, class, "sealed", &bad);
    }
    for (what, class, inputs) in [
        ("other-owner", "context", json!({"owner": hex(&[9; 16])})),
        ("other-handover", "context", json!({"handover": hex(&[9; 16])})),
        ("other-id", "context", json!({"id": hex(&[9; 16])})),
        ("other-key", "key", json!({"key": hex(&[9; 32])})),
        ("other-hash", "bit", json!({"hash": hex(&[9; 32])})),
        ("len-one-less", "malformed", json!({"len": 16384})),
        ("ct-len-one-more", "malformed", json!({"ct_len": two.entry.ct_len + 1})),
    ] {
        set.reject(name, what, class, inputs);
    }
    reject_padding(set, world, two);
    Ok(())
}

fn reject_padding(set: &mut Set, world: &World, two: &Attachment) {
    let file = Stream::bytes(&seed(16385), 16385);
    let n = padded_len(16385) as usize;
    let mut dirty = file.clone();
    dirty.resize(n, 0);
    dirty[n - 1] = 1;
    let mut short = file;
    short.resize(n - 1, 0);
    for (what, plain) in [("dirty-padding", dirty), ("less-padding", short)] {
        let (sealed, hash) = sealed_as(world, &two.entry.key, &plain);
        let file = set.file(&format!("reject/attachment-16385-{what}.bin"), &sealed);
        let inputs = json!({"sealed": file, "hash": hex(&hash), "ct_len": sealed.len()});
        set.reject("attachment-16385", what, "padding", inputs);
    }
}

/// Seals whatever it is, with the hash over its one part.
fn sealed_as(world: &World, key: &Key, plain: &[u8]) -> (Vec<u8>, Hash) {
    let at = context(world, 16385);
    let ctx = Writer::label(labels::ATTACHMENT)
        .suite()
        .put(at.owner.as_bytes())
        .put(at.handover.as_bytes())
        .put(at.id.as_bytes())
        .done();
    let sealed = seal::seal(key, &ctx, plain, &mut Queue(&[7; 24]));
    let hash = parts_hash(&[crate::crypto::hash(&sealed)]);
    (sealed, hash)
}
