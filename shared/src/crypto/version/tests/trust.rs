//! Pairings, hints, and keys that changed.

use super::*;

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
