//! Pairings, hints, and keys that changed.

use super::*;

#[test]
fn a_version_without_the_shared_key_stops_whatever_its_date() {
    let mut world = World::new();
    let base = world.seal_as(1, None, None, Purpose::Real);
    for paired in [NOW - 5, NOW + 5] {
        world.peer.psks[0].time = paired;
        world.peer.psks.truncate(1);
        world.peer.psks.push(PinnedPsk::new(psk(8), NOW + 9));
        let stop = Stop { reason: StopReason::Unpaired, sealed_at: NOW + 1, known_at: paired };
        assert_eq!(world.open(&base).unwrap_err(), OpenError::Stopped(stop));
        assert_eq!(
            world.open_despite(&base, &[StopReason::Older]).unwrap_err(),
            OpenError::Stopped(stop),
            "a choice about something else"
        );
        let opened = world.open_despite(&base, &[StopReason::Unpaired]).unwrap();
        assert_eq!(opened.notices, [Notice::Despite(stop)]);
    }
    world.peer.psks.clear();
    assert!(world.open(&base).unwrap().notices.is_empty(), "nothing is shared");
}

#[test]
fn each_doubt_is_asked_about() {
    let mut world = World::new();
    let base = world.seal_as(1, None, None, Purpose::Real);
    world.peer.remember(Seen::new(handover(), 2, [1; 32], NOW + 7));
    let reasons = [StopReason::Older, StopReason::Unpaired];
    let stopped = |accepted: &[StopReason]| match world.open_despite(&base, accepted) {
        Err(OpenError::Stopped(stop)) => stop.reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(stopped(&[]), StopReason::Older);
    assert_eq!(stopped(&reasons[..1]), StopReason::Unpaired);
    assert_eq!(stopped(&reasons[1..]), StopReason::Older);
    assert_eq!(world.open_despite(&base, &reasons).unwrap().notices.len(), 2);
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
    world.peer.psks.push(PinnedPsk::new(psk(8), world.peer.psks[0].time));
    assert!(world.open(&sealed).is_ok(), "another pairing, named");
    let unnamed = Received { psk_hint: None, ..received(&sealed) };
    assert!(world.refuses(&unnamed), "the last one of the same time is taken");
    world.peer.psks.reverse();
    assert!(world.open_with(&unnamed).is_ok());
    world.peer.psks.reverse();
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
