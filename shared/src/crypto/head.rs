//! Heads: the owner's word, at a strong check-in that opens the vault, that a version is still the newest.
//!
//! ```text
//! head   = "stf1/head" ‖ suite ‖ owner ‖ r ‖ handover ‖ version ‖ H(header) ‖ time          (107)
//! stored = head ‖ Ed25519("stf1/sig/fresh" ‖ head)                                          (171)
//! ```
//!
//! A head bounds how old a replayed version can be; it is no proof of anything else. Only the owner's newest
//! key counts, a retired one proves nothing fresh, and a head from the future is not fresh.

use super::{
    bundle::Bundle,
    error::{Checked, ensure},
    hazmat::sign,
    labels,
    vault::OwnKeys,
    version::HeaderId,
    wire::Reader,
};

/// Bytes of a head with its signature.
pub const HEAD_LEN: usize = 171;

/// How far a head may lie ahead of the reader's clock, in milliseconds: clocks of people differ by minutes.
pub const HEAD_AHEAD_MAX: u64 = 600_000;

/// A head, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Which header it names.
    pub of: HeaderId,
    /// Milliseconds since 1970, by the owner's clock.
    pub time: u64,
}

impl Head {
    /// Reads a head without checking who signed it: what a server needs to keep the newest.
    ///
    /// # Errors
    /// [`super::Refused`] for another length, label or suite.
    pub fn parse(stored: &[u8]) -> Checked<Self> {
        Ok(split(stored)?.0)
    }
}

fn split(stored: &[u8]) -> Checked<(Head, [u8; 64])> {
    let mut reader = Reader::new(stored);
    let of = HeaderId::read(&mut reader, labels::HEAD)?;
    let head = Head { of, time: reader.u64()? };
    let signature = reader.array()?;
    reader.end()?;
    Ok((head, signature))
}

/// Signs a head with the owner's keys in use.
///
/// # Errors
/// [`super::Refused`] for somebody else's header or version 0.
pub fn make_head(of: &HeaderId, time: u64, owner: &OwnKeys) -> Checked<Vec<u8>> {
    ensure(of.context.owner == owner.bundle.account() && of.context.version > 0)?;
    let head = of.write(labels::HEAD).u64(time).done();
    let signature = sign::sign(&owner.secrets.ed25519, labels::SIG_FRESH, &head);
    Ok([&head[..], &signature].concat())
}

/// Checks a head against the header it is to confirm. `owner` is the newest bundle of the owner that the
/// reader knows, `now` the reader's clock.
///
/// # Errors
/// [`super::Refused`] for another header, another key, the future, or a single changed bit.
pub fn open_head(stored: &[u8], of: &HeaderId, owner: &Bundle, now: u64) -> Checked<Head> {
    let (head, signature) = split(stored)?;
    ensure(head.of == *of && of.context.owner == owner.account())?;
    owner.verify(labels::SIG_FRESH, &stored[..stored.len() - signature.len()], &signature)?;
    ensure(head.time <= now.saturating_add(HEAD_AHEAD_MAX))?;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{
        SystemRng,
        bundle::IdentityKeys,
        testing::{NOW, named, opens_only_whole, other_names, own_keys},
    };

    #[test]
    fn says_which_header_and_when() {
        let owner = own_keys(1);
        let stored = make_head(&named(), NOW, &owner).unwrap();
        assert_eq!(stored.len(), HEAD_LEN);
        let head = Head { of: named(), time: NOW };
        assert_eq!(Head::parse(&stored), Ok(head));
        assert_eq!(open_head(&stored, &named(), &owner.bundle, NOW), Ok(head));
        assert!(make_head(&named(), NOW, &own_keys(2)).is_err(), "somebody else's header");
        let mut none = named();
        none.context.version = 0;
        assert!(make_head(&none, NOW, &owner).is_err(), "versions count from 1");
    }

    #[test]
    fn the_future_is_not_fresh() {
        let owner = own_keys(1);
        let stored = make_head(&named(), NOW, &owner).unwrap();
        let at = |now| open_head(&stored, &named(), &owner.bundle, now);
        assert!(at(NOW - HEAD_AHEAD_MAX).is_ok() && at(NOW - HEAD_AHEAD_MAX - 1).is_err());
    }

    #[test]
    fn a_retired_key_proves_nothing() {
        let (old, new) = (own_keys(1), IdentityKeys::make(&mut SystemRng));
        let newer = old.bundle.make_next(&old.secrets, &new).unwrap();
        let stored = make_head(&named(), NOW, &old).unwrap();
        assert!(open_head(&stored, &named(), &newer, NOW).is_err());
    }

    #[test]
    fn every_bit_and_every_field_counts() {
        let owner = own_keys(1);
        let stored = make_head(&named(), NOW, &owner).unwrap();
        opens_only_whole(&stored, |bytes| open_head(bytes, &named(), &owner.bundle, NOW).is_ok());
        for (what, other) in other_names() {
            assert!(open_head(&stored, &other, &owner.bundle, NOW).is_err(), "{what}");
        }
    }
}
