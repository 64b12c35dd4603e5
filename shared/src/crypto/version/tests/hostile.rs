//! The rows of the threat table that concern sealed versions.

use super::*;

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
        open_version(&asked, &good, &world.peer, world.jana.own_keys(), &[]).is_err()
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
    let stopped = |reason, sealed: u64, known: u64| Stop {
        reason,
        sealed_at: NOW + sealed,
        known_at: NOW + known,
    };
    let older = stopped(StopReason::Older, 1, 2);
    assert_eq!(world.open(&first).unwrap_err(), OpenError::Stopped(older));
    let fork = world.seal(2, None);
    let different = stopped(StopReason::Different, 2, 2);
    assert_eq!(world.open(&fork).unwrap_err(), OpenError::Stopped(different));
    assert!(world.open(&third).is_ok(), "the next one names it directly");

    // A deliberate choice opens, and says so.
    let opened = world.open_despite(&first, &[StopReason::Older]).unwrap();
    assert_eq!(opened.notices, [Notice::Despite(older)]);
    // It never turns memory back.
    world.peer.remember(opened.seen);
    assert_eq!(world.peer.seen(handover()).unwrap().version, 2);

    // Seen 1, shown 3: the header in between must be shown.
    world.peer.seen = vec![Seen::new(handover(), 1, first.recipients[0].header_hash, NOW + 1)];
    assert_eq!(
        world.open(&third).unwrap_err(),
        OpenError::Stopped(stopped(StopReason::ChainNotShown, 3, 1))
    );
    let history = [second.recipients[0].header.clone()];
    assert!(world.open_with(&Received { history: &history, ..received(&third) }).is_ok());
    let foreign = [fork.recipients[0].header.clone(), second.recipients[1].header.clone()];
    assert!(world.open_with(&Received { history: &foreign, ..received(&third) }).is_err());
}

/// Only the owner's key makes such headers: a stolen one must not lead past a version that was seen.
#[test]
fn the_headers_in_between_are_of_one_handover_and_count_down() {
    let mut world = World::new();
    let first = world.seal(1, None);
    let opened = world.open(&first).unwrap();
    let goal = opened.header_hash;
    world.peer.remember(opened.seen);
    let (second, third) = (world.seal(2, Some(&goal)), world.seal(3, None));
    let keys = world.owner.current_keys();
    let opens = |change: fn(&mut Header)| {
        let between = resign(&second, keys, change);
        let last = resign(&third, keys, |header| header.prev = hash(&between.header));
        let (header, history) = (&last, &[between][..]);
        world.open_with(&Received { header, history, ..received(&third) }).is_ok()
    };
    assert!(opens(|_| {}));
    assert!(!opens(|header| header.owner = AccountId::from_bytes([9; 16])));
    assert!(!opens(|header| header.recipient = AccountId::from_bytes([9; 16])));
    assert!(!opens(|header| header.handover = HandoverId::from_bytes([9; 16])));
    assert!(!opens(|header| header.version = 3));
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
    // Even with the owner's signing key stolen, a wrap without the pairing's key is not taken in silence.
    let base = world.seal_as(1, None, None, Purpose::Real);
    assert!(matches!(world.open(&base), Err(OpenError::Stopped(_))), "Base after a pairing");
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
            &EVERY_STOP
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
        open_version(&asked, &received(&drill), &world.peer, world.jana.own_keys(), &[]).is_ok()
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
