//! What a vault must keep and what it must refuse.

use super::*;
use crate::crypto::{
    Key, Refused, SystemRng,
    bundle::{Bundle, IdentityKeys},
    cbor::{Extra, Map},
    pairing::{InviteSecret, Psk},
};
use crate::ids::{HandoverId, InviteId};

fn keys(id: u8) -> (Bundle, IdentityKeys) {
    let secrets = IdentityKeys::make(&mut SystemRng);
    (Bundle::make(AccountId::from_bytes([id; 16]), &secrets).unwrap(), secrets)
}

fn full() -> Vault {
    let (bundle, secrets) = keys(1);
    let mut vault = Vault::new(bundle, secrets).unwrap();
    let mut peer = Peer::new("Jana".into(), Role::Recipient, keys(2).0, Verified::Link);
    peer.psks.push(PinnedPsk::new(
        Psk { invite: InviteId::from_bytes([3; 16]), key: Key::new(&[4; 32]) },
        1000,
    ));
    peer.remember(Seen::new(HandoverId::from_bytes([5; 16]), 7, [6; 32], 900));
    vault.pin(peer).unwrap();
    vault.invites.push(Invite::new(
        InviteId::from_bytes([7; 16]),
        InviteSecret::make(&mut SystemRng),
        "Petr".into(),
        5000,
    ));
    let entry = vault.handover_mut(HandoverId::from_bytes([8; 16]));
    entry.labels.insert("title".into(), "Dům".into());
    entry.sealed = Some(SealedEntry {
        version: 3,
        body_key: Key::new(&[9; 32]),
        body: [10; 32],
        prev: vec![(AccountId::from_bytes([2; 16]), [11; 32])],
        k_srv: vec![(AccountId::from_bytes([2; 16]), Key::new(&[12; 32]))],
    });
    vault.handover_mut(HandoverId::from_bytes([9; 16]));
    vault
}

fn change(time: u64) -> Change {
    Change { time, device: "Firefox".into() }
}

#[test]
fn round_trips() {
    let key = AccountKey::make(&mut SystemRng);
    let mut vault = full();
    let sealed = vault.seal_next(change(42), &key, &mut SystemRng).unwrap();
    let opened = Vault::open(&sealed.stored, vault.account(), &key).unwrap();
    assert_eq!(opened, vault);
    assert_eq!((opened.counter(), opened.changed().time), (1, 42));
    assert_eq!(
        VaultContext::parse(&sealed.stored),
        Ok(VaultContext { account: vault.account(), counter: 1 })
    );
}

#[test]
fn every_role_and_every_proof_of_a_person_comes_back() {
    let roles = [Role::Recipient, Role::Owner, Role::Both];
    let proofs = [Verified::None, Verified::Link, Verified::Number];
    for (role, verified) in roles.into_iter().flat_map(|role| proofs.map(|proof| (role, proof))) {
        let mut vault = full();
        vault.pin(Peer::new("Eva".into(), role, keys(3).0, verified)).unwrap();
        assert_eq!(codec::decode(&codec::encode(&vault)), Ok(vault));
    }
}

/// Who holds the account key could seal one vault under the name of another.
#[test]
fn a_vault_is_what_it_is_sealed_as_and_counted_from_1() {
    let key = AccountKey::make(&mut SystemRng);
    let mut vault = full();
    vault.counter = 1;
    let opens = |account, counter| {
        let context = VaultContext { account, counter }.bytes();
        let plain = pad(&codec::encode(&vault));
        let sealed = seal::seal(&key.vault_key(), &context, &plain, &mut SystemRng);
        Vault::open(&[context, sealed].concat(), account, &key).is_ok()
    };
    assert!(opens(vault.account(), 1));
    assert!(!opens(vault.account(), 2), "another counter");
    assert!(!opens(AccountId::from_bytes([9; 16]), 1), "another account");
    let none = VaultContext { account: vault.account(), counter: 0 };
    assert_eq!(VaultContext::parse(&none.bytes()), Err(Refused), "none");
}

#[test]
fn refuses_another_key_account_counter_and_any_bit() {
    let key = AccountKey::make(&mut SystemRng);
    let mut vault = full();
    let stored = vault.seal_next(change(1), &key, &mut SystemRng).unwrap().stored;
    let account = vault.account();
    assert!(Vault::open(&stored, account, &AccountKey::make(&mut SystemRng)).is_err());
    assert!(Vault::open(&stored, AccountId::from_bytes([9; 16]), &key).is_err());
    for bit in (0..stored.len() * 8).step_by(13) {
        let mut bad = stored.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(Vault::open(&bad, account, &key), Err(Refused), "bit {bit}");
    }
}

/// Sealed and opened again: what the server would show next.
fn sealed(vault: &mut Vault, key: &AccountKey) -> Lineage {
    let sealed = vault.seal_next(change(1), key, &mut SystemRng).unwrap();
    let opened = Vault::open(&sealed.stored, vault.account(), key).unwrap();
    assert_eq!(opened.lineage(), vault.lineage());
    let lineage = opened.lineage().unwrap();
    assert_eq!(lineage.anchor, sealed.anchor);
    lineage
}

#[test]
fn an_older_vault_or_one_from_elsewhere_is_a_stop() {
    let key = AccountKey::make(&mut SystemRng);
    let mut vault = full();
    assert_eq!(vault.lineage(), None, "never sealed");
    let mut elsewhere = vault.clone();
    let one = sealed(&mut vault, &key);
    // A device that was shown vault 1 again wrote another 2 and a 3 on top of it.
    let mut forked = vault.clone();
    let two = sealed(&mut vault, &key);
    let other_one = sealed(&mut elsewhere, &key);
    let other_second = sealed(&mut forked, &key).anchor;
    let forked_three = sealed(&mut forked, &key);
    let three = sealed(&mut vault, &key);
    let (first, second) = (one.anchor, two.anchor);
    for (known, shown) in [(first, &one), (first, &two), (first, &three), (second, &three)] {
        known.check(shown).unwrap();
    }
    assert_eq!(second.check(&one), Err(Rollback { known: 2, shown: 1 }));
    assert_eq!(first.check(&other_one), Err(Rollback { known: 1, shown: 1 }));
    assert_eq!(second.check(&forked_three), Err(Rollback { known: 2, shown: 3 }), "a fork");
    first.check(&forked_three).unwrap();
    other_second.check(&forked_three).unwrap();
    let foreign = Anchor { account: AccountId::from_bytes([9; 16]), ..first };
    assert!(foreign.check(&one).is_err());
    assert_eq!(Anchor::from_bytes(&first.to_bytes()), Ok(first));
    assert!(Anchor::from_bytes(&first.to_bytes()[1..]).is_err());
}

#[test]
fn a_vault_names_the_last_64_before_it() {
    let key = AccountKey::make(&mut SystemRng);
    let mut vault = full();
    let mut known = sealed(&mut vault, &key).anchor;
    let lie = Anchor { hash: [0; 32], ..known };
    for _ in 0..64 {
        sealed(&mut vault, &key);
    }
    assert_eq!((vault.counter(), vault.trail.len()), (65, 64));
    let shown = vault.lineage().unwrap();
    known.check(&shown).unwrap();
    assert!(lie.check(&shown).is_err());
    let mut short = vault.clone();
    short.trail.pop();
    assert!(known.check(&short.lineage().unwrap()).is_err(), "64 back has to be named");
    known = Anchor { hash: vault.trail[0], counter: 64, ..known };
    known.check(&shown).unwrap();
    let shown = sealed(&mut vault, &key);
    assert_eq!(vault.trail.len(), 64);
    lie.check(&shown).expect("too long ago to tell");
    let mut longer = vault.clone();
    longer.trail.push([0; 32]);
    assert!(codec::decode(&codec::encode(&longer)).is_err(), "more than a vault may name");
    longer.trail.truncate(2);
    longer.counter = 2;
    assert!(codec::decode(&codec::encode(&longer)).is_err(), "more than there were");
}

#[test]
fn a_newer_format_is_read_and_not_written() {
    let key = AccountKey::make(&mut SystemRng);
    let bytes = codec::encode(&full());
    let newer = Map::decode(&bytes).unwrap();
    let newer = {
        let mut m = newer;
        m.take("v");
        m.put("v", 2).put("novelty", "kept").encode()
    };
    let mut vault = codec::decode(&newer).unwrap();
    assert!(vault.read_only());
    assert_eq!(vault.seal_next(change(1), &key, &mut SystemRng).unwrap_err(), NewerFormat);
    assert_eq!(*codec::encode(&vault), *newer);
}

#[test]
fn what_a_newer_version_said_of_a_handover_outlives_the_next_one_that_is_seen() {
    let mut vault = full();
    let peer = &mut vault.peers[0];
    peer.seen[0].extra = Map::new().put("novelty", "kept").extra();
    let before = peer.seen[0].extra.clone();
    let next = Seen::new(peer.seen[0].handover, 8, [7; 32], 901);
    peer.remember(next.clone());
    assert_eq!(peer.seen, [Seen { extra: before, ..next }]);
}

#[test]
fn confused_identities_are_refused() {
    let mut vault = full();
    assert!(
        vault.pin(Peer::new("já".into(), Role::Recipient, keys(1).0, Verified::Link)).is_err(),
        "own id"
    );
    assert!(
        vault.pin(Peer::new("Jana".into(), Role::Recipient, keys(2).0, Verified::Link)).is_err(),
        "another pin's id"
    );
    // The same inside a stored vault, where a confused client might have put it.
    vault.peers.push(Peer::new("Jana2".into(), Role::Owner, keys(2).0, Verified::None));
    assert!(codec::decode(&codec::encode(&vault)).is_err());
    let mut vault = full();
    vault.peers[0].id = AccountId::from_bytes([3; 16]);
    assert!(codec::decode(&codec::encode(&vault)).is_err(), "id and bundle differ");
    assert!(
        Vault::new(keys(1).0, IdentityKeys::make(&mut SystemRng)).is_err(),
        "keys of another bundle"
    );
}

#[test]
fn own_keys_are_this_accounts_and_there_are_some() {
    let mut vault = full();
    let (bundle, secrets) = keys(4);
    vault.keys[0] = OwnKeys { bundle, secrets, extra: Extra::default() };
    assert!(codec::decode(&codec::encode(&vault)).is_err(), "somebody else's");
    vault.keys.clear();
    assert!(codec::decode(&codec::encode(&vault)).is_err(), "none");
    let mut vault = full();
    let old = vault.current_keys().clone();
    let (new, other) = (IdentityKeys::make(&mut SystemRng), IdentityKeys::make(&mut SystemRng));
    let next = old.bundle.make_next(&old.secrets, &new).unwrap();
    assert!(vault.rotate_keys(next, other).is_err(), "other secrets");
    assert!(vault.rotate_keys(keys(1).0, new).is_err(), "no successor");
}

#[test]
fn what_is_asked_of_a_vault_is_about_the_right_one() {
    let mut vault = full();
    vault.pin(Peer::new("Eva".into(), Role::Owner, keys(3).0, Verified::None)).unwrap();
    for (id, name) in [(2, "Jana"), (3, "Eva")] {
        let id = AccountId::from_bytes([id; 16]);
        assert_eq!(vault.peer_mut(id).unwrap().name, name);
    }
    let peer = vault.peer_mut(AccountId::from_bytes([2; 16])).unwrap();
    assert_eq!(peer.newest_psk().unwrap().invite, InviteId::from_bytes([3; 16]));
    let handover = |n| HandoverId::from_bytes([n; 16]);
    peer.remember(Seen::new(handover(6), 2, [1; 32], 1));
    peer.remember(Seen::new(handover(6), 1, [2; 32], 2));
    peer.remember(Seen::new(handover(5), 8, [3; 32], 3));
    let seen = |n| peer.seen(handover(n)).map(|seen| (seen.version, seen.header));
    assert_eq!((seen(6), seen(5)), (Some((2, [1; 32])), Some((8, [3; 32]))));

    let entry = vault.handover_mut(handover(8));
    let sealed = entry.sealed.as_mut().unwrap();
    sealed.prev.push((AccountId::from_bytes([3; 16]), [12; 32]));
    let prev = |n| sealed.prev(AccountId::from_bytes([n; 16])).copied();
    assert_eq!((prev(2), prev(3), prev(4)), (Some([11; 32]), Some([12; 32]), None));
    assert_eq!(vault.handover(handover(9)).unwrap().id, handover(9));
    assert_eq!(vault.handover(handover(7)), None);
    let key = AccountKey::make(&mut SystemRng);
    for counter in 1..4 {
        vault.seal_next(change(1), &key, &mut SystemRng).unwrap();
        assert_eq!(vault.counter(), counter);
    }
}

#[test]
fn retired_keys_stay() {
    let mut vault = full();
    let old = vault.current_keys().clone();
    let new = IdentityKeys::make(&mut SystemRng);
    let next = old.bundle.make_next(&old.secrets, &new).unwrap();
    vault.rotate_keys(next.clone(), new).unwrap();
    let vault = codec::decode(&codec::encode(&vault)).unwrap();
    assert_eq!(vault.current_keys().bundle, next);
    assert_eq!(vault.own_keys()[0], old);
}

#[test]
fn a_pairing_that_ended_keeps_its_keys_until_the_person_comes_back() {
    let mut vault = full();
    let before = vault.peers[0].clone();
    vault.retire(before.id);
    let mut vault = codec::decode(&codec::encode(&vault)).unwrap();
    assert_eq!((vault.peer(before.id), vault.former(before.id)), (None, Some(&before)));
    let mut twice = vault.clone();
    twice.peers.push(before.clone());
    assert!(codec::decode(&codec::encode(&twice)).is_err(), "pinned and not pinned");
    vault.pin(before.clone()).unwrap();
    assert_eq!((vault.peer(before.id), vault.former(before.id)), (Some(&before), None));
}

#[test]
fn an_invitation_remembers_its_way_and_may_lose_its_secret() {
    let invite = full().invites[0].clone();
    assert!(invite.clone().by_link(true).linked && !invite.by_link(false).linked);
    let mut vault = full();
    assert!(!vault.invites[0].linked && vault.invites[0].secret.is_some());
    vault.invites[0].linked = true;
    vault.invites[0].secret = None;
    assert_eq!(codec::decode(&codec::encode(&vault)).unwrap(), vault);
}

#[test]
fn what_was_never_sealed_has_no_keys() {
    let vault = full();
    let bytes = codec::encode(&vault);
    let with = |extra: &str| {
        let mut map = Map::decode(&bytes).unwrap();
        let mut entries = map.list("handovers").unwrap();
        let never = entries
            .iter()
            .position(|e| Map::from_value((*e).clone()).unwrap().u64("version") == Ok(0));
        let never = &mut entries[never.unwrap()];
        *never = Map::from_value(never.clone()).unwrap().put(extra, 1).into_value();
        codec::decode(&map.put("handovers", ciborium::Value::Array(entries)).encode())
    };
    assert!(with("novelty").is_ok(), "positive control");
    assert!(with("body_key").is_err() && with("k_srv").is_err());
}
