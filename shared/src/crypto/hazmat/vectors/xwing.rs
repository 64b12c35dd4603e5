//! The vectors of the X-Wing draft, and Wycheproof's for the half of it that is ML-KEM-768.

#![expect(clippy::unwrap_used, reason = "a vector that does not hold ends the run")]

use crate::crypto::{Key, Random, hazmat::hpke, random::Current};
use ::hpke::{Deserializable as _, Kem as _, Serializable as _, kem::XWing};
use ::wycheproof::{TestResult, mlkem};
use ml_kem::{
    B32, Ciphertext, Decapsulate as _, DecapsulationKey, EncapsulationKey, KeyExport as _,
    MlKem768, Seed,
};
use serde_json::Value;

/// Hands out given bytes, once.
struct Queue(Vec<u8>);

impl Random for Queue {
    fn fill(&mut self, dest: &mut [u8]) {
        dest.copy_from_slice(&self.0.drain(..dest.len()).collect::<Vec<_>>());
    }
}

pub(in crate::crypto) fn draft() -> usize {
    let all: Vec<Value> =
        serde_json::from_str(include_str!("../../../../vectors/x-wing.json")).unwrap();
    assert_eq!(all.len(), 3);
    for v in &all {
        let bytes = |key: &str| hex::decode(v[key].as_str().unwrap()).unwrap();
        let seed = Key::from_slice(&bytes("sk")).unwrap();
        assert_eq!(hpke::public_key(&seed).unwrap()[..], bytes("pk"));
        let public = <XWing as ::hpke::Kem>::PublicKey::from_bytes(&bytes("pk")).unwrap();
        let mut randomness = Queue(bytes("eseed"));
        let (shared, enc) =
            XWing::encap_with_rng(&public, None, &mut Current(&mut randomness)).unwrap();
        assert_eq!(enc.to_bytes()[..], bytes("ct"));
        assert_eq!(shared.0[..], bytes("ss"));
        let secret = <XWing as ::hpke::Kem>::PrivateKey::from_bytes(&bytes("sk")).unwrap();
        assert_eq!(XWing::decap(&secret, None, &enc).unwrap().0[..], bytes("ss"));
    }
    all.len()
}

pub(in crate::crypto) fn mlkem_768_decapsulation() -> usize {
    let mut ran = (0, 0);
    let set = mlkem::TestSet::load(mlkem::TestName::MlKem768).unwrap();
    for test in set.test_groups.into_iter().flat_map(|g| g.tests) {
        let valid = test.result == TestResult::Valid;
        let (seed, ct) = (test.seed.unwrap(), test.ct.unwrap());
        let seed = Seed::try_from(&seed[..]).ok();
        let ct = Ciphertext::<MlKem768>::try_from(&ct[..]).ok();
        let Some((seed, ct)) = seed.zip(ct) else {
            assert!(!valid, "{}", test.tc_id);
            ran.1 += 1;
            continue;
        };
        let key = DecapsulationKey::<MlKem768>::from_seed(seed);
        let same = key.decapsulate(&ct)[..] == test.shared_secret.unwrap()[..];
        assert_eq!(same, valid, "{}", test.tc_id);
        if let Some(public) = test.encaps_key {
            assert_eq!(key.encapsulation_key().to_bytes()[..], public[..], "{}", test.tc_id);
        }
        ran.0 += 1;
    }
    assert!(ran.0 >= 150 && ran.1 >= 30, "{ran:?}");
    ran.0 + ran.1
}

pub(in crate::crypto) fn mlkem_768_keys_from_seeds() -> usize {
    let mut ran = 0;
    let set = mlkem::TestSet::load(mlkem::TestName::MlKem768KeyGenSeed).unwrap();
    for test in set.test_groups.into_iter().flat_map(|g| g.tests) {
        let seed = Seed::try_from(&test.seed.unwrap()[..]).unwrap();
        let key = DecapsulationKey::<MlKem768>::from_seed(seed);
        assert_eq!(key.encapsulation_key().to_bytes()[..], test.encaps_key.unwrap()[..]);
        ran += 1;
    }
    assert!(ran >= 100, "{ran}");
    ran
}

pub(in crate::crypto) fn mlkem_768_encapsulation() -> usize {
    let mut ran = (0, 0);
    let set = mlkem::TestSet::load(mlkem::TestName::MlKem768Encaps).unwrap();
    for test in set.test_groups.into_iter().flat_map(|g| g.tests) {
        let (public, m) = (test.encaps_key.unwrap(), test.msg.unwrap());
        let key = (&public[..]).try_into().ok();
        let key = key.and_then(|key| EncapsulationKey::<MlKem768>::new(&key).ok());
        if test.result != TestResult::Valid {
            assert!(key.is_none(), "{}", test.tc_id);
            ran.1 += 1;
            continue;
        }
        let m = B32::try_from(&m[..]).unwrap();
        let (ct, shared) = key.unwrap().encapsulate_deterministic(&m);
        assert_eq!(ct[..], test.ct.unwrap()[..], "{}", test.tc_id);
        assert_eq!(shared[..], test.shared_secret.unwrap()[..], "{}", test.tc_id);
        ran.0 += 1;
    }
    assert!(ran.0 >= 100 && ran.1 >= 100, "{ran:?}");
    ran.0 + ran.1
}
