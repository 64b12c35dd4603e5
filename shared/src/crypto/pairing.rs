//! Pairing: why the server cannot swap a key.
//!
//! `S_inv` travels in the fragment of the invitation link, which no server sees. Out of it come a pre-shared
//! key for every later wrap and two proofs that both sides saw the same bundles. Who has no fragment
//! compares forty digits, made slow by Argon2id so that no two bundles can be searched for that agree in a
//! part of them.

use super::{
    Hash, Random,
    bundle::Bundle,
    error::{Checked, Refused, ensure},
    hazmat::{hash, stretch},
    labels,
    secret::{Key, SecretText, equal},
};
use crate::ids::{AccountId, InviteId};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// `S_inv`: 32 random bytes, single use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InviteSecret(Key);

/// The pre-shared key of a pairing and whose it is. Its HPKE name is `"stf1/pair/id" ‖ invite`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Psk {
    /// The pairing.
    pub invite: InviteId,
    /// The key.
    pub key: Key,
}

impl Psk {
    pub(super) fn hpke_id(&self) -> Vec<u8> {
        [labels::PAIR_ID, self.invite.as_bytes()].concat()
    }
}

/// Which invitation: whose, and which one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invitation {
    /// Who invites.
    pub owner: AccountId,
    /// The invitation.
    pub invite: InviteId,
}

impl InviteSecret {
    /// Draws a new one.
    #[must_use]
    pub fn make(rng: &mut dyn Random) -> Self {
        Self(Key::make(rng))
    }

    /// Takes a stored one.
    #[must_use]
    pub fn from_key(key: Key) -> Self {
        Self(key)
    }

    /// For the vault.
    #[must_use]
    pub fn key(&self) -> &Key {
        &self.0
    }

    /// The fragment of the link, 43 characters.
    #[must_use]
    pub fn to_fragment(&self) -> SecretText {
        SecretText::new(URL_SAFE_NO_PAD.encode(self.0.expose_secret()))
    }

    /// Reads the fragment of a link.
    ///
    /// # Errors
    /// [`Refused`] when it is none.
    pub fn from_fragment(fragment: &str) -> Checked<Self> {
        let bytes = zeroize::Zeroizing::new(URL_SAFE_NO_PAD.decode(fragment).map_err(|_| Refused)?);
        Key::from_slice(&bytes).map(Self)
    }

    /// The pre-shared key of this pairing.
    #[must_use]
    pub fn psk(&self, invitation: &Invitation) -> Psk {
        let info: [&[u8]; 2] = [invitation.owner.as_bytes(), invitation.invite.as_bytes()];
        Psk {
            invite: invitation.invite,
            key: hash::kdf(self.0.expose_secret(), labels::PAIR_PSK, &info),
        }
    }

    /// The owner's proof, sent with the invitation.
    #[must_use]
    pub fn owner_proof(&self, owner: &Bundle, invite: InviteId) -> Hash {
        let key = hash::kdf(self.0.expose_secret(), labels::PAIR_MAC_OWNER, &[]);
        hash::hmac_sha256(key.expose_secret(), &[&owner.hash(), invite.as_bytes()])
    }

    /// The recipient's check, before the owner's name is shown.
    ///
    /// # Errors
    /// [`Refused`] when the server shows another bundle, another owner, or belongs to another invitation.
    pub fn check_owner(
        &self,
        invitation: &Invitation,
        owner: &Bundle,
        proof: &[u8],
    ) -> Checked<()> {
        ensure(owner.account() == invitation.owner)?;
        ensure(equal(&self.owner_proof(owner, invitation.invite), proof))
    }

    /// The recipient's proof, sent at acceptance.
    #[must_use]
    pub fn recipient_proof(&self, owner: &Bundle, recipient: &Bundle, invite: InviteId) -> Hash {
        let key = hash::kdf(self.0.expose_secret(), labels::PAIR_MAC_RECIPIENT, &[]);
        hash::hmac_sha256(
            key.expose_secret(),
            &[&owner.hash(), &recipient.hash(), invite.as_bytes()],
        )
    }

    /// The owner's check at the next visit, once; `owner` is the bundle of the invitation.
    ///
    /// # Errors
    /// [`Refused`] when the server shows another recipient's bundle, or the owner's own.
    pub fn check_recipient(
        &self,
        owner: &Bundle,
        recipient: &Bundle,
        invite: InviteId,
        proof: &[u8],
    ) -> Checked<()> {
        ensure(owner.account() != recipient.account())?;
        ensure(equal(&self.recipient_proof(owner, recipient, invite), proof))
    }
}

/// The number two people compare: eight groups of five digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number([u32; 8]);

impl Number {
    /// `Argon2id(min(Ha, Hb) ‖ max(Ha, Hb))`, 40 bytes; the same on both sides. Takes about 0.2 s.
    ///
    /// # Errors
    /// [`Refused`] if the memory cannot be had.
    pub fn derive(a: &Bundle, b: &Bundle) -> Checked<Self> {
        let (low, high) = ordered(a, b);
        let mut salt = [0; 16];
        salt.copy_from_slice(&hash::sha256(&[labels::NUMBER])[..16]);
        let mut out = [0; 40];
        stretch::argon2id(&[low, high].concat(), &salt, &mut out).map_err(|_| Refused)?;
        Ok(Self(std::array::from_fn(|i| {
            let group =
                out[5 * i..5 * i + 5].iter().fold(0u64, |n, byte| n << 8 | u64::from(*byte));
            (group % 100_000) as u32
        })))
    }

    /// The groups with leading zeros.
    #[must_use]
    pub fn groups(&self) -> [String; 8] {
        self.0.map(|group| format!("{group:05}"))
    }
}

/// What the QR code holds, the same on both sides: `"stf1/number" ‖ min(Ha, Hb) ‖ max(Ha, Hb)`. Sorted, like
/// the number: two people who hand over to each other have no common idea of who is the owner.
#[must_use]
pub fn qr(a: &Bundle, b: &Bundle) -> Vec<u8> {
    let (low, high) = ordered(a, b);
    [labels::NUMBER, &low, &high].concat()
}

/// Compares a code scanned from the other side in full.
///
/// # Errors
/// [`Refused`] unless it names exactly these two bundles.
pub fn check_qr(scanned: &[u8], a: &Bundle, b: &Bundle) -> Checked<()> {
    ensure(equal(scanned, &qr(a, b)))
}

fn ordered(a: &Bundle, b: &Bundle) -> (Hash, Hash) {
    (a.hash().min(b.hash()), a.hash().max(b.hash()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{SystemRng, bundle::IdentityKeys};

    fn bundle(id: u8) -> Bundle {
        Bundle::make(AccountId::from_bytes([id; 16]), &IdentityKeys::make(&mut SystemRng)).unwrap()
    }

    #[test]
    fn a_swapped_bundle_breaks_the_proof() {
        let secret = InviteSecret::make(&mut SystemRng);
        let secret = InviteSecret::from_fragment(secret.to_fragment().expose_secret()).unwrap();
        let (owner, recipient, thief) = (bundle(1), bundle(2), bundle(1));
        let invite = InviteId::from_bytes([7; 16]);
        let invitation = Invitation { owner: owner.account(), invite };
        let proof = secret.owner_proof(&owner, invite);
        secret.check_owner(&invitation, &owner, &proof).unwrap();
        assert!(secret.check_owner(&invitation, &thief, &proof).is_err(), "swapped owner");
        assert!(
            secret
                .check_owner(&Invitation { owner: recipient.account(), invite }, &owner, &proof)
                .is_err(),
            "other owner id"
        );
        assert!(
            secret
                .check_owner(
                    &Invitation { invite: InviteId::from_bytes([8; 16]), ..invitation },
                    &owner,
                    &proof
                )
                .is_err()
        );
        assert!(
            InviteSecret::make(&mut SystemRng).check_owner(&invitation, &owner, &proof).is_err(),
            "without the secret"
        );

        let proof = secret.recipient_proof(&owner, &recipient, invite);
        secret.check_recipient(&owner, &recipient, invite, &proof).unwrap();
        assert!(
            secret.check_recipient(&owner, &bundle(2), invite, &proof).is_err(),
            "swapped recipient"
        );
        assert!(
            secret.check_recipient(&thief, &recipient, invite, &proof).is_err(),
            "swapped owner"
        );
        assert!(
            secret
                .check_recipient(&owner, &recipient, invite, &secret.owner_proof(&owner, invite))
                .is_err(),
            "proofs differ in kind"
        );
        let own = secret.recipient_proof(&owner, &thief, invite);
        assert!(
            secret.check_recipient(&owner, &thief, invite, &own).is_err(),
            "a peer with one's own id"
        );
    }

    #[test]
    fn the_key_is_bound_to_owner_and_invitation() {
        let secret = InviteSecret::make(&mut SystemRng);
        let at = |owner, invite| {
            secret.psk(&Invitation {
                owner: AccountId::from_bytes([owner; 16]),
                invite: InviteId::from_bytes([invite; 16]),
            })
        };
        assert_eq!(at(1, 1), at(1, 1));
        assert_ne!(at(1, 1).key, at(2, 1).key);
        assert_ne!(at(1, 1).key, at(1, 2).key);
    }

    #[test]
    fn both_sides_see_one_number() {
        let (a, b, c) = (bundle(1), bundle(2), bundle(2));
        let number = Number::derive(&a, &b).unwrap();
        assert_eq!(number, Number::derive(&b, &a).unwrap());
        assert_ne!(number, Number::derive(&a, &c).unwrap());
        assert!(
            number.groups().iter().all(|g| g.len() == 5 && g.bytes().all(|c| c.is_ascii_digit()))
        );
        check_qr(&qr(&a, &b), &a, &b).unwrap();
        assert!(check_qr(&qr(&a, &c), &a, &b).is_err());
        check_qr(&qr(&b, &a), &a, &b).unwrap();
        assert!(check_qr(&qr(&a, &b)[1..], &a, &b).is_err(), "in full");
    }

    #[test]
    fn malformed_fragments_are_refused() {
        let good = InviteSecret::make(&mut SystemRng).to_fragment();
        let good = good.expose_secret();
        for bad in ["", &good[1..], &format!("{good}A"), &good.replace(&good[..1], "!")] {
            assert!(InviteSecret::from_fragment(bad).is_err());
        }
    }
}
