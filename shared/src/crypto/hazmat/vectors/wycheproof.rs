//! Project Wycheproof: AES-256-GCM, Ed25519, HKDF-SHA-256, C2SP chunked encryption. X25519 and ML-KEM-768 are
//! beside what uses them.

#![expect(clippy::unwrap_used, reason = "a vector that does not hold ends the run")]

use crate::crypto::{
    Key,
    hazmat::{aead::Aead, hash, seal, sign},
};
use ::wycheproof::{TestResult, aead, chunked_encryption, eddsa, hkdf};
use std::io::Read as _;

pub(in crate::crypto) fn aes_256_gcm() -> usize {
    let mut ran = (0, 0);
    for group in aead::TestSet::load(aead::TestName::AesGcm).unwrap().test_groups {
        if (group.key_size, group.nonce_size, group.tag_size) != (256, 96, 128) {
            continue;
        }
        for test in group.tests {
            let cipher = Aead::new(&Key::from_slice(&test.key).unwrap());
            let nonce = test.nonce[..].try_into().unwrap();
            let sealed = [&test.ct[..], &test.tag].concat();
            let opened = cipher.open(nonce, &test.aad, &sealed);
            if test.result == TestResult::Valid {
                assert_eq!(opened.as_deref(), Ok(&test.pt[..]), "{}", test.tc_id);
                assert_eq!(cipher.seal(nonce, &test.aad, &test.pt), sealed, "{}", test.tc_id);
                ran.0 += 1;
            } else {
                assert!(opened.is_err(), "{}", test.tc_id);
                ran.1 += 1;
            }
        }
    }
    assert!(ran.0 >= 30 && ran.1 >= 20, "{ran:?}");
    ran.0 + ran.1
}

pub(in crate::crypto) fn ed25519() -> usize {
    let mut ran = (0, 0);
    for group in eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap().test_groups {
        let public = group.key.pk[..].try_into().unwrap();
        for test in group.tests {
            let verified = test.sig[..]
                .try_into()
                .is_ok_and(|sig| sign::verify(public, b"", &test.msg, sig).is_ok());
            assert_eq!(
                verified,
                test.result == TestResult::Valid,
                "{} {}",
                test.tc_id,
                test.comment
            );
            *(if verified { &mut ran.0 } else { &mut ran.1 }) += 1;
        }
    }
    assert!(ran.0 >= 50 && ran.1 >= 50, "{ran:?}");
    ran.0 + ran.1
}

pub(in crate::crypto) fn chunked_encryption() -> usize {
    let set =
        chunked_encryption::TestSet::load(chunked_encryption::TestName::Cobblestone256).unwrap();
    let mut ran = (0, 0);
    for test in set.test_groups.into_iter().flat_map(|g| g.tests) {
        // The file holds ciphertexts compressed with zlib.
        let mut ct = Vec::new();
        flate2::read::ZlibDecoder::new(&test.ct[..]).read_to_end(&mut ct).unwrap();
        let opened = Key::from_slice(&test.key).and_then(|key| seal::open(&key, &test.ctx, &ct));
        assert_eq!(
            opened.is_ok(),
            test.result == TestResult::Valid,
            "{} {}",
            test.tc_id,
            test.comment
        );
        let Ok(plain) = opened else {
            ran.1 += 1;
            continue;
        };
        assert_eq!(Some(plain.len()), test.msg_length, "{}", test.tc_id);
        let digest = <sha2::Sha512 as sha2::Digest>::digest(plain.expose_secret());
        assert_eq!(Some(&digest[..]), test.msg_sha512.as_ref().map(|v| &v[..]), "{}", test.tc_id);
        reseal(&Key::from_slice(&test.key).unwrap(), &test.ctx, &ct, plain.expose_secret());
        ran.0 += 1;
    }
    assert!(ran.0 >= 5 && ran.1 >= 15, "{ran:?}");
    ran.0 + ran.1
}

/// With the vector's salt, sealing gives the vector's bytes.
fn reseal(key: &Key, ctx: &[u8], ct: &[u8], plain: &[u8]) {
    let sealer = seal::Sealer::derive(key, ct[..seal::SALT].try_into().unwrap(), ctx);
    let mut out = sealer.header().to_vec();
    for index in 0..=plain.len() / seal::CHUNK {
        let end = plain.len().min((index + 1) * seal::CHUNK);
        out.extend(sealer.seal_chunk(index as u64, &plain[index * seal::CHUNK..end]));
    }
    assert!(out == ct);
    assert_eq!(out.len() as u64, seal::sealed_len(plain.len() as u64));
}

pub(in crate::crypto) fn hkdf_sha_256() -> usize {
    let mut ran = (0, 0, 0);
    let set = hkdf::TestSet::load(hkdf::TestName::HkdfSha256).unwrap();
    for test in set.test_groups.into_iter().flat_map(|g| g.tests) {
        let mut okm = vec![0; test.size];
        let expanded = ::hkdf::Hkdf::<sha2::Sha256>::new(Some(&test.salt), &test.ikm)
            .expand(&test.info, &mut okm);
        assert_eq!(expanded.is_ok(), test.result == TestResult::Valid, "{}", test.tc_id);
        if expanded.is_err() {
            ran.1 += 1;
            continue;
        }
        assert_eq!(okm, test.okm[..], "{}", test.tc_id);
        ran.0 += 1;
        if test.salt.is_empty() {
            let ours = hash::kdf(&test.ikm, b"", &[&test.info]);
            let len = okm.len().min(32);
            assert_eq!(ours.expose_secret()[..len], okm[..len], "{}", test.tc_id);
            ran.2 += 1;
        }
    }
    assert!(ran.0 >= 60 && ran.1 >= 1 && ran.2 >= 10, "{ran:?}");
    ran.0 + ran.1
}
