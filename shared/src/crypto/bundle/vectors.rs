//! Project Wycheproof against the checks of a bundle's keys: whatever its files call weak or malformed is
//! refused before anything is sealed to it.

#![expect(clippy::unwrap_used, reason = "a vector that does not hold ends the run")]

use super::*;
use ::wycheproof::{TestResult, mlkem, xdh};

pub(in crate::crypto) fn x25519() -> usize {
    use xdh::TestFlag::{LowOrderPublic, NonCanonicalPublic, ZeroSharedSecret};
    let mut ran = (0, 0);
    let set = xdh::TestSet::load(xdh::TestName::X25519).unwrap();
    for test in set.test_groups.into_iter().flat_map(|g| g.tests) {
        let public: [u8; 32] = test.public_key[..].try_into().unwrap();
        let private: [u8; 32] = test.private_key[..].try_into().unwrap();
        let shared = StaticSecret::from(private).diffie_hellman(&PublicKey::from(public));
        assert_eq!(shared.as_bytes()[..], test.shared_secret[..], "{}", test.tc_id);
        let weak = [LowOrderPublic, NonCanonicalPublic, ZeroSharedSecret];
        if weak.iter().any(|flag| test.flags.contains(flag)) {
            assert!(check_x25519(&public).is_err(), "{} {}", test.tc_id, test.comment);
            ran.1 += 1;
        } else if public[31] < 0x7f {
            check_x25519(&public).unwrap();
            ran.0 += 1;
        }
    }
    assert!(ran.0 >= 200 && ran.1 >= 30, "{ran:?}");
    ran.0 + ran.1
}

pub(in crate::crypto) fn mlkem_768_encapsulation_keys() -> usize {
    let mut ran = (0, 0);
    let mut key = [0; hpke::PUBLIC];
    key[MLKEM_PUBLIC] = 9;
    let set = mlkem::TestSet::load(mlkem::TestName::MlKem768Encaps).unwrap();
    for test in set.test_groups.into_iter().flat_map(|g| g.tests) {
        let public = test.encaps_key.unwrap();
        if public.len() != MLKEM_PUBLIC {
            continue;
        }
        key[..MLKEM_PUBLIC].copy_from_slice(&public);
        let valid = test.result == TestResult::Valid;
        assert_eq!(check_xwing(&key).is_ok(), valid, "{}", test.tc_id);
        if valid { ran.0 += 1 } else { ran.1 += 1 }
    }
    assert!(ran.0 >= 100 && ran.1 >= 50, "{ran:?}");
    ran.0 + ran.1
}
