//! What owner and server check, and plans that cannot be meant.

use super::*;

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
    // Another length, although the owner signed its hash.
    let (long, short) = ([&mine.wrap[..], &[0]].concat(), &mine.lock[1..]);
    let keys = world.owner.current_keys();
    let long_wrap = resign(&sealed, keys, |header| header.wrap = hash(&long));
    let short_lock = resign(&sealed, keys, |header| header.lock = hash(short));
    for bad in [
        Committed { header: &long_wrap, wrap: &long, ..good },
        Committed { header: &short_lock, lock: short, ..good },
    ] {
        assert!(check_committed(owner, &bad).is_err());
    }
}

#[test]
fn as_many_people_and_files_as_may_be_and_no_more() {
    let world = World::new();
    let words = content();
    let people: Vec<_> =
        (0..=crate::limits::RECIPIENTS_MAX).map(|n| vault(100 + n as u8)).collect();
    let to: Vec<_> = people
        .iter()
        .map(|person| SealTo { bundle: &person.current_keys().bundle, psk: None, prev: None })
        .collect();
    let seal = |to, attachments| {
        let plan = SealPlan { attachments, ..world.plan(1, Purpose::Real, &words, to) };
        seal_version(&plan, &mut SystemRng).map(|sealed| sealed.recipients.len())
    };
    assert_eq!(seal(&to[1..], &[]), Ok(crate::limits::RECIPIENTS_MAX));
    assert_eq!(seal(&to[..], &[]), Err(SealError::Recipients));

    let (id, keys) = AttachmentKeys::make_with_id(&mut SystemRng);
    let context = AttachmentContext { owner: world.owner.account(), handover: handover(), id };
    let (ct, hash) = seal_attachment(&context, &keys, b"").unwrap();
    let entry = |n: usize| AttachmentEntry {
        id: crate::ids::AttachmentId::from_bytes([n as u8; 16]),
        name: String::new(),
        mime: String::new(),
        len: 0,
        ct_len: ct.len() as u64,
        hash,
        key: keys.key.clone(),
    };
    let files: Vec<_> = (0..=crate::limits::ATTACHMENTS_MAX).map(entry).collect();
    assert_eq!(seal(&to[..1], &files[1..]), Ok(1));
    assert_eq!(seal(&to[..1], &files[..]), Err(SealError::Attachments));
}

#[test]
fn a_header_says_twice_whose_it_is_and_both_must_be_true() {
    let world = World::new();
    let sealed = world.seal(1, None);
    let keys = world.owner.current_keys();
    let verify = |change: fn(&mut Header)| resign(&sealed, keys, change).verify(&keys.bundle);
    assert!(verify(|_| {}).is_ok());
    assert!(verify(|header| header.owner = AccountId::from_bytes([9; 16])).is_err());
    assert!(verify(|header| header.owner_bundle = [9; 32]).is_err());
    assert!(verify(|header| header.version = 0).is_err(), "versions count from 1");
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
