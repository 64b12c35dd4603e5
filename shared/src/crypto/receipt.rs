//! Receipts: the recipient's proof that a version was opened, for the yearly canary and for a release.
//!
//! ```text
//! proof   = KDF(body_key, "stf1/proof" ‖ H(header) ‖ r)
//! receipt = "stf1/receipt" ‖ suite ‖ owner ‖ r ‖ handover ‖ version ‖ H(header) ‖ proof ‖ time   (142)
//! stored  = receipt ‖ Ed25519 of the recipient("stf1/sig/receipt" ‖ receipt)                     (206)
//! ```
//!
//! The signature says who, the proof says that they held the body key. The server can hide a receipt, it
//! cannot make one.

use super::{
    Hash, Key,
    bundle::Bundle,
    error::{Checked, ensure},
    hazmat::{hash, sign},
    labels,
    secret::equal,
    vault::OwnKeys,
    version::HeaderId,
    wire::Reader,
};

/// Bytes of a receipt with its signature.
pub const RECEIPT_LEN: usize = 206;

/// A receipt, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Which header was opened.
    pub of: HeaderId,
    /// Milliseconds since 1970, by the recipient's clock.
    pub time: u64,
}

impl Receipt {
    /// Reads a receipt without checking it: what a server needs to file it.
    ///
    /// # Errors
    /// [`super::Refused`] for another length, label or suite.
    pub fn parse(stored: &[u8]) -> Checked<Self> {
        Ok(split(stored)?.0)
    }
}

fn split(stored: &[u8]) -> Checked<(Receipt, Hash, [u8; 64])> {
    let mut reader = Reader::new(stored);
    let of = HeaderId::read(&mut reader, labels::RECEIPT)?;
    let proof = reader.array()?;
    let receipt = Receipt { of, time: reader.u64()? };
    let signature = reader.array()?;
    reader.end()?;
    Ok((receipt, proof, signature))
}

fn proof(of: &HeaderId, body_key: &Key) -> Hash {
    let info: [&[u8]; 2] = [&of.hash, of.recipient.as_bytes()];
    *hash::kdf(body_key.expose_secret(), labels::PROOF, &info).expose_secret()
}

/// Signs a receipt after opening, with the recipient's keys in use.
///
/// # Errors
/// [`super::Refused`] for a version that was for somebody else, or version 0.
pub fn make_receipt(
    of: &HeaderId,
    body_key: &Key,
    time: u64,
    recipient: &OwnKeys,
) -> Checked<Vec<u8>> {
    ensure(of.recipient == recipient.bundle.account() && of.context.version > 0)?;
    let receipt = of.write(labels::RECEIPT).put(&proof(of, body_key)).u64(time).done();
    let signature = sign::sign(&recipient.secrets.ed25519, labels::SIG_RECEIPT, &receipt);
    Ok([&receipt[..], &signature].concat())
}

/// The owner's check of a receipt. `recipient` is one of the recipient's pinned bundles: receipts are kept
/// for years, and keys are renewed in between.
///
/// # Errors
/// [`super::Refused`] for another header, key or proof, or a single changed bit.
pub fn open_receipt(
    stored: &[u8],
    of: &HeaderId,
    body_key: &Key,
    recipient: &Bundle,
) -> Checked<Receipt> {
    let (receipt, shown, signature) = split(stored)?;
    ensure(receipt.of == *of && of.recipient == recipient.account())?;
    recipient.verify(labels::SIG_RECEIPT, &stored[..stored.len() - signature.len()], &signature)?;
    ensure(equal(&shown, &proof(of, body_key)))?;
    Ok(receipt)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{
        head::make_head,
        testing::{NOW, named, opens_only_whole, other_names, own_keys},
    };

    #[test]
    fn proves_who_opened_what() {
        let (reader, body_key) = (own_keys(2), Key::new(&[8; 32]));
        let stored = make_receipt(&named(), &body_key, NOW, &reader).unwrap();
        assert_eq!(stored.len(), RECEIPT_LEN);
        let receipt = Receipt { of: named(), time: NOW };
        assert_eq!(Receipt::parse(&stored), Ok(receipt));
        assert_eq!(open_receipt(&stored, &named(), &body_key, &reader.bundle), Ok(receipt));
        assert!(make_receipt(&named(), &body_key, NOW, &own_keys(1)).is_err(), "somebody else's");
        let mut none = named();
        none.context.version = 0;
        assert!(make_receipt(&none, &body_key, NOW, &reader).is_err(), "versions count from 1");
        let forged = none.write(labels::RECEIPT).put(&[0; 32]).u64(NOW).put(&[0; 64]).done();
        assert_eq!(forged.len(), stored.len());
        assert!(Receipt::parse(&forged).is_err(), "here too");
    }

    #[test]
    fn nobody_makes_one_without_the_body_key() {
        let (reader, body_key) = (own_keys(2), Key::new(&[8; 32]));
        let guessed = make_receipt(&named(), &Key::new(&[9; 32]), NOW, &reader).unwrap();
        assert!(open_receipt(&guessed, &named(), &body_key, &reader.bundle).is_err());
        let by_another = make_receipt(&named(), &body_key, NOW, &own_keys(2)).unwrap();
        assert!(open_receipt(&by_another, &named(), &body_key, &reader.bundle).is_err());
    }

    #[test]
    fn every_bit_and_every_field_counts() {
        let (reader, body_key) = (own_keys(2), Key::new(&[8; 32]));
        let stored = make_receipt(&named(), &body_key, NOW, &reader).unwrap();
        let opens = |stored: &[u8], of: &HeaderId| {
            open_receipt(stored, of, &body_key, &reader.bundle).is_ok()
        };
        opens_only_whole(&stored, |bytes| opens(bytes, &named()));
        for (what, other) in other_names() {
            assert!(!opens(&stored, &other), "{what}");
        }
    }

    #[test]
    fn a_head_is_no_receipt() {
        let owner = own_keys(1);
        let head = make_head(&named(), NOW, &owner).unwrap();
        assert!(Receipt::parse(&head).is_err());
    }
}
