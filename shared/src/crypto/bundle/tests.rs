//! Every way a bundle must be refused.

use super::*;
use crate::crypto::SystemRng;

fn person(id: u8) -> (IdentityKeys, Bundle) {
    let keys = IdentityKeys::make(&mut SystemRng);
    let bundle = Bundle::make(AccountId::from_bytes([id; 16]), &keys).unwrap();
    (keys, bundle)
}

/// A bundle with a valid own signature over whatever keys are put in: what a hostile server can make.
fn forged(xwing: &[u8], ed25519: &[u8], seed: &Key) -> Vec<u8> {
    let body = Writer::label(labels::BUNDLE)
        .suite()
        .put(&[1; 16])
        .u32(1)
        .put(xwing)
        .put(ed25519)
        .put(&[0; 32])
        .done();
    let signature = sign::sign(seed, labels::SIG_BUNDLE, &body);
    [&body[..], &signature].concat()
}

#[test]
fn has_the_stated_length_and_hash() {
    let (keys, bundle) = person(1);
    assert_eq!(bundle.as_bytes().len(), BODY_LEN + 64);
    assert!(format!("{bundle:?}").contains("generation: 1"));
    assert_eq!(bundle.hash(), crate::crypto::hash(&bundle.as_bytes()[..BODY_LEN]));
    assert!(bundle.belongs_to(&keys) && !bundle.belongs_to(&IdentityKeys::make(&mut SystemRng)));
}

#[test]
fn every_bit_counts() {
    let (_, bundle) = person(1);
    let bytes = bundle.as_bytes();
    // The keys are long; a stride coprime to 8 visits every byte and every bit position.
    for bit in (0..bytes.len() * 8).step_by(7) {
        let mut bad = bytes.to_vec();
        bad[bit / 8] ^= 1 << (bit % 8);
        assert!(Bundle::parse(&bad).is_err(), "bit {bit}");
    }
    assert!(Bundle::parse(&bytes[..bytes.len() - 1]).is_err());
    assert!(Bundle::parse(&[bytes, &[0]].concat()).is_err());
}

#[test]
fn a_sound_forgery_is_the_positive_control() {
    let (keys, bundle) = person(1);
    assert!(
        Bundle::parse(&forged(bundle.xwing(), &sign::public_key(&keys.ed25519), &keys.ed25519))
            .is_ok()
    );
}

#[test]
fn generations_count_from_1() {
    let (keys, bundle) = person(1);
    let mut body = bundle.as_bytes()[..BODY_LEN].to_vec();
    let at = labels::BUNDLE.len() + 2 + 16;
    assert_eq!(body[at..at + 4], [0, 0, 0, 1]);
    (body[at + 3], body[BODY_LEN - 1]) = (0, 1);
    let signature = sign::sign(&keys.ed25519, labels::SIG_BUNDLE, &body);
    assert!(Bundle::parse(&[&body[..], &signature].concat()).is_err());
}

#[test]
fn weak_x25519_halves_are_refused() {
    let (keys, bundle) = person(1);
    let ed = sign::public_key(&keys.ed25519);
    let mut one = [0; 32];
    one[0] = 1;
    let mut p_plus_nine = [0xff; 32];
    (p_plus_nine[0], p_plus_nine[31]) = (0xf6, 0x7f);
    let mut top_bit = *<&[u8; 32]>::try_from(&bundle.xwing()[1184..]).unwrap();
    top_bit[31] |= 0x80;
    let order_eight =
        hex::decode("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800").unwrap();
    for (name, u) in [
        ("zero", vec![0; 32]),
        ("one", one.to_vec()),
        ("order 8", order_eight),
        ("not reduced", p_plus_nine.to_vec()),
        ("top bit", top_bit.to_vec()),
    ] {
        let xwing = [&bundle.xwing()[..1184], &u].concat();
        assert!(Bundle::parse(&forged(&xwing, &ed, &keys.ed25519)).is_err(), "{name}");
    }
}

#[test]
fn mlkem_coefficients_must_be_reduced() {
    let (keys, bundle) = person(1);
    let ed = sign::public_key(&keys.ed25519);
    for (at, bytes) in [(0, [0x01, 0x0d]), (0, [0xff, 0xff]), (1150, [0x1f, 0xd0])] {
        // 0xd01 = 3329 is the first value that is too large, in either half of a packed pair.
        let mut xwing = bundle.xwing().to_vec();
        xwing[at..at + 2].copy_from_slice(&bytes);
        if at == 1150 {
            xwing[at] = 0x10;
            xwing[at + 1] = 0xd0;
        }
        assert!(Bundle::parse(&forged(&xwing, &ed, &keys.ed25519)).is_err(), "{at} {bytes:?}");
    }
}

#[test]
fn weak_ed25519_keys_are_refused() {
    let (keys, bundle) = person(1);
    let mut identity = [0; 32];
    identity[0] = 1;
    let mut minus_one = [0xff; 32];
    (minus_one[0], minus_one[31]) = (0xec, 0x7f);
    let mut not_canonical = [0xff; 32];
    (not_canonical[0], not_canonical[31]) = (0xee, 0x7f);
    for (name, ed) in [
        ("identity", identity),
        ("order 2", minus_one),
        ("not canonical", not_canonical),
        ("zero", [0; 32]),
        ("no point", [0x02; 32]),
    ] {
        assert!(Bundle::parse(&forged(bundle.xwing(), &ed, &keys.ed25519)).is_err(), "{name}");
    }
}

#[test]
fn chains_follow_the_old_key() {
    let (old, first) = person(1);
    let new = IdentityKeys::make(&mut SystemRng);
    let second = first.make_next(&old, &new).unwrap();
    assert!(second.follows(&first) && !first.follows(&second));
    let chain = Chain::parse(&[first.as_bytes(), second.as_bytes()]).unwrap();
    assert_eq!(chain.relation(&first.hash(), &second.hash()), Some(Relation::Descendant));
    assert_eq!(chain.relation(&second.hash(), &first.hash()), Some(Relation::Ancestor));
    assert!(Chain::parse(&[second.as_bytes(), first.as_bytes()]).is_err());
    assert!(Chain::parse::<&[u8]>(&[]).is_err());
    let (longer, grew) = Chain::new(first.clone()).extend(&[first, second.clone()]).unwrap();
    assert!(grew && longer.newest() == &second);
}

#[test]
fn a_chain_is_lengthened_by_whatever_joins_it_in_any_order_and_more_than_once() {
    let (first_keys, first) = person(1);
    let (second_keys, third_keys) =
        (IdentityKeys::make(&mut SystemRng), IdentityKeys::make(&mut SystemRng));
    let second = first.make_next(&first_keys, &second_keys).unwrap();
    let third = second.make_next(&second_keys, &third_keys).unwrap();
    let all = [&first, &second, &third];
    for (at, pinned) in all.into_iter().enumerate() {
        for (a, b, c) in [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)] {
            let shown = [a, b, c, a, c].map(|n: usize| all[n].clone());
            let (longer, grew) = Chain::new(pinned.clone()).extend(&shown).unwrap();
            assert_eq!(longer.bundles(), [first.clone(), second.clone(), third.clone()]);
            assert_eq!(grew, at < 2);
        }
    }
    let pinned = Chain::new(first.clone());
    assert!(pinned.extend(std::slice::from_ref(&third)).is_err(), "one is missing");
    assert!(Chain::new(third).extend(&[first]).is_err(), "one is missing");
    let (longer, grew) = pinned.extend(&[]).unwrap();
    assert_eq!((longer.bundles().len(), grew), (1, false));
}

#[test]
fn a_swapped_key_is_no_successor() {
    let (_, pinned) = person(1);
    let (thief_old, thief_first) = person(1);
    let thief_second =
        thief_first.make_next(&thief_old, &IdentityKeys::make(&mut SystemRng)).unwrap();
    let chain = Chain::new(pinned);
    assert!(
        chain.extend(std::slice::from_ref(&thief_first)).is_err(),
        "same generation, other key"
    );
    assert!(chain.extend(&[thief_second]).is_err(), "next generation, signed by another old key");
    assert_eq!(chain.relation(&chain.newest().hash(), &thief_first.hash()), None);
}

/// Everything is signed by the new and the old key; one thing alone is not what it has to be.
#[test]
fn each_condition_of_a_successor_counts_by_itself() {
    let (old, first) = person(1);
    let new = IdentityKeys::make(&mut SystemRng);
    let make = |account: u8, generation: u32, prev: &Hash| {
        let body = body(AccountId::from_bytes([account; 16]), generation, &new, prev).unwrap();
        let signed = |keys: &IdentityKeys| sign::sign(&keys.ed25519, labels::SIG_BUNDLE, &body);
        Bundle::parse(&[&body[..], &signed(&new), &signed(&old)].concat())
    };
    assert!(make(1, 2, &first.hash()).unwrap().follows(&first));
    assert!(!make(2, 2, &first.hash()).unwrap().follows(&first), "another account");
    assert!(!make(1, 3, &first.hash()).unwrap().follows(&first), "one is missing");
    assert!(!make(1, 2, &[9; 32]).unwrap().follows(&first), "after another one");
    assert!(make(1, 0, &first.hash()).is_err(), "counted from 1");
    assert_eq!(make(1, 7, &first.hash()).unwrap().generation(), 7);
}

#[test]
fn both_halves_of_the_keys_must_belong() {
    let ((keys, bundle), other) = (person(1), IdentityKeys::make(&mut SystemRng));
    let half = |xwing: &Key, ed25519: &Key| IdentityKeys {
        xwing: Key::new(xwing.expose_secret()),
        ed25519: Key::new(ed25519.expose_secret()),
    };
    assert!(bundle.belongs_to(&half(&keys.xwing, &keys.ed25519)));
    assert!(!bundle.belongs_to(&half(&keys.xwing, &other.ed25519)));
    assert!(!bundle.belongs_to(&half(&other.xwing, &keys.ed25519)));
}

#[test]
fn the_old_signature_counts() {
    let (old, first) = person(1);
    let second = first.make_next(&old, &IdentityKeys::make(&mut SystemRng)).unwrap();
    let mut bytes = second.as_bytes().to_vec();
    let last = bytes.len() - 1;
    bytes[last - 40] ^= 1;
    // In itself such a bundle is well-formed: only its predecessor can judge that signature.
    assert!(!Bundle::parse(&bytes).unwrap().follows(&first));
}
