//! Vault and draft: what is stored, and sealed things that no honest writer would have sealed.

use super::{
    Made, Set, World,
    damage::{flip, hex, longer, patch, shorter, with},
    world::{NOW, bytes, key},
};
use crate::content::{Block, Content, Text};
use crate::crypto::{
    Checked, Key, Refused,
    attachment::{AttachmentEntry, AttachmentKeys, PartMark},
    cbor::{Extra, Map},
    draft::{Draft, DraftAttachment, DraftContext, UploadState, open_draft, seal_draft},
    hash,
    hazmat::seal,
    padme::{pad, unpad},
    vault::{Change, Invite, Peer, PinnedPsk, Role, SealedEntry, Seen, Vault, Verified},
    vectors::stream::Stream,
};
use crate::ids::{AttachmentId, HandoverId, InviteId};
use serde_json::{Value, json};

pub(super) fn add(set: &mut Set, world: &World) -> Made {
    let vaults = vaults(world)?;
    let [stored, next] = [&vaults[0], &vaults[1]];
    let account = world.owner.bundle.account();
    let file = set.file("vault.bin", stored);
    let ak = hex(world.ak.key().expose_secret());
    let inputs = json!({"stored": file, "account": hex(account.as_bytes()), "ak": ak});
    let later = with(&inputs, "stored", set.file("vault-next.bin", next));
    set.golden("vault", "open_vault", inputs, json!({"counter": 1}));
    set.golden("vault-next", "open_vault", later, json!({"counter": 2}));
    reject_stored(set, "vault", stored, 36);
    set.reject("vault", "other-account", "recipient", json!({"account": hex(&[9; 16])}));
    set.reject("vault", "other-key", "key", json!({"ak": hex(&[9; 32])}));
    reject_vault_contents(set, world, stored)?;
    reject_trails(set, world, next)?;
    add_lineage(set, world, &vaults)?;
    add_draft(set, world)
}

/// A vault and those after it, each of which names the ones before, as far as a trail goes.
fn vaults(world: &World) -> Checked<Vec<Vec<u8>>> {
    let mut vault = Vault::new(world.owner.bundle.clone(), world.owner.secrets.clone())?;
    vault.rotate_keys(world.owner_next.bundle.clone(), world.owner_next.secrets.clone())?;
    let bundle = world.reader.bundle.clone();
    let mut peer = Peer::new("Jana".into(), Role::Recipient, bundle, Verified::Link);
    peer.psks.push(PinnedPsk::new(world.psk.clone(), NOW));
    let seen = HandoverId::from_bytes(bytes("seen"));
    peer.remember(Seen::new(seen, 7, bytes("seen/header"), NOW));
    vault.pin(peer)?;
    let stranger = world.stranger.bundle.clone();
    let former = Peer::new("Eva".into(), Role::Both, stranger, Verified::Number);
    let eva = former.id;
    vault.pin(former)?;
    vault.retire(eva);
    let invite = |seed: &str| {
        let id = InviteId::from_bytes(bytes(seed));
        Invite::new(id, world.secret.clone(), "Petr".into(), NOW + 1)
    };
    vault.invites.push(invite("invite/open").by_link(true));
    let mut used = invite("invite/used");
    used.secret = None;
    vault.invites.push(used);
    let entry = vault.handover_mut(world.handover);
    entry.labels.insert("title".into(), "Dům a zahrada".into());
    entry.sealed = Some(SealedEntry {
        version: 1,
        body_key: key("vault/body_key"),
        body: bytes("vault/body"),
        prev: vec![(world.reader.bundle.account(), bytes("vault/prev"))],
        k_srv: vec![(world.reader.bundle.account(), key("vault/k_srv"))],
    });
    vault.handover_mut(HandoverId::from_bytes(bytes("handover/never-sealed")));
    let mut seal = |salt: &str| {
        let change = Change { time: NOW, device: "Firefox".into() };
        let sealed = vault.seal_next(change, &world.ak, &mut Stream::new(salt));
        sealed.map(|sealed| sealed.stored).map_err(|_| Refused)
    };
    let mut vaults = vec![seal("vault/salt")?, seal("vault-next/salt")?];
    for counter in 3..=66 {
        vaults.push(seal(&format!("vault-{counter}/salt"))?);
    }
    Ok(vaults)
}

/// What a device that remembers a vault makes of another one.
fn add_lineage(set: &mut Set, world: &World, vaults: &[Vec<u8>]) -> Made {
    let shown = |counter: usize| vaults[counter - 1].as_slice();
    let long = set.file("vault-66.bin", shown(66));
    let ak = hex(world.ak.key().expose_secret());
    let account = hex(world.owner.bundle.account().as_bytes());
    let inputs = |stored: &Value, counter: usize, hash: [u8; 32]| {
        json!({
            "stored": stored, "account": account, "ak": ak,
            "counter": counter, "hash": hex(&hash),
        })
    };
    let [first, next] = ["vault.bin", "vault-next.bin"].map(|path| json!({"file": path}));
    for (name, stored, known, hash) in [
        ("lineage-same", &first, 1, hash(shown(1))),
        ("lineage-next", &next, 1, hash(shown(1))),
        ("lineage-64", &long, 2, hash(shown(2))),
        // Too long ago for any trail: whatever is remembered.
        ("lineage-65", &long, 1, [0; 32]),
    ] {
        set.golden(name, "follow_vault", inputs(stored, known, hash), json!({}));
    }
    let untold = {
        let mut map = contents(shown(2), 36, &world.ak.vault_key())?;
        map.take("trail");
        reseal(shown(2), 36, &world.ak.vault_key(), &pad(&map.encode()))
    };
    set.reject_bytes("lineage-next", "without-trail", "stale", "stored", &untold);
    for (from, what, inputs) in [
        ("lineage-same", "older", json!({"counter": 2, "hash": hex(&hash(shown(2)))})),
        ("lineage-same", "another", json!({"hash": hex(&[0; 32])})),
        ("lineage-next", "from-another", json!({"hash": hex(&[0; 32])})),
        ("lineage-next", "itself-as-the-one-before", json!({"hash": hex(&hash(shown(2)))})),
        ("lineage-64", "from-another", json!({"hash": hex(&[0; 32])})),
        ("lineage-64", "one-off", json!({"counter": 3})),
        // The hash is that at the last place of the trail.
        ("lineage-64", "older", json!({"counter": 67})),
    ] {
        set.reject(from, what, "stale", inputs);
    }
    Ok(())
}

fn reject_trails(set: &mut Set, world: &World, next: &[u8]) -> Made {
    let vk = world.ak.vault_key();
    let hash = |len: usize| ciborium::Value::Bytes(vec![1; len]);
    for (what, class, trail) in [
        ("trail-shorter", "truncated", vec![hash(31)]),
        ("trail-longer", "trailing", vec![hash(33)]),
        ("trail-of-texts", "malformed", vec!["1".into()]),
        ("trail-before-the-first", "context", vec![hash(32), hash(32)]),
    ] {
        let mut map = contents(next, 36, &vk)?;
        map.take("trail");
        let cbor = map.put("trail", ciborium::Value::Array(trail)).encode();
        set.reject_bytes("vault-next", what, class, "stored", &reseal(next, 36, &vk, &pad(&cbor)));
    }
    Ok(())
}

/// What goes for everything that is stored behind its context.
fn reject_stored(set: &mut Set, name: &str, stored: &[u8], context: usize) {
    for (what, class, bad) in [
        ("shorter", "truncated", shorter(stored)),
        ("longer", "trailing", longer(stored)),
        ("context-only", "truncated", stored[..context].to_vec()),
        ("label", "type", flip(stored, 5)),
        ("suite", "suite", patch(stored, 10, &[0, 2])),
        ("account", "context", flip(stored, 12 * 8)),
        ("counter", "context", flip(stored, (context - 1) * 8 + 1)),
        ("counter-0", "context", patch(stored, context - 8, &[0; 8])),
        ("salt", "bit", flip(stored, context * 8)),
        ("commitment", "bit", flip(stored, (context + 24) * 8)),
        ("ciphertext", "bit", flip(stored, (context + 60) * 8)),
    ] {
        set.reject_bytes(name, what, class, "stored", &bad);
    }
}

/// The map of what is sealed in here, to be changed.
fn contents(stored: &[u8], context: usize, key: &Key) -> Checked<Map> {
    let (ctx, sealed) = stored.split_at(context);
    Map::decode(unpad(seal::open(key, ctx, sealed)?.expose_secret())?.expose_secret())
}

/// Sealed under the right key and context, whatever it is.
fn reseal(stored: &[u8], context: usize, key: &Key, plain: &[u8]) -> Vec<u8> {
    let ctx = &stored[..context];
    [ctx, &seal::seal(key, ctx, plain, &mut Stream::new("reseal"))].concat()
}

fn reject_vault_contents(set: &mut Set, world: &World, stored: &[u8]) -> Made {
    let vk = world.ak.vault_key();
    let change = |key: &str, value: ciborium::Value| -> Checked<Vec<u8>> {
        let mut map = contents(stored, 36, &vk)?;
        map.take(key);
        Ok(map.put(key, value).encode().to_vec())
    };
    let good = contents(stored, 36, &vk)?.encode();
    let mut twice = contents(stored, 36, &vk)?;
    let peers = twice.list("peers")?;
    let twice = twice.put("peers", ciborium::Value::Array([&peers[..], &peers].concat()));
    let mut keys = contents(stored, 36, &vk)?;
    let mut list = keys.list("keys")?;
    list.reverse();
    let reversed = keys.put("keys", ciborium::Value::Array(list));
    for (what, class, cbor) in [
        ("version-0", "version", change("v", 0.into())?),
        ("other-account-inside", "context", change("account", vec![9; 16].into())?),
        ("other-counter-inside", "context", change("counter", 2.into())?),
        ("unknown-min-suite", "suite", change("min_suite", 2.into())?),
        ("without-keys", "malformed", change("keys", ciborium::Value::Array(vec![]))?),
        ("text-for-number", "malformed", change("v", "1".into())?),
        ("keys-reversed", "reordered", reversed.encode().to_vec()),
        ("peer-twice", "spliced", twice.encode().to_vec()),
        ("no-map", "cbor", vec![0x80]),
        ("trailing-inside", "trailing", longer(&good)),
    ] {
        let bad = reseal(stored, 36, &vk, &pad(&cbor));
        set.reject_bytes("vault", what, class, "stored", &bad);
    }
    let padded = pad(&good);
    for (what, plain) in [
        ("unpadded", good.to_vec()),
        ("dirty-padding", flip(&padded, padded.len() * 8 - 1)),
        ("more-padding", longer(&padded)),
    ] {
        let bad = reseal(stored, 36, &vk, &plain);
        set.reject_bytes("vault", what, "padding", "stored", &bad);
    }
    Ok(())
}

fn draft(world: &World) -> Draft {
    let keys = AttachmentKeys { key: key("draft/key"), salt: bytes("draft/salt") };
    let id = AttachmentId::from_bytes(bytes("draft/attachment"));
    let mut going =
        DraftAttachment::start(id, "plán.pdf".into(), "application/pdf".into(), 10, &keys);
    if let UploadState::Uploading { marks, .. } = &mut going.state {
        let mark = PartMark {
            all: bytes("draft/all"),
            first: bytes("draft/first"),
            last: bytes("draft/last"),
            sum: bytes("draft/sum"),
        };
        marks.insert(0, mark);
    }
    let done = DraftAttachment::from_entry(&AttachmentEntry {
        id: AttachmentId::from_bytes(bytes("draft/done")),
        name: "závěť.pdf".into(),
        mime: "application/pdf".into(),
        len: 5,
        ct_len: 1096,
        hash: bytes("draft/hash"),
        key: key("draft/done/key"),
    });
    let words = Block::Text(Text { md: "Klíče jsou u sousedů.".into(), extra: None });
    Draft {
        content: Content { title: "Dům".into(), blocks: vec![words] },
        attachments: vec![going, done],
        recipients: vec![world.reader.bundle.account()],
        extra: Extra::default(),
    }
}

fn add_draft(set: &mut Set, world: &World) -> Made {
    let owner = world.owner.bundle.account();
    let context = DraftContext { owner, handover: world.handover, counter: 3 };
    let draft = draft(world);
    let stored = seal_draft(&context, &draft, &world.ak, &mut Stream::new("draft/rng"))?;
    if open_draft(&stored, owner, world.handover, &world.ak)? != (context, draft) {
        return Err(super::MakeError("a draft opens to something else".into()));
    }
    let file = set.file("draft.bin", &stored);
    let inputs = json!({
        "stored": file, "owner": hex(owner.as_bytes()),
        "handover": hex(world.handover.as_bytes()), "ak": hex(world.ak.key().expose_secret()),
    });
    set.golden("draft", "open_draft", inputs, json!({"counter": 3}));
    reject_stored(set, "draft", &stored, 52);
    for (what, class, inputs) in [
        ("other-owner", "recipient", json!({"owner": hex(&[9; 16])})),
        ("other-handover", "context", json!({"handover": hex(&[9; 16])})),
        ("other-key", "key", json!({"ak": hex(&[9; 32])})),
        ("a-vault", "type", json!({"stored": {"file": "vault.bin"}})),
    ] {
        set.reject("draft", what, class, inputs);
    }
    let dk = world.ak.draft_key(world.handover);
    let changed = |key: &str, value: ciborium::Value| -> Checked<Vec<u8>> {
        let mut map = contents(&stored, 52, &dk)?;
        map.take(key);
        Ok(reseal(&stored, 52, &dk, &pad(&map.put(key, value).encode())))
    };
    let kindless = ciborium::Value::Array(vec![Map::new().put("md", "?").into_value()]);
    for (what, class, bad) in [
        ("version-2", "version", changed("v", 2.into())?),
        ("block-without-kind", "malformed", changed("blocks", kindless)?),
    ] {
        set.reject_bytes("draft", what, class, "stored", &bad);
    }
    Ok(())
}
