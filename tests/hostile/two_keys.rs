//! A ciphertext that opens under two keys: what a server that guesses at passwords would put into a slot, to
//! learn from one login whether any of many guesses was right. AES-GCM alone does not refuse it.

use aes_gcm::{
    Aes256Gcm, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use hmac::{Hmac, Mac as _};
use sha2::{Sha256, Sha512};
use stafeta_shared::crypto::{labels, opaque::ExportKey};

const INFO: &[u8] = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0";

/// The keys SEAL derives for a ciphertext.
struct Derived {
    aead: Aes256Gcm,
    nonce: [u8; 12],
    commitment: [u8; 32],
}

fn mac_512(key: &[u8], parts: &[&[u8]]) -> [u8; 64] {
    let mut mac = Hmac::<Sha512>::new_from_slice(key).unwrap();
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

fn mac_256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

/// KEK of a password slot.
pub(crate) fn kek(export_key: &ExportKey) -> [u8; 32] {
    let extracted = mac_256(&[0; 32], &[export_key.expose_secret()]);
    mac_256(&extracted, &[labels::KEK_PASSWORD, &[1]])
}

impl Derived {
    fn new(key: &[u8; 32], salt: &[u8; 24], ctx: &[u8]) -> Self {
        let first = mac_512(key, &[INFO, salt, ctx, &[1]]);
        let second = mac_512(key, &[&first, INFO, salt, ctx, &[2]]);
        let all = [first, second].concat();
        Self {
            aead: Aes256Gcm::new_from_slice(&all[..32]).unwrap(),
            nonce: all[32..44].try_into().unwrap(),
            commitment: all[44..76].try_into().unwrap(),
        }
    }

    fn seal(&self, plain: &[u8]) -> Vec<u8> {
        let payload = Payload { msg: plain, aad: b"" };
        self.aead.encrypt(&Nonce::from(self.nonce), payload).unwrap()
    }

    /// The tag that goes with a ciphertext of 32 bytes.
    fn tag(&self, ciphertext: &[u8; 32]) -> u128 {
        let stream = self.seal(&[0; 32]);
        let plain: Vec<u8> = ciphertext.iter().zip(&stream).map(|(c, s)| c ^ s).collect();
        u128::from_be_bytes(self.seal(&plain)[32..].try_into().unwrap())
    }

    fn opens(&self, chunk: &[u8]) -> bool {
        self.aead.decrypt(&Nonce::from(self.nonce), chunk).is_ok()
    }
}

/// A slot under `ctx` that both keys open, as far as AES-GCM goes; committed to the first or to the second.
pub(crate) fn slot(ctx: &[u8], keys: [&[u8; 32]; 2], committed: usize) -> Vec<u8> {
    let salt = [7; 24];
    let derived = keys.map(|key| Derived::new(key, &salt, ctx));
    let ciphertext = collide(&derived);
    let tag = derived[0].tag(&ciphertext).to_be_bytes();
    let chunk = [&ciphertext[..], &tag].concat();
    assert!(derived.iter().all(|one| one.opens(&chunk)), "AES-GCM opens it under both keys");
    [ctx, &salt, &derived[committed].commitment, &chunk].concat()
}

/// Two blocks of ciphertext whose tags agree under both keys. A tag is affine in the ciphertext over GF(2), so
/// the second block is the solution of 128 linear equations.
fn collide(derived: &[Derived; 2]) -> [u8; 32] {
    let difference = |second: u128| {
        let mut blocks = [0x33; 32];
        blocks[16..].copy_from_slice(&second.to_be_bytes());
        derived[0].tag(&blocks) ^ derived[1].tag(&blocks)
    };
    let constant = difference(0);
    // Rows: what a bit of the block does to the difference, and which bits that was.
    let mut basis: Vec<(u128, u128)> = Vec::new();
    let reduce = |basis: &[(u128, u128)], mut image: u128, mut bits: u128| {
        for (row, made) in basis {
            if image ^ row < image {
                image ^= row;
                bits ^= made;
            }
        }
        (image, bits)
    };
    for bit in 0..128 {
        let (image, bits) = reduce(&basis, difference(1 << bit) ^ constant, 1 << bit);
        if image != 0 {
            basis.push((image, bits));
            basis.sort_unstable_by_key(|row| std::cmp::Reverse(row.0));
        }
    }
    let (left, second) = reduce(&basis, constant, 0);
    assert_eq!(left, 0, "the equations have a solution");
    let mut blocks = [0x33; 32];
    blocks[16..].copy_from_slice(&second.to_be_bytes());
    blocks
}
