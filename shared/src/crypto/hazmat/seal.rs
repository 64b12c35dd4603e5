//! `SEAL(key, ctx, pt)`: C2SP chunked-encryption v1 with AES-256-GCM and HKDF-SHA-512.
//!
//! ```text
//! aead_key 32 ‖ base_nonce 12 ‖ commitment 32 =
//!     HKDF-Expand-SHA-512(key, "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM" ‖ 0 ‖ salt ‖ ctx, 76)
//! out = salt 24 ‖ commitment 32 ‖ chunks of 16 KiB, each + 16 of tag; nonce of chunk i = base_nonce ⊕ i
//! ```
//!
//! The last chunk is always shorter than 16 KiB, possibly empty: that is how truncation shows. The
//! commitment binds ciphertext to one key and one context before any chunk is opened.

use super::aead::{Aead, TAG_LEN};
use crate::crypto::{
    Random,
    error::{Checked, Refused, ensure},
    random::draw,
    secret::{Key, Secret, SecretBytes, equal},
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha512;

/// Bytes of plaintext in every chunk but the last.
pub(crate) const CHUNK: usize = 16 * 1024;
/// A full chunk with its tag.
pub(crate) const SEALED_CHUNK: usize = CHUNK + TAG_LEN;
/// Salt and commitment.
pub(crate) const HEADER: usize = SALT + 32;
/// Bytes of salt.
pub(crate) const SALT: usize = 24;

const INFO: &[u8] = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0";

/// Length of the ciphertext of `len` bytes: 56 + n + 16·(⌊n/16384⌋ + 1).
pub(crate) const fn sealed_len(len: u64) -> u64 {
    HEADER as u64 + len + TAG_LEN as u64 * (len / CHUNK as u64 + 1)
}

/// The keys of one ciphertext.
pub(crate) struct Sealer {
    aead: Aead,
    key: Key,
    base_nonce: [u8; 12],
    salt: [u8; SALT],
    commitment: [u8; 32],
}

impl Sealer {
    pub(crate) fn derive(key: &Key, salt: &[u8; SALT], ctx: &[u8]) -> Self {
        let okm = expand(key, salt, ctx);
        let (aead_key, rest) = okm.expose_secret().split_at(32);
        let (nonce, commitment) = rest.split_at(12);
        let mut aead_secret = Key::zeroed();
        aead_secret.expose_mut().copy_from_slice(aead_key);
        let mut sealer = Self {
            aead: Aead::new(&aead_secret),
            key: aead_secret,
            base_nonce: [0; 12],
            salt: *salt,
            commitment: [0; 32],
        };
        sealer.base_nonce.copy_from_slice(nonce);
        sealer.commitment.copy_from_slice(commitment);
        sealer
    }

    /// Derives from a stored header and checks the commitment.
    pub(crate) fn from_header(key: &Key, header: &[u8; HEADER], ctx: &[u8]) -> Checked<Self> {
        let (salt, commitment) = header.split_at(SALT);
        let sealer = Self::derive(key, salt.try_into().map_err(|_| Refused)?, ctx);
        ensure(equal(&sealer.commitment, commitment))?;
        Ok(sealer)
    }

    pub(crate) fn header(&self) -> [u8; HEADER] {
        let mut header = [0; HEADER];
        header[..SALT].copy_from_slice(&self.salt);
        header[SALT..].copy_from_slice(&self.commitment);
        header
    }

    /// The AES key, for a caller that hands it to the browser's own AES-GCM.
    pub(crate) fn aead_key(&self) -> &Key {
        &self.key
    }

    /// The nonce of a chunk: the counter goes into the low bytes, big endian.
    pub(crate) fn nonce(&self, index: u64) -> [u8; 12] {
        let mut nonce = self.base_nonce;
        for (byte, counter) in nonce[4..].iter_mut().zip(index.to_be_bytes()) {
            *byte ^= counter;
        }
        nonce
    }

    pub(crate) fn seal_chunk(&self, index: u64, plain: &[u8]) -> Vec<u8> {
        self.aead.seal(&self.nonce(index), b"", plain)
    }

    /// Opens one chunk. Whether its length is right for its place is the caller's knowledge.
    pub(crate) fn open_chunk(&self, index: u64, sealed: &[u8]) -> Checked<Vec<u8>> {
        ensure(sealed.len() <= SEALED_CHUNK)?;
        self.aead.open(&self.nonce(index), b"", sealed)
    }
}

fn expand(key: &Key, salt: &[u8; SALT], ctx: &[u8]) -> Secret<76> {
    let mut okm = Secret::<76>::zeroed();
    let mut previous = Secret::<64>::zeroed();
    for (i, block) in okm.expose_mut().chunks_mut(64).enumerate() {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha512>::new_from_slice(key.expose_secret()).expect("any key length");
        if i > 0 {
            mac.update(previous.expose_secret());
        }
        for part in [INFO, salt, ctx, &[if i == 0 { 1 } else { 2 }]] {
            mac.update(part);
        }
        previous.expose_mut().copy_from_slice(&mac.finalize().into_bytes());
        block.copy_from_slice(&previous.expose_secret()[..block.len()]);
    }
    okm
}

/// Seals a whole buffer under a fresh salt.
pub(crate) fn seal(key: &Key, ctx: &[u8], plain: &[u8], rng: &mut dyn Random) -> Vec<u8> {
    let sealer = Sealer::derive(key, &draw(rng), ctx);
    let mut out = sealer.header().to_vec();
    let full = plain.len() / CHUNK;
    for index in 0..=full {
        let end = plain.len().min((index + 1) * CHUNK);
        out.extend_from_slice(&sealer.seal_chunk(index as u64, &plain[index * CHUNK..end]));
    }
    out
}

/// Opens a whole buffer.
pub(crate) fn open(key: &Key, ctx: &[u8], sealed: &[u8]) -> Checked<SecretBytes> {
    let (header, chunks) = sealed.split_first_chunk::<HEADER>().ok_or(Refused)?;
    let sealer = Sealer::from_header(key, header, ctx)?;
    // A last chunk that is full, or a length that ends inside a tag, is a truncation.
    ensure(chunks.len() % SEALED_CHUNK >= TAG_LEN)?;
    let mut plain = zeroize::Zeroizing::new(Vec::with_capacity(chunks.len()));
    for (index, chunk) in chunks.chunks(SEALED_CHUNK).enumerate() {
        let part = zeroize::Zeroizing::new(sealer.open_chunk(index as u64, chunk)?);
        plain.extend_from_slice(&part);
    }
    Ok(SecretBytes::from(plain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::SystemRng;

    #[test]
    fn every_bit_counts() {
        let key = Key::new(&[7; 32]);
        let sealed = seal(&key, b"ctx", b"words", &mut SystemRng);
        assert_eq!(sealed.len() as u64, sealed_len(5));
        assert_eq!(open(&key, b"ctx", &sealed).unwrap().expose_secret(), b"words");
        for bit in 0..sealed.len() * 8 {
            let mut bad = sealed.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(open(&key, b"ctx", &bad).is_err(), "bit {bit}");
        }
        assert!(open(&key, b"other", &sealed).is_err());
        assert!(open(&Key::new(&[8; 32]), b"ctx", &sealed).is_err());
        for len in 0..sealed.len() {
            assert!(open(&key, b"ctx", &sealed[..len]).is_err(), "cut at {len}");
        }
    }

    /// E5: GCM alone lets one ciphertext open under several keys; the commitment names one. A header that
    /// commits to another key is refused although the chunks are authentic under ours, and the reverse.
    #[test]
    fn one_ciphertext_has_one_key() {
        let (a, b) = (Key::new(&[1; 32]), Key::new(&[2; 32]));
        let salt = [9; SALT];
        let (for_a, for_b) = (Sealer::derive(&a, &salt, b""), Sealer::derive(&b, &salt, b""));
        let chunk = for_a.seal_chunk(0, b"words");
        assert!(for_a.open_chunk(0, &chunk).is_ok(), "positive control");
        assert!(open(&a, b"", &[&for_a.header()[..], &chunk].concat()).is_ok(), "positive control");
        let committed_to_b = [&for_b.header()[..], &chunk].concat();
        assert!(open(&a, b"", &committed_to_b).is_err() && open(&b, b"", &committed_to_b).is_err());
    }

    #[test]
    fn chunks_cannot_move() {
        let key = Key::new(&[7; 32]);
        let plain = vec![3; 2 * CHUNK + 5];
        let sealed = seal(&key, b"", &plain, &mut SystemRng);
        assert_eq!(sealed.len() as u64, sealed_len(plain.len() as u64));
        assert_eq!(open(&key, b"", &sealed).unwrap().expose_secret(), plain);
        let (head, chunks) = sealed.split_at(HEADER);
        let (a, b, c) = (
            &chunks[..SEALED_CHUNK],
            &chunks[SEALED_CHUNK..2 * SEALED_CHUNK],
            &chunks[2 * SEALED_CHUNK..],
        );
        for (name, order) in [
            ("swapped", vec![b, a, c]),
            ("dropped", vec![a, c]),
            ("doubled", vec![a, b, b, c]),
            ("no end", vec![a, b]),
            ("two ends", vec![a, b, c, c]),
        ] {
            let bad = [head, &order.concat()].concat();
            assert!(open(&key, b"", &bad).is_err(), "{name}");
        }
    }

    #[test]
    fn boundaries_round_trip() {
        let key = Key::new(&[9; 32]);
        for len in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let plain = vec![0x5a; len];
            let sealed = seal(&key, b"c", &plain, &mut SystemRng);
            assert_eq!(sealed.len() as u64, sealed_len(len as u64));
            assert_eq!(open(&key, b"c", &sealed).unwrap().expose_secret(), plain);
        }
    }
}
