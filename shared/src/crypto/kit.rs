//! The recovery kit: 20 random bytes on paper, complete in themselves. Whoever holds the paper is the account.
//!
//! 32 Crockford symbols, high bits first, in eight groups of four, each followed by a check symbol
//! `alphabet[H("stf1/kit/check" ‖ group 0…7 ‖ the four symbols)[0] & 31]`, so that a slip of the pen is
//! found in its group. Three independent values come out of the code: the slot's key, the login key and the
//! locator by which the server finds the account.

use super::{
    Random, Suite,
    error::{Checked, Refused},
    hazmat::{hash, sign},
    labels,
    secret::{Key, Secret, SecretText},
    wire::Writer,
};
use crate::ids::LoginId;
use zeroize::Zeroizing;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS: usize = 8;

/// Where the server finds the account of a kit; public.
pub type Locator = [u8; 16];

/// The code of a kit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KitCode(Secret<20>);

/// Why a typed code is none; says where to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KitCodeError {
    /// Not 40 symbols.
    #[error("the code has {0} of 40 symbols")]
    Length(usize),
    /// A character outside the alphabet, in this group (from 0).
    #[error("group {0} holds a character that no code contains")]
    Symbol(usize),
    /// The check symbol of this group (from 0) does not fit.
    #[error("group {0} was mistyped")]
    Check(usize),
}

impl KitCode {
    /// Draws a new code.
    #[must_use]
    pub fn make(rng: &mut dyn Random) -> Self {
        Self(Secret::make(rng))
    }

    /// A code of known bytes (tests, vectors).
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 20]) -> Self {
        Self(Secret::new(bytes))
    }

    /// Reads what a person typed: case, blanks and hyphens do not matter, O is 0, I and L are 1.
    ///
    /// # Errors
    /// [`KitCodeError`] names the group to look at.
    pub fn parse(typed: &str) -> Result<Self, KitCodeError> {
        let symbols = read_symbols(typed)?;
        if symbols.len() != GROUPS * 5 {
            return Err(KitCodeError::Length(symbols.len()));
        }
        let mut code = Self(Secret::zeroed());
        for (group, values) in symbols.chunks_exact(5).enumerate() {
            if check_symbol(group, &values[..4]) != values[4] {
                return Err(KitCodeError::Check(group));
            }
            code.put_group(group, &values[..4]);
        }
        Ok(code)
    }

    /// The eight groups as printed, each with its check symbol, joined by hyphens.
    #[must_use]
    pub fn to_text(&self) -> SecretText {
        let mut text = String::with_capacity(GROUPS * 6);
        for group in 0..GROUPS {
            if group > 0 {
                text.push('-');
            }
            let values = self.group(group);
            let check = check_symbol(group, &values);
            for value in values.into_iter().chain([check]) {
                text.push(char::from(ALPHABET[usize::from(value)]));
            }
        }
        SecretText::new(text)
    }

    #[cfg(feature = "vectors")]
    pub(super) fn expose_bytes(&self) -> &[u8; 20] {
        self.0.expose_secret()
    }

    /// The key of the kit's slot.
    pub(super) fn kek(&self) -> Key {
        hash::kdf(self.0.expose_secret(), labels::KEK_KIT, &[])
    }

    /// By which the server finds the account.
    #[must_use]
    pub fn locator(&self) -> Locator {
        let mut locator = [0; 16];
        locator.copy_from_slice(
            &hash::kdf(self.0.expose_secret(), labels::KIT_LOCATOR, &[]).expose_secret()[..16],
        );
        locator
    }

    /// The public key the server keeps to check a kit login.
    #[must_use]
    pub fn login_public_key(&self) -> [u8; 32] {
        sign::public_key(&self.login_seed())
    }

    /// Answers the server's challenge.
    #[must_use]
    pub fn sign_login(&self, challenge: &KitChallenge<'_>) -> [u8; 64] {
        sign::sign(&self.login_seed(), labels::SIG_KIT_LOGIN, &challenge.message())
    }

    fn login_seed(&self) -> Key {
        hash::kdf(self.0.expose_secret(), labels::AUTH_KIT, &[])
    }

    /// Group of four 5-bit values: 20 bits, two groups to five bytes.
    fn group(&self, group: usize) -> [u8; 4] {
        let bytes = self.0.expose_secret();
        std::array::from_fn(|i| {
            let bit = group * 20 + i * 5;
            let pair =
                u16::from_be_bytes([bytes[bit / 8], bytes.get(bit / 8 + 1).copied().unwrap_or(0)]);
            ((pair >> (11 - bit % 8)) & 31) as u8
        })
    }

    fn put_group(&mut self, group: usize, values: &[u8]) {
        for (i, value) in values.iter().enumerate() {
            for k in 0..5 {
                let bit = group * 20 + i * 5 + k;
                self.0.expose_mut()[bit / 8] |= ((value >> (4 - k)) & 1) << (7 - bit % 8);
            }
        }
    }
}

fn read_symbols(typed: &str) -> Result<Zeroizing<Vec<u8>>, KitCodeError> {
    let mut values = Zeroizing::new(Vec::with_capacity(GROUPS * 5));
    for c in
        typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '‑' | '–' | '—'))
    {
        let c = match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        match ALPHABET.iter().position(|a| char::from(*a) == c) {
            Some(value) => values.push(value as u8),
            None => return Err(KitCodeError::Symbol(values.len() / 5)),
        }
    }
    Ok(values)
}

fn check_symbol(group: usize, values: &[u8]) -> u8 {
    let symbols: Zeroizing<Vec<u8>> =
        Zeroizing::new(values.iter().map(|v| ALPHABET[usize::from(*v)]).collect());
    hash::sha256(&[labels::KIT_CHECK, &[group as u8], &symbols])[0] & 31
}

/// What the server asks a kit to sign: single use, short-lived.
#[derive(Debug, Clone, Copy)]
pub struct KitChallenge<'a> {
    /// The realm as printed on the kit, so that no other server can use the answer.
    pub realm: &'a str,
    /// Whose kit.
    pub locator: Locator,
    /// This attempt.
    pub login: LoginId,
    /// Drawn by the server.
    pub nonce: [u8; 32],
}

impl KitChallenge<'_> {
    fn message(&self) -> Vec<u8> {
        Writer::default()
            .put(&Suite::CURRENT.bytes())
            .lp(self.realm.as_bytes())
            .put(&self.locator)
            .put(self.login.as_bytes())
            .put(&self.nonce)
            .done()
    }
}

/// The server's check of a kit login.
///
/// # Errors
/// [`Refused`] unless the key's owner signed exactly this challenge.
pub fn verify_kit_login(
    public_key: &[u8; 32],
    challenge: &KitChallenge<'_>,
    signature: &[u8],
) -> Checked<()> {
    let signature: &[u8; 64] = signature.try_into().map_err(|_| Refused)?;
    sign::verify(public_key, labels::SIG_KIT_LOGIN, &challenge.message(), signature)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::SystemRng;

    #[test]
    fn round_trips_however_it_is_typed() {
        for _ in 0..50 {
            let code = KitCode::make(&mut SystemRng);
            let text = code.to_text();
            let text = text.expose_secret();
            assert_eq!(text.len(), 47);
            assert_eq!(KitCode::parse(text).unwrap(), code);
            let sloppy = text.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
            assert_eq!(KitCode::parse(&sloppy).unwrap(), code);
        }
    }

    #[test]
    fn high_bits_come_first() {
        let mut bytes = [0; 20];
        bytes[0] = 0b0000_1000;
        bytes[19] = 0b0000_0001;
        let text = KitCode::from_bytes(&bytes).to_text();
        assert!(text.expose_secret().starts_with("1000"), "{}", text.expose_secret());
        assert_eq!(&text.expose_secret()[42..46], "0001");
    }

    #[test]
    fn slips_are_found_in_their_group() {
        let text = KitCode::from_bytes(&[0x5a; 20]).to_text();
        let text = text.expose_secret();
        assert_eq!(KitCode::parse(&text[1..]), Err(KitCodeError::Length(39)));
        assert_eq!(
            KitCode::parse(&text.replacen(&text[12..13], "U", 1)),
            Err(KitCodeError::Symbol(text.find(&text[12..13]).unwrap() / 6))
        );
        for group in 0..GROUPS {
            let mut slip = text.to_owned();
            slip.replace_range(6 * group + 3..6 * group + 4, "U");
            assert_eq!(KitCode::parse(&slip), Err(KitCodeError::Symbol(group)));
        }
        let groups: Vec<&str> = text.split('-').collect();
        let swapped = [&groups[1..2], &groups[..1], &groups[2..]].concat().join("-");
        assert_eq!(
            KitCode::parse(&swapped).map_err(|e| matches!(e, KitCodeError::Check(0 | 1))),
            Err(true)
        );
    }

    #[test]
    fn login_is_bound_to_realm_attempt_and_nonce() {
        let code = KitCode::from_bytes(&[1; 20]);
        let challenge = KitChallenge {
            realm: "stafeta.example",
            locator: code.locator(),
            login: LoginId::from_bytes([2; 16]),
            nonce: [3; 32],
        };
        let signature = code.sign_login(&challenge);
        let key = code.login_public_key();
        verify_kit_login(&key, &challenge, &signature).unwrap();
        for other in [
            KitChallenge { realm: "evil.example", ..challenge },
            KitChallenge { locator: [9; 16], ..challenge },
            KitChallenge { login: LoginId::from_bytes([9; 16]), ..challenge },
            KitChallenge { nonce: [9; 32], ..challenge },
        ] {
            assert_eq!(verify_kit_login(&key, &other, &signature), Err(Refused));
        }
        assert_eq!(
            verify_kit_login(
                &KitCode::from_bytes(&[4; 20]).login_public_key(),
                &challenge,
                &signature
            ),
            Err(Refused)
        );
    }
}
