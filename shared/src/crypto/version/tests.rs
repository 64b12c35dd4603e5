//! What a hostile server tries with sealed versions; the numbers are those of the threat table.

use super::*;
use crate::bytes::B64;
use crate::content::{Block, Content, Credential, File, Text, Unknown};
use crate::crypto::{
    Refused, SystemRng,
    attachment::{
        AttachmentContext, AttachmentEntry, AttachmentKeys, open_attachment, seal_attachment,
    },
    bundle::IdentityKeys,
    hash,
    pairing::Psk,
    vault::{OwnKeys, Peer, PinnedPsk, Role, Seen, Vault, Verified},
};
use crate::ids::InviteId;

const NOW: u64 = 1_800_000_000_000;

/// An owner, two recipients, and what each knows of the other.
struct World {
    owner: Vault,
    jana: Vault,
    petr: Vault,
    psk: Psk,
    /// How Jana sees the owner.
    peer: Peer,
}

fn vault(id: u8) -> Vault {
    let keys = IdentityKeys::make(&mut SystemRng);
    let bundle = Bundle::make(AccountId::from_bytes([id; 16]), &keys).unwrap();
    Vault::new(bundle, keys).unwrap()
}

fn psk(id: u8) -> Psk {
    Psk { invite: InviteId::from_bytes([id; 16]), key: Key::make(&mut SystemRng) }
}

impl World {
    fn new() -> Self {
        let (owner, jana, petr, psk) = (vault(1), vault(2), vault(3), psk(9));
        let mut peer = Peer::new(
            "táta".into(),
            Role::Owner,
            owner.current_keys().bundle.clone(),
            Verified::Link,
        );
        peer.psks.push(PinnedPsk::new(psk.clone(), NOW - 1000));
        Self { owner, jana, petr, psk, peer }
    }

    fn seal(&self, version: u64, prev: Option<&Hash>) -> SealedVersion {
        self.seal_as(version, prev, Some(&self.psk), Purpose::Real)
    }

    fn seal_as(
        &self,
        version: u64,
        prev: Option<&Hash>,
        psk: Option<&Psk>,
        purpose: Purpose,
    ) -> SealedVersion {
        let to = [
            SealTo { bundle: &self.jana.current_keys().bundle, psk, prev },
            SealTo { bundle: &self.petr.current_keys().bundle, psk: None, prev: None },
        ];
        seal_version(&self.plan(version, purpose, &content(), &to), &mut SystemRng).unwrap()
    }

    fn plan<'a>(
        &'a self,
        version: u64,
        purpose: Purpose,
        content: &'a Content,
        recipients: &'a [SealTo<'a>],
    ) -> SealPlan<'a> {
        let sealed_at = NOW + version;
        SealPlan {
            owner: self.owner.current_keys(),
            handover: handover(),
            version,
            purpose,
            sealed_at,
            content,
            extra: crate::crypto::Extra::default(),
            attachments: &[],
            recipients,
        }
    }

    fn asked(&self) -> Asked {
        Asked {
            recipient: self.jana.account(),
            owner: self.owner.account(),
            handover: handover(),
            version: None,
            purpose: Purpose::Real,
        }
    }

    fn open(&self, sealed: &SealedVersion) -> Result<Opened, OpenError> {
        self.open_with(&received(sealed))
    }

    fn open_with(&self, received: &Received<'_>) -> Result<Opened, OpenError> {
        open_version(&self.asked(), received, &self.peer, self.jana.own_keys(), WhenStale::Stop)
    }

    fn refuses(&self, received: &Received<'_>) -> bool {
        matches!(self.open_with(received), Err(OpenError::Refused(Refused)))
    }
}

fn handover() -> HandoverId {
    HandoverId::from_bytes([7; 16])
}

fn content() -> Content {
    let credential = Credential {
        site: "banka".into(),
        password: "žluťoučký kůň".into(),
        ..Credential::default()
    };
    Content {
        title: "Pro Janu".into(),
        blocks: vec![
            Block::Text(Text { md: "Milá Jano".into(), extra: None }),
            Block::Credential(credential),
        ],
    }
}

/// What an honest server sends Jana.
fn received(sealed: &SealedVersion) -> Received<'_> {
    let mine = &sealed.recipients[0];
    Received {
        header: &mine.header,
        owner_bundles: &[],
        history: &[],
        wrap: &mine.wrap,
        lock: &mine.lock,
        k_srv: &mine.k_srv,
        body: &sealed.body,
        psk_hint: mine.psk_hint,
    }
}

/// Changes a header's fields and signs it again with given keys.
fn resign(
    sealed: &SealedVersion,
    keys: &OwnKeys,
    change: impl FnOnce(&mut Header),
) -> SignedHeader {
    let mut header = Header::parse(&sealed.recipients[0].header.header).unwrap();
    change(&mut header);
    let bytes = header.to_bytes();
    let signature =
        crate::crypto::hazmat::sign::sign(&keys.secrets.ed25519, labels::SIG_HEADER, &bytes)
            .to_vec();
    SignedHeader { header: bytes, signature }
}

#[test]
fn opens_for_each_recipient() {
    let world = World::new();
    let sealed = world.seal(1, None);
    assert_eq!(
        (
            sealed.recipients[0].header.header.len(),
            sealed.recipients[0].wrap.len(),
            sealed.recipients[0].lock.len()
        ),
        (337, 1168, 104)
    );
    let opened = world.open(&sealed).unwrap();
    assert_eq!((opened.body.content, opened.version, opened.notices.len()), (content(), 1, 0));
    assert_eq!(opened.header_hash, hash(&sealed.recipients[0].header.header));

    let base = &sealed.recipients[1];
    let peer = Peer::new(
        "táta".into(),
        Role::Owner,
        world.owner.current_keys().bundle.clone(),
        Verified::None,
    );
    let received = Received {
        header: &base.header,
        wrap: &base.wrap,
        lock: &base.lock,
        k_srv: &base.k_srv,
        psk_hint: None,
        ..received(&sealed)
    };
    let asked = Asked { recipient: world.petr.account(), ..world.asked() };
    let opened =
        open_version(&asked, &received, &peer, world.petr.own_keys(), WhenStale::Stop).unwrap();
    assert_eq!(opened.body.content, content());
}

#[test]
fn every_bit_counts() {
    let world = World::new();
    let sealed = world.seal(1, None);
    let good = received(&sealed);
    let flip = |bytes: &[u8], bit: usize| {
        let mut bad = bytes.to_vec();
        bad[bit / 8] ^= 1 << (bit % 8);
        bad
    };
    let SignedHeader { header, signature } = good.header.clone();
    for bit in 0..header.len() * 8 {
        let bad = SignedHeader { header: flip(&header, bit), signature: signature.clone() };
        assert!(world.refuses(&Received { header: &bad, ..good }), "header {bit}");
    }
    for bit in 0..signature.len() * 8 {
        let bad = SignedHeader { header: header.clone(), signature: flip(&signature, bit) };
        assert!(world.refuses(&Received { header: &bad, ..good }), "signature {bit}");
    }
    for bit in 0..good.wrap.len() * 8 {
        assert!(world.refuses(&Received { wrap: &flip(good.wrap, bit), ..good }), "wrap {bit}");
    }
    for bit in 0..good.lock.len() * 8 {
        assert!(world.refuses(&Received { lock: &flip(good.lock, bit), ..good }), "lock {bit}");
    }
    for bit in 0..good.body.len() * 8 {
        assert!(world.refuses(&Received { body: &flip(good.body, bit), ..good }), "body {bit}");
    }
    for bit in 0..256 {
        let k_srv = Key::from_slice(&flip(good.k_srv.expose_secret(), bit)).unwrap();
        assert!(world.refuses(&Received { k_srv: &k_srv, ..good }), "K_srv {bit}");
    }
    for cut in [&good.body[1..], &good.body[..good.body.len() - 1]] {
        assert!(world.refuses(&Received { body: cut, ..good }));
    }
}

/// The layers beneath the signature hold by themselves: a header signed by the owner over foreign parts.
#[test]
fn inner_checks_do_not_lean_on_the_header() {
    let world = World::new();
    let sealed = world.seal(1, None);
    let good = received(&sealed);
    let keys = world.owner.current_keys();
    assert!(
        world.open_with(&Received { header: &resign(&sealed, keys, |_| {}), ..good }).is_ok(),
        "positive control"
    );
    let other = world.seal(1, None);
    let theirs = &other.recipients[0];
    let wrap = resign(&sealed, keys, |h| h.wrap = hash(&theirs.wrap));
    assert!(
        world.refuses(&Received { header: &wrap, wrap: &theirs.wrap, ..good }),
        "wrap of another sealing"
    );
    let lock = resign(&sealed, keys, |h| h.lock = hash(&theirs.lock));
    assert!(
        world.refuses(&Received { header: &lock, lock: &theirs.lock, ..good }),
        "lock of another sealing"
    );
    let body = resign(&sealed, keys, |h| {
        (h.body, h.body_len) = (other.body_hash, other.body.len() as u64);
    });
    assert!(
        world.refuses(&Received { header: &body, body: &other.body, ..good }),
        "body of another sealing"
    );
    let srv =
        resign(&sealed, keys, |h| h.srv_id = srv_id(&theirs.k_srv, &h.context(), h.recipient));
    assert!(
        world.refuses(&Received { header: &srv, k_srv: &theirs.k_srv, ..good }),
        "half of another sealing"
    );
    for (name, changed) in [
        ("version", resign(&sealed, keys, |h| h.version = 2)),
        ("sealed_at", resign(&sealed, keys, |h| h.sealed_at += 1)),
        ("att_root", resign(&sealed, keys, |h| h.att_root = [0; 32])),
        ("mode", resign(&sealed, keys, |h| h.mode = Mode::Base)),
        (
            "own bundle",
            resign(&sealed, keys, |h| h.recipient_bundle = world.petr.current_keys().bundle.hash()),
        ),
    ] {
        assert!(world.refuses(&Received { header: &changed, ..good }), "{name}");
    }
}

#[test]
fn e4_unknown_suites_modes_gates_and_magic() {
    let sealed = World::new().seal(1, None);
    let header = &sealed.recipients[0].header.header;
    assert!(Header::parse(header).is_ok());
    for (at, value) in
        [(0, b'X'), (3, b'2'), (4, 1), (5, 0), (5, 2), (6, 2), (7, 1), (8, 0), (8, 3)]
    {
        let mut bad = header.clone();
        bad[at] = value;
        assert_eq!(Header::parse(&bad), Err(Refused), "{at} {value}");
    }
    assert!(
        Header::parse(&header[1..]).is_err()
            && Header::parse(&[&header[..], &[0]].concat()).is_err()
    );
}

#[test]
fn e6_objects_of_others_do_not_fit() {
    let world = World::new();
    let sealed = world.seal(1, None);
    let good = received(&sealed);
    let petrs = &sealed.recipients[1];
    assert!(
        world.refuses(&Received { header: &petrs.header, ..good }),
        "another recipient's header"
    );
    assert!(world.refuses(&Received { wrap: &petrs.wrap, ..good }));
    assert!(world.refuses(&Received { lock: &petrs.lock, ..good }));
    assert!(world.refuses(&Received { k_srv: &petrs.k_srv, ..good }));
    let next = world.seal(2, None);
    assert!(world.refuses(&Received { body: &next.body, ..good }), "another version's body");
    assert!(world.refuses(&Received { k_srv: &next.recipients[0].k_srv, ..good }));
    let asked = |change: fn(&mut Asked)| {
        let mut asked = world.asked();
        change(&mut asked);
        open_version(&asked, &good, &world.peer, world.jana.own_keys(), WhenStale::Stop).is_err()
    };
    assert!(
        asked(|a| a.handover = HandoverId::from_bytes([8; 16])),
        "another handover was asked for"
    );
    assert!(asked(|a| a.owner = AccountId::from_bytes([8; 16])));
    assert!(asked(|a| a.recipient = AccountId::from_bytes([3; 16])));
    assert!(asked(|a| a.version = Some(2)));
    assert!(!asked(|a| a.version = Some(1)), "positive control");
}

#[test]
fn e7_old_versions_stop_with_dates() {
    let mut world = World::new();
    let first = world.seal(1, None);
    let second = world.seal(2, Some(&first.recipients[0].header_hash));
    let third = world.seal(3, Some(&second.recipients[0].header_hash));
    let seen = world.open(&second).unwrap().seen;
    assert_eq!((seen.version, seen.time), (2, NOW + 2));
    world.peer.remember(seen);

    assert!(world.open(&second).unwrap().notices.is_empty(), "again the same");
    let (v1, v2, v3) = (
        Version { number: 1, sealed_at: NOW + 1 },
        Version { number: 2, sealed_at: NOW + 2 },
        Version { number: 3, sealed_at: NOW + 3 },
    );
    assert_eq!(
        world.open(&first).unwrap_err(),
        OpenError::Stale(Stale::Older { seen: v2, shown: v1 })
    );
    let fork = world.seal(2, None);
    assert_eq!(
        world.open(&fork).unwrap_err(),
        OpenError::Stale(Stale::Different { seen: v2, shown: v2 })
    );
    assert!(world.open(&third).is_ok(), "the next one names it directly");

    // A deliberate choice opens, and says so.
    let opened = open_version(
        &world.asked(),
        &received(&first),
        &world.peer,
        world.jana.own_keys(),
        WhenStale::OpenAnyway,
    )
    .unwrap();
    assert_eq!(opened.notices, [Notice::DespiteStale(Stale::Older { seen: v2, shown: v1 })]);
    // It never turns memory back.
    world.peer.remember(opened.seen);
    assert_eq!(world.peer.seen(handover()).unwrap().version, 2);

    // Seen 1, shown 3: the header in between must be shown.
    world.peer.seen = vec![Seen::new(handover(), 1, first.recipients[0].header_hash, NOW + 1)];
    assert_eq!(
        world.open(&third).unwrap_err(),
        OpenError::Stale(Stale::ChainNotShown { seen: v1, shown: v3 })
    );
    let history = [second.recipients[0].header.clone()];
    assert!(world.open_with(&Received { history: &history, ..received(&third) }).is_ok());
    let foreign = [fork.recipients[0].header.clone(), second.recipients[1].header.clone()];
    assert!(world.open_with(&Received { history: &foreign, ..received(&third) }).is_err());
}

#[test]
fn e10_another_recipient_and_the_server_cannot_write_in_the_owners_name() {
    let world = World::new();
    let honest = world.seal(1, None);
    // Petr opened his copy: he knows the body key, can make a body, and the server gives him every K_srv.
    let words = Content { title: "Převeď peníze".into(), blocks: vec![] };
    let to = [SealTo { bundle: &world.jana.current_keys().bundle, psk: None, prev: None }];
    let forged = seal_version(
        &SealPlan { owner: world.petr.current_keys(), ..world.plan(1, Purpose::Real, &words, &to) },
        &mut SystemRng,
    )
    .unwrap();
    assert!(world.refuses(&received(&forged)), "signed by Petr");
    let body = Body {
        content: words,
        attachments: vec![],
        sealed_at: NOW + 1,
        extra: crate::crypto::Extra::default(),
    };
    let body = body.seal(&honest.context, &honest.body_key, &mut SystemRng).unwrap();
    assert!(
        world.refuses(&Received { body: &body, ..received(&honest) }),
        "body under the true key"
    );
    // Even with the owner's signing key stolen, a wrap without the pairing's key is refused.
    let base = world.seal_as(1, None, None, Purpose::Real);
    assert!(world.refuses(&received(&base)), "Base after a pairing");
    let guessed = psk(9);
    let sealed = world.seal_as(1, None, Some(&guessed), Purpose::Real);
    assert!(world.refuses(&received(&sealed)), "PSK with another key under the same name");
}

#[test]
fn e11_another_owner_cannot_resign() {
    let world = World::new();
    let sealed = world.seal(1, None);
    let thief = vault(4);
    let good = received(&sealed);
    let with_bundle = resign(&sealed, thief.current_keys(), |h| {
        h.owner_bundle = thief.current_keys().bundle.hash();
    });
    let as_thief = resign(&sealed, thief.current_keys(), |h| {
        h.owner = thief.account();
        h.owner_bundle = thief.current_keys().bundle.hash();
    });
    for header in [&with_bundle, &as_thief, &resign(&sealed, thief.current_keys(), |_| {})] {
        assert!(world.refuses(&Received { header, ..good }));
        let shown = [thief.current_keys().bundle.clone()];
        assert!(world.refuses(&Received { header, owner_bundles: &shown, ..good }));
    }
    // Asked as the thief's own handover, by somebody who pinned the thief too: the wrap names the true owner.
    let peer = Peer::new(
        "zloděj".into(),
        Role::Owner,
        thief.current_keys().bundle.clone(),
        Verified::Number,
    );
    let asked = Asked { owner: thief.account(), ..world.asked() };
    assert!(
        open_version(
            &asked,
            &Received { header: &as_thief, ..good },
            &peer,
            world.jana.own_keys(),
            WhenStale::OpenAnyway
        )
        .is_err()
    );
}

#[test]
fn e12_types_are_not_confused() {
    let world = World::new();
    let drill = world.seal_as(1, None, Some(&world.psk), Purpose::Drill);
    assert!(world.refuses(&received(&drill)), "a drill as a release");
    let asked = Asked { purpose: Purpose::Drill, ..world.asked() };
    assert!(
        open_version(
            &asked,
            &received(&drill),
            &world.peer,
            world.jana.own_keys(),
            WhenStale::Stop
        )
        .is_ok()
    );

    let sealed = world.seal(1, None);
    let bundle = world.owner.current_keys().bundle.as_bytes();
    assert!(Bundle::parse(&sealed.recipients[0].header.header).is_err(), "a header as a bundle");
    assert!(Header::parse(&bundle[..337]).is_err(), "a bundle as a header");
    let key = crate::crypto::account::AccountKey::make(&mut SystemRng);
    let stored = world
        .owner
        .clone()
        .seal_next(crate::crypto::vault::Change::default(), &key, &mut SystemRng)
        .unwrap()
        .stored;
    let as_body = resign(&sealed, world.owner.current_keys(), |h| {
        (h.body, h.body_len) = (hash(&stored), stored.len() as u64);
    });
    assert!(
        world.refuses(&Received { header: &as_body, body: &stored, ..received(&sealed) }),
        "a vault as a body"
    );
    assert!(Vault::open(&sealed.body, world.owner.account(), &key).is_err(), "a body as a vault");
    assert!(
        crate::crypto::draft::open_draft(&stored, world.owner.account(), handover(), &key).is_err(),
        "a vault as a draft"
    );
}

#[test]
fn a_version_sealed_before_the_pairing_opens_with_a_notice() {
    let mut world = World::new();
    let base = world.seal_as(1, None, None, Purpose::Real);
    assert!(world.refuses(&received(&base)), "pinned before it was sealed");
    world.peer.psks[0].time = NOW + 5;
    assert_eq!(world.open(&base).unwrap().notices, [Notice::BeforePairing]);
}

#[test]
fn the_hint_only_selects() {
    let mut world = World::new();
    let sealed = world.seal(1, None);
    let unknown = InviteId::from_bytes([1; 16]);
    assert!(world.refuses(&Received { psk_hint: Some(unknown), ..received(&sealed) }));
    assert!(
        world.open_with(&Received { psk_hint: None, ..received(&sealed) }).is_ok(),
        "the newest is tried"
    );
    world.peer.psks.push(PinnedPsk::new(psk(8), NOW));
    assert!(world.open(&sealed).is_ok(), "an older pairing, named");
    assert!(
        world.refuses(&Received {
            psk_hint: Some(InviteId::from_bytes([8; 16])),
            ..received(&sealed)
        })
    );
    world.peer.psks.clear();
    assert!(world.refuses(&received(&sealed)), "no pairing at all");
}

#[test]
fn e2_a_changed_owner_key_needs_its_chain() {
    let mut world = World::new();
    let old = world.owner.current_keys().clone();
    let before = world.seal(1, None);
    let new = IdentityKeys::make(&mut SystemRng);
    let next = old.bundle.make_next(&old.secrets, &new).unwrap();
    world.owner.rotate_keys(next.clone(), new).unwrap();
    let after = world.seal(2, None);
    assert!(world.refuses(&received(&after)), "chain not shown");
    let shown = [next.clone()];
    let opened = world.open_with(&Received { owner_bundles: &shown, ..received(&after) }).unwrap();
    assert_eq!(opened.notices, [Notice::OwnerKeyNewer]);
    assert_eq!(opened.owner_bundles.newest(), &next);
    // Pinned only after the change: the version before was sealed by an ancestor.
    world.peer.bundles = crate::crypto::bundle::Chain::new(next);
    assert!(world.refuses(&received(&before)));
    let shown = [old.bundle];
    assert_eq!(
        world.open_with(&Received { owner_bundles: &shown, ..received(&before) }).unwrap().notices,
        [Notice::OwnerKeyOlder]
    );
}

#[test]
fn retired_own_keys_still_open() {
    let mut world = World::new();
    let sealed = world.seal(1, None);
    let old = world.jana.current_keys().clone();
    let new = IdentityKeys::make(&mut SystemRng);
    world.jana.rotate_keys(old.bundle.make_next(&old.secrets, &new).unwrap(), new).unwrap();
    assert!(world.open(&sealed).is_ok());
}

#[test]
fn files_are_opened_with_the_entries_of_the_body() {
    let world = World::new();
    let (id, keys) = AttachmentKeys::make_with_id(&mut SystemRng);
    let context = AttachmentContext { owner: world.owner.account(), handover: handover(), id };
    let (ct, hash) = seal_attachment(&context, &keys, b"%PDF-1.7 words").unwrap();
    let entry = AttachmentEntry {
        id,
        name: "závěť.pdf".into(),
        mime: "application/pdf".into(),
        len: 14,
        ct_len: ct.len() as u64,
        hash,
        key: keys.key,
    };
    let file = Content {
        blocks: vec![Block::File(File { att_id: id, caption: String::new(), extra: None })],
        ..content()
    };
    let to =
        [SealTo { bundle: &world.jana.current_keys().bundle, psk: Some(&world.psk), prev: None }];
    let attachments = [entry];
    let plan = SealPlan { attachments: &attachments, ..world.plan(1, Purpose::Real, &file, &to) };
    let opened = world.open(&seal_version(&plan, &mut SystemRng).unwrap()).unwrap();
    assert_eq!(opened.body.attachments, attachments);
    assert_eq!(
        open_attachment(context, &opened.body.attachments[0], &ct).unwrap().expose_secret(),
        b"%PDF-1.7 words"
    );

    assert_eq!(
        seal_version(&world.plan(1, Purpose::Real, &file, &to), &mut SystemRng).unwrap_err(),
        SealError::Attachments,
        "a block without its file"
    );
    let twice = [attachments[0].clone(), attachments[0].clone()];
    assert_eq!(
        seal_version(&SealPlan { attachments: &twice, ..plan }, &mut SystemRng).unwrap_err(),
        SealError::Attachments
    );
}

#[test]
fn the_owner_rereads_only_what_the_vault_knows() {
    let world = World::new();
    let sealed = world.seal(1, None);
    let entry = sealed.entry();
    assert_eq!(
        open_own(world.owner.account(), handover(), &entry, &sealed.body).unwrap().content,
        content()
    );
    let other = Body {
        content: Content::default(),
        attachments: vec![],
        sealed_at: NOW,
        extra: crate::crypto::Extra::default(),
    };
    let other = other.seal(&sealed.context, &sealed.body_key, &mut SystemRng).unwrap();
    assert!(
        open_own(world.owner.account(), handover(), &entry, &other).is_err(),
        "even under the true key"
    );
    assert!(open_own(world.jana.account(), handover(), &entry, &sealed.body).is_err());
}

#[test]
fn the_server_checks_before_it_stores() {
    let world = World::new();
    let sealed = world.seal(1, None);
    let mine = &sealed.recipients[0];
    let root = crate::crypto::attachment::att_root([]).unwrap();
    let good = Committed {
        header: &mine.header,
        wrap: &mine.wrap,
        lock: &mine.lock,
        k_srv: &mine.k_srv,
        body: &sealed.body_hash,
        body_len: sealed.body.len() as u64,
        att_root: &root,
    };
    let owner = &world.owner.current_keys().bundle;
    assert_eq!(check_committed(owner, &good).unwrap().recipient, world.jana.account());
    let petrs = &sealed.recipients[1];
    for bad in [
        Committed { header: &petrs.header, ..good },
        Committed { wrap: &petrs.wrap, ..good },
        Committed { lock: &petrs.lock, ..good },
        Committed { k_srv: &petrs.k_srv, ..good },
        Committed { body: &[0; 32], ..good },
        Committed { body_len: 1, ..good },
        Committed { att_root: &[0; 32], ..good },
    ] {
        assert!(check_committed(owner, &bad).is_err());
    }
    assert!(check_committed(&world.jana.current_keys().bundle, &good).is_err());
}

#[test]
fn plans_that_cannot_be_meant_are_refused() {
    let world = World::new();
    let jana = SealTo { bundle: &world.jana.current_keys().bundle, psk: None, prev: None };
    let owner = SealTo { bundle: &world.owner.current_keys().bundle, ..jana };
    let words = content();
    for (name, to) in
        [("nobody", vec![]), ("twice", vec![jana, jana]), ("the owner", vec![jana, owner])]
    {
        assert_eq!(
            seal_version(&world.plan(1, Purpose::Real, &words, &to), &mut SystemRng).unwrap_err(),
            SealError::Recipients,
            "{name}"
        );
    }
    assert_eq!(
        seal_version(&world.plan(0, Purpose::Real, &words, &[jana]), &mut SystemRng).unwrap_err(),
        SealError::Refused
    );
    let long = Content { title: "x".repeat(crate::limits::BODY_MAX), blocks: vec![] };
    assert_eq!(
        seal_version(&world.plan(1, Purpose::Real, &long, &[jana]), &mut SystemRng).unwrap_err(),
        SealError::TooLarge
    );
    let broken = Content {
        title: String::new(),
        blocks: vec![Block::Unknown(Unknown { kind: "x".into(), raw: B64(vec![1]) })],
    };
    assert_eq!(
        seal_version(&world.plan(1, Purpose::Real, &broken, &[jana]), &mut SystemRng).unwrap_err(),
        SealError::Refused
    );
}

#[test]
fn a_newer_body_is_refused_and_novelties_are_kept() {
    let world = World::new();
    let to =
        [SealTo { bundle: &world.jana.current_keys().bundle, psk: Some(&world.psk), prev: None }];
    let extra =
        crate::crypto::Extra::decode(&crate::crypto::cbor::Map::new().put("mood", "calm").encode())
            .unwrap();
    let words = content();
    let sealed = seal_version(
        &SealPlan { extra: extra.clone(), ..world.plan(1, Purpose::Real, &words, &to) },
        &mut SystemRng,
    )
    .unwrap();
    assert_eq!(world.open(&sealed).unwrap().body.extra, extra);
    let map = crate::crypto::cbor::Map::new()
        .put("v", 2)
        .put("title", "")
        .put("sealed_at", 1)
        .put_maps("blocks", [])
        .put_maps("attachments", []);
    let newer = crate::crypto::hazmat::seal::seal(
        &sealed.body_key,
        &sealed.context.body(),
        &crate::crypto::padme::pad(&map.encode()),
        &mut SystemRng,
    );
    assert_eq!(Body::open(&sealed.context, &sealed.body_key, &newer), Err(Refused));
}
