//! Sealed versions, and what a hostile server makes of them.

use super::{
    Made, MakeError, Set, World,
    damage::{flip, hex, longer, patch, shorter, with},
    files::Attachment,
    world::NOW,
};
use crate::bytes::B64;
use crate::content::{Block, Contact, Content, Credential, File, Link, Step, Steps, Text, Unknown};
use crate::crypto::{
    Checked,
    cbor::{Extra, Map},
    hash,
    hazmat::{seal, sign},
    labels,
    padme::{pad, unpad},
    pairing::Psk,
    vault::OwnKeys,
    vectors::stream::Stream,
    version::{
        Header, Mode, Purpose, SealPlan, SealTo, SealedFor, SealedVersion, SignedHeader,
        seal_version, srv_id,
    },
};
use serde_json::{Value, json};

/// A version with everything that is known of it.
pub(super) struct Sealed {
    pub(super) version: SealedVersion,
    pub(super) inputs: Value,
}

impl Sealed {
    pub(super) fn reader(&self) -> &SealedFor {
        &self.version.recipients[0]
    }
}

/// The versions that other formats build on.
pub(super) struct Versions {
    pub(super) paired: Sealed,
    pub(super) base: Sealed,
}

struct Plan<'a> {
    name: &'a str,
    owner: &'a OwnKeys,
    version: u64,
    purpose: Purpose,
    psk: Option<&'a Psk>,
    prev: Option<&'a [u8; 32]>,
    attachments: &'a [Attachment],
}

impl<'a> Plan<'a> {
    /// A first version by the owner's first keys, to somebody they are paired with.
    fn first(world: &'a World, name: &'a str, attachments: &'a [Attachment]) -> Self {
        Self {
            name,
            owner: &world.owner,
            version: 1,
            purpose: Purpose::Real,
            psk: Some(&world.psk),
            prev: None,
            attachments,
        }
    }
}

/// One block of each kind, one of a kind that is not known yet, one known with an unknown key.
fn content(attachments: &[Attachment]) -> Content {
    let step = |md: &str, first| Step { md: md.into(), first, extra: None };
    let unknown = Map::new().put("t", "poll").put("question", "?").encode();
    let colour = Map::new().put("colour", "red").encode();
    let mut blocks = vec![
        Block::Text(Text { md: "Milá Jano,\n\n**neboj se.**".into(), extra: None }),
        Block::Text(Text { md: "barevně".into(), extra: Some(B64(colour.to_vec())) }),
        Block::Steps(Steps {
            title: "První den".into(),
            items: vec![step("zavolej notáři", true), step("", false)],
            extra: None,
        }),
        Block::Credential(Credential {
            site: "banka".into(),
            url: "https://banka.example".into(),
            user: "jan".into(),
            password: "pašerák 7".into(),
            totp: "JBSWY3DPEHPK3PXP".into(),
            note: "karta je v zásuvce".into(),
            extra: None,
        }),
        Block::Link(Link { url: "https://example.org".into(), text: "tady".into(), extra: None }),
        Block::Contact(Contact {
            name: "Notář".into(),
            phone: "+420123456789".into(),
            mail: "notar@example.org".into(),
            note: "závěť".into(),
            extra: None,
        }),
        Block::Unknown(Unknown { kind: "poll".into(), raw: B64(unknown.to_vec()) }),
    ];
    blocks.extend(attachments.iter().map(|a| {
        Block::File(File { att_id: a.entry.id, caption: a.entry.name.clone(), extra: None })
    }));
    Content { title: "Dům a zahrada".into(), blocks }
}

fn seal(world: &World, plan: &Plan<'_>) -> Result<SealedVersion, MakeError> {
    let content = content(plan.attachments);
    let entries: Vec<_> = plan.attachments.iter().map(|a| a.entry.clone()).collect();
    let to = SealTo { bundle: &world.reader.bundle, psk: plan.psk, prev: plan.prev };
    let plan_of = SealPlan {
        owner: plan.owner,
        handover: world.handover,
        version: plan.version,
        purpose: plan.purpose,
        sealed_at: NOW + plan.version * 1000,
        content: &content,
        extra: Extra::default(),
        attachments: &entries,
        recipients: &[to],
    };
    seal_version(&plan_of, &mut Stream::new(plan.name))
        .map_err(|error| MakeError(format!("{}: {error}", plan.name)))
}

fn bundle(name: &str) -> Value {
    json!({"file": format!("{name}.bin")})
}

/// The inputs of `open_version`, as the reader pinned and the server sent them.
fn inputs(set: &mut Set, world: &World, plan: &Plan<'_>, sealed: &SealedVersion) -> Value {
    let mine = &sealed.recipients[0];
    let name = plan.name;
    let first = plan.owner.bundle.generation() == 1;
    let psks = plan.psk.map(|psk| {
        json!({"id": hex(psk.invite.as_bytes()), "psk": hex(psk.key.expose_secret()), "time": NOW})
    });
    let received = json!({
        "header": set.file(&format!("{name}.header.bin"), &mine.header.header),
        "signature": hex(&mine.header.signature),
        "owner_bundles": if first { json!([bundle("bundle-1")]) } else { json!([bundle("bundle-2")]) },
        "history": [],
        "wrap": set.file(&format!("{name}.wrap.bin"), &mine.wrap),
        "lock": set.file(&format!("{name}.lock.bin"), &mine.lock),
        "k_srv": hex(mine.k_srv.expose_secret()),
        "body": set.file(&format!("{name}.body.bin"), &sealed.body),
        "psk_hint": mine.psk_hint.map(|id| hex(id.as_bytes())),
    });
    json!({
        "asked": {
            "owner": hex(world.owner.bundle.account().as_bytes()),
            "recipient": hex(world.reader.bundle.account().as_bytes()),
            "handover": hex(world.handover.as_bytes()),
            "version": plan.version,
            "purpose": if plan.purpose == Purpose::Real { 1 } else { 2 },
        },
        "pinned": {
            "bundles": [bundle("bundle-1")],
            "psks": psks.into_iter().collect::<Vec<_>>(),
            "seen": null,
        },
        "keys": [{
            "bundle": bundle("bundle-reader"),
            "xwing": hex(world.reader.secrets.xwing.expose_secret()),
            "ed25519": hex(world.reader.secrets.ed25519.expose_secret()),
        }],
        "received": received,
        "accepted": [],
    })
}

fn make(set: &mut Set, world: &World, plan: &Plan<'_>) -> Result<Sealed, MakeError> {
    let version = seal(world, plan)?;
    let inputs = inputs(set, world, plan, &version);
    Ok(Sealed { version, inputs })
}

pub(super) fn add(
    set: &mut Set,
    world: &World,
    attachments: &[Attachment],
) -> Result<Versions, MakeError> {
    let plan = Plan::first(world, "version-psk", attachments);
    let paired = make(set, world, &plan)?;
    let key = json!({"body_key": hex(paired.version.body_key.expose_secret()), "notices": []});
    set.golden("version-psk", "open_version", paired.inputs.clone(), key);
    let drill =
        Plan { name: "version-base", purpose: Purpose::Drill, psk: None, attachments: &[], ..plan };
    let base = make(set, world, &drill)?;
    set.golden("version-base", "open_version", base.inputs.clone(), json!({"notices": []}));
    add_trust(set, world, &base);
    add_history(set, world, &plan, &paired)?;
    add_header(set, &paired);
    reject_received(set, world, &paired);
    reject_signed(set, world, &paired)?;
    reject_trust(set, world, &paired, &base);
    Ok(Versions { paired, base })
}

/// A version whose attachments are all kept, for the offline bundle.
pub(super) fn add_small(
    set: &mut Set,
    world: &World,
    attachments: &[Attachment],
) -> Result<Sealed, MakeError> {
    let sealed = make(set, world, &Plan::first(world, "version-small", attachments))?;
    set.golden("version-small", "open_version", sealed.inputs.clone(), json!({}));
    Ok(sealed)
}

/// The same version seen by readers who pinned something else.
fn add_trust(set: &mut Set, world: &World, base: &Sealed) {
    let psks = json!([{
        "id": hex(world.invite.as_bytes()), "psk": hex(world.psk.key.expose_secret()),
        "time": NOW + 1001,
    }]);
    let pinned = with(&base.inputs["pinned"], "psks", psks);
    let inputs = with(&base.inputs, "pinned", pinned);
    let inputs = with(&inputs, "accepted", json!(["unpaired"]));
    let given = json!({"notices": ["unpaired"]});
    set.golden("version-unpaired", "open_version", inputs, given);
    for (what, accepted) in
        [("unasked", json!([])), ("other-choice", json!(["older", "different", "chain_not_shown"]))]
    {
        set.reject("version-unpaired", what, "mode", json!({"accepted": accepted}));
    }
    let both = json!([bundle("bundle-1"), bundle("bundle-2")]);
    let pinned = with(&base.inputs["pinned"], "bundles", both);
    let inputs = with(&base.inputs, "pinned", pinned);
    let given = json!({"notices": ["owner_key_older"]});
    set.golden("version-older-key", "open_version", inputs, given);
}

/// Versions 2 and 3, by the owner's next keys, seen by somebody who remembers version 1.
fn add_history(set: &mut Set, world: &World, plan: &Plan<'_>, first: &Sealed) -> Made {
    let seen = first.reader().header_hash;
    let second =
        Plan { name: "version-second", version: 2, prev: Some(&seen), attachments: &[], ..*plan };
    let second = seal(world, &second)?;
    let between = &second.recipients[0];
    let third = Plan {
        name: "version-next",
        owner: &world.owner_next,
        version: 3,
        prev: Some(&between.header_hash),
        attachments: &[],
        ..*plan
    };
    let third = make(set, world, &third)?;
    let header = json!({
        "header": set.file("version-second.header.bin", &between.header.header),
        "signature": hex(&between.header.signature),
    });
    let remembered =
        |version: u64| json!({"version": version, "header": hex(&seen), "time": NOW + 1000});
    let pinned = with(&third.inputs["pinned"], "seen", remembered(1));
    let received = with(&third.inputs["received"], "history", json!([header]));
    let inputs = with(&with(&third.inputs, "pinned", pinned.clone()), "received", received.clone());
    let given = json!({"notices": ["owner_key_newer"]});
    set.golden("version-next", "open_version", inputs, given);
    let own = third.inputs["received"].clone();
    const STOPS: [&str; 4] = ["chain_not_shown", "different", "older", "unpaired"];
    for (name, version, reason, received) in [
        ("version-despite-older", 4, "older", &received),
        ("version-despite-different", 3, "different", &received),
        ("version-despite-gap", 1, "chain_not_shown", &own),
    ] {
        let pinned = with(&third.inputs["pinned"], "seen", remembered(version));
        let inputs = with(&with(&third.inputs, "pinned", pinned), "received", received.clone());
        let inputs = with(&inputs, "accepted", json!([reason]));
        let mut notices = [reason, "owner_key_newer"];
        notices.sort_unstable();
        set.golden(name, "open_version", inputs, json!({"notices": notices}));
        let others: Vec<_> = STOPS.into_iter().filter(|stop| *stop != reason).collect();
        set.reject(name, "other-choice", "stale", json!({"accepted": others}));
    }
    let wrong =
        with(&own, "history", json!([{"header": own["header"], "signature": own["signature"]}]));
    for (what, class, inputs) in [
        ("seen-newer", "stale", json!({"pinned": with(&pinned, "seen", remembered(4))})),
        ("seen-another", "stale", json!({"pinned": with(&pinned, "seen", remembered(3))})),
        ("without-history", "stale", json!({"received": own})),
        ("wrong-history", "stale", json!({"received": wrong})),
        ("bundle-not-shown", "key", json!({"received": with(&own, "owner_bundles", json!([]))})),
    ] {
        set.reject("version-next", what, class, inputs);
    }
    Ok(())
}

fn add_header(set: &mut Set, paired: &Sealed) {
    let header = &paired.reader().header.header;
    let file = paired.inputs["received"]["header"].clone();
    set.golden("header", "read_header", json!({"header": file}), json!({}));
    for (what, class, bad) in [
        ("shorter", "truncated", shorter(header)),
        ("longer", "trailing", longer(header)),
        ("magic", "type", flip(header, 0)),
        ("suite", "suite", patch(header, 4, &[0, 2])),
        ("mode-2", "mode", patch(header, 6, &[2])),
        ("gate-1", "gate", patch(header, 7, &[1])),
        ("purpose-0", "purpose", patch(header, 8, &[0])),
        ("purpose-3", "purpose", patch(header, 8, &[3])),
        ("version-0", "context", patch(header, 57, &[0; 8])),
    ] {
        set.reject_bytes("header", what, class, "header", &bad);
    }
}

/// Other bytes as one of the things the server sends.
fn reject_sent(set: &mut Set, sealed: &Sealed, what: &str, class: &str, key: &str, bytes: &[u8]) {
    let file = set.file(&format!("reject/version-psk-{what}.bin"), bytes);
    let received = with(&sealed.inputs["received"], key, file);
    set.reject("version-psk", what, class, json!({"received": received}));
}

fn reject_received(set: &mut Set, world: &World, sealed: &Sealed) {
    let mine = sealed.reader();
    let body = &sealed.version.body;
    for (what, class, key, bad) in [
        ("header-bit", "bit", "header", flip(&mine.header.header, 329 * 8)),
        ("header-shorter", "truncated", "header", shorter(&mine.header.header)),
        ("signature-bit", "bit", "signature", flip(&mine.header.signature, 0)),
        ("signature-stripped", "spliced", "signature", vec![0; 64]),
        ("signature-shorter", "truncated", "signature", shorter(&mine.header.signature)),
        ("wrap-bit", "bit", "wrap", flip(&mine.wrap, 8 * 1100)),
        ("wrap-shorter", "truncated", "wrap", shorter(&mine.wrap)),
        ("wrap-longer", "trailing", "wrap", longer(&mine.wrap)),
        ("lock-bit", "bit", "lock", flip(&mine.lock, 8 * 60)),
        ("lock-longer", "trailing", "lock", longer(&mine.lock)),
        ("k-srv-bit", "bit", "k_srv", flip(mine.k_srv.expose_secret(), 255)),
        ("body-bit", "bit", "body", flip(body, body.len() * 4)),
        ("body-shorter", "truncated", "body", shorter(body)),
        ("body-longer", "trailing", "body", longer(body)),
    ] {
        reject_sent(set, sealed, what, class, key, &bad);
    }
    let by_stranger =
        sign::sign(&world.stranger.secrets.ed25519, labels::SIG_HEADER, &mine.header.header);
    reject_sent(set, sealed, "signed-by-a-stranger", "spliced", "signature", &by_stranger);
    let hint = with(&sealed.inputs["received"], "psk_hint", hex(&[9; 16]));
    set.reject("version-psk", "unknown-hint", "key", json!({"received": hint}));
}

/// Signed by the owner all the same: what lies beneath must hold by itself.
fn resigned(owner: &OwnKeys, header: &Header) -> SignedHeader {
    let header = header.to_bytes();
    let signature = sign::sign(&owner.secrets.ed25519, labels::SIG_HEADER, &header).to_vec();
    SignedHeader { header, signature }
}

/// What is sent in another's place, by the name of the input.
type Parts<'a> = &'a [(&'a str, &'a [u8])];

fn reject_signed(set: &mut Set, world: &World, sealed: &Sealed) -> Made {
    let mine = sealed.reader();
    let good = Header::parse(&mine.header.header)?;
    let other = seal(world, &Plan::first(world, "version-psk/again", &[]))?;
    let theirs = &other.recipients[0];
    let body = changed_body(sealed, newer)?;
    let kindless = changed_body(sealed, without_kind)?;
    let foreign_srv = srv_id(&theirs.k_srv, &good.context(), good.recipient);
    let stranger = world.stranger.bundle.account();
    let none: Parts<'_> = &[];
    let cases: [(&str, &str, Header, Parts<'_>); 17] = [
        ("downgraded", "mode", Header { mode: Mode::Base, ..good }, none),
        ("as-drill", "purpose", Header { purpose: Purpose::Drill, ..good }, none),
        ("for-another", "recipient", Header { recipient: stranger, ..good }, none),
        (
            "of-another-handover",
            "context",
            Header { handover: crate::ids::HandoverId::from_bytes([9; 16]), ..good },
            none,
        ),
        ("of-another-version", "context", Header { version: 2, ..good }, none),
        (
            "to-another-bundle",
            "recipient",
            Header { recipient_bundle: world.stranger.bundle.hash(), ..good },
            none,
        ),
        (
            "by-another-bundle",
            "key",
            Header { owner_bundle: world.owner_next.bundle.hash(), ..good },
            none,
        ),
        ("other-time", "context", Header { sealed_at: good.sealed_at + 1, ..good }, none),
        ("other-srv-id", "spliced", Header { srv_id: foreign_srv, ..good }, none),
        ("other-body-len", "spliced", Header { body_len: good.body_len + 1, ..good }, none),
        ("other-att-root", "spliced", Header { att_root: [0; 32], ..good }, none),
        (
            "wrap-spliced",
            "spliced",
            Header { wrap: hash(&theirs.wrap), ..good },
            &[("wrap", &theirs.wrap)],
        ),
        (
            "lock-spliced",
            "spliced",
            Header { lock: hash(&theirs.lock), ..good },
            &[("lock", &theirs.lock)],
        ),
        (
            "body-spliced",
            "spliced",
            Header { body: other.body_hash, body_len: other.body.len() as u64, ..good },
            &[("body", &other.body)],
        ),
        (
            "k-srv-spliced",
            "spliced",
            Header { srv_id: foreign_srv, ..good },
            &[("k_srv", theirs.k_srv.expose_secret())],
        ),
        (
            "body-version-2",
            "version",
            Header { body: hash(&body), body_len: body.len() as u64, ..good },
            &[("body", &body)],
        ),
        (
            "block-without-kind",
            "malformed",
            Header { body: hash(&kindless), body_len: kindless.len() as u64, ..good },
            &[("body", &kindless)],
        ),
    ];
    for (what, class, header, parts) in cases {
        let signed = resigned(&world.owner, &header);
        let file = set.file(&format!("reject/version-psk-{what}.header.bin"), &signed.header);
        let received = with(&sealed.inputs["received"], "header", file);
        let mut received = with(&received, "signature", hex(&signed.signature));
        for (key, bytes) in parts {
            received[*key] = set.file(&format!("reject/version-psk-{what}.{key}.bin"), bytes);
        }
        set.reject("version-psk", what, class, json!({"received": received}));
    }
    Ok(())
}

/// The same body with other contents, sealed by the same key.
fn changed_body(
    sealed: &Sealed,
    change: impl FnOnce(Map) -> Checked<Map>,
) -> Result<Vec<u8>, MakeError> {
    let version = &sealed.version;
    let ctx = crate::crypto::wire::Writer::label(labels::BODY)
        .suite()
        .put(version.context.owner.as_bytes())
        .put(version.context.handover.as_bytes())
        .u64(version.context.version)
        .done();
    let padded = seal::open(&version.body_key, &ctx, &version.body)?;
    let map = Map::decode(unpad(padded.expose_secret())?.expose_secret())?;
    let bytes = pad(&change(map)?.encode());
    Ok(seal::seal(&version.body_key, &ctx, &bytes, &mut Stream::new("version-psk/changed")))
}

/// Made by a version of the format that does not exist yet.
fn newer(mut map: Map) -> Checked<Map> {
    map.take("v");
    Ok(map.put("v", 2))
}

fn without_kind(mut map: Map) -> Checked<Map> {
    map.list("blocks")?;
    Ok(map.put_maps("blocks", [Map::new().put("md", "?")]))
}

/// What the reader asked for, pinned and holds is not what is shown.
fn reject_trust(set: &mut Set, world: &World, paired: &Sealed, base: &Sealed) {
    let asked =
        |key: &str, value: Value| json!({"asked": with(&paired.inputs["asked"], key, value)});
    let pinned =
        |key: &str, value: Value| json!({"pinned": with(&paired.inputs["pinned"], key, value)});
    let stranger = json!([{
        "bundle": bundle("bundle-stranger"),
        "xwing": hex(world.stranger.secrets.xwing.expose_secret()),
        "ed25519": hex(world.stranger.secrets.ed25519.expose_secret()),
    }]);
    let shown = json!([bundle("bundle-stranger")]);
    let received = with(&paired.inputs["received"], "owner_bundles", shown.clone());
    for (what, class, inputs) in [
        ("asked-owner", "context", asked("owner", hex(&[9; 16]))),
        ("asked-recipient", "recipient", asked("recipient", hex(&[9; 16]))),
        ("asked-handover", "context", asked("handover", hex(&[9; 16]))),
        ("asked-version", "context", asked("version", json!(2))),
        ("asked-drill", "purpose", asked("purpose", json!(2))),
        ("pinned-stranger", "key", pinned("bundles", shown)),
        ("pinned-without-psk", "mode", pinned("psks", json!([]))),
        ("stranger-shown", "key", json!({"received": received})),
        ("keys-of-a-stranger", "recipient", json!({"keys": stranger})),
    ] {
        set.reject("version-psk", what, class, inputs);
    }
    let psks = paired.inputs["pinned"]["psks"].clone();
    let paired_before = with(&base.inputs["pinned"], "psks", psks);
    set.reject("version-base", "though-paired", "mode", json!({"pinned": paired_before}));
    let sent = json!({"received": paired.inputs["received"]});
    set.reject("version-base", "a-real-one-for-a-drill", "purpose", sent);
}
