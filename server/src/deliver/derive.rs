//! Tokens, codes and numbers out of an instance key and a message's outbox key.
//!
//! HMAC-SHA-256 under the key `link`, one label a purpose. So the same row can be rendered twice
//! with the same link, and a stolen database contains none of them.

use crate::{config::mail::RETURN_TOKEN_LEN, keys::Key};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The 256-bit token of the link in this message.
#[must_use]
pub fn token(key: &Key, outbox_key: &str) -> [u8; 32] {
    key.mac(&[b"stafeta/link-token", outbox_key.as_bytes()])
}

/// The two digits that stand beside the link: 10 to 99.
#[must_use]
pub fn number(key: &Key, outbox_key: &str) -> u8 {
    let draw = reduce(&key.mac(&[b"stafeta/link-number", outbox_key.as_bytes()]), 90);
    10 + u8::try_from(draw).unwrap_or_default()
}

/// The eight digits of a login, phone or invitation code.
#[must_use]
pub fn code(key: &Key, outbox_key: &str) -> String {
    format!("{:08}", reduce(&key.mac(&[b"stafeta/code", outbox_key.as_bytes()]), 100_000_000))
}

/// A token as it stands in a link.
#[must_use]
pub fn token_text(token: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(token)
}

/// What the database keeps of a token.
#[must_use]
pub fn token_hash(token: &[u8]) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// The same, of a token as it stands in a link; `None` if it is none.
#[must_use]
pub fn token_text_hash(text: &str) -> Option<[u8; 32]> {
    let token: [u8; 32] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
    Some(token_hash(&token))
}

/// The left side of the Message-ID: the same for every attempt at the same row.
#[must_use]
pub fn message_id(outbox_key: &str) -> String {
    let digest = Sha256::digest(format!("stafeta/message-id/{outbox_key}"));
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

const RETURN_MAC_LEN: usize = RETURN_TOKEN_LEN - 32 - 1;

/// What the envelope sender carries after its plus sign: which message (its [`message_id`]), and 64
/// bits of a MAC, so that nobody invents the return of a mail they never saw. No secret.
#[must_use]
pub fn return_token(key: &Key, message_id: &str) -> String {
    let mac = key.mac(&[b"stafeta/return-path", message_id.as_bytes()]);
    let mac: String = mac.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{message_id}-{}", &mac[..RETURN_MAC_LEN])
}

/// The message that a token names, if we made the token. Mail servers may have changed its case.
#[must_use]
pub fn returned(key: &Key, token: &str) -> Option<String> {
    let token = token.to_ascii_lowercase();
    let (message_id, _) = token.rsplit_once('-')?;
    let right = return_token(key, message_id);
    bool::from(right.as_bytes().ct_eq(token.as_bytes())).then(|| message_id.to_owned())
}

/// A number below `bound` from 128 bits: the bias is below 2⁻¹⁰⁰.
fn reduce(bytes: &[u8; 32], bound: u128) -> u128 {
    let mut wide = [0; 16];
    wide.copy_from_slice(&bytes[..16]);
    u128::from_be_bytes(wide) % bound
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{keys::Keys, rng};

    #[test]
    fn same_row_same_link_other_row_other_link() {
        let folder = tempfile::tempdir().unwrap();
        let key = Keys::open(folder.path(), &Default::default(), &rng::System).unwrap().link;
        assert_eq!(token(&key, "a"), token(&key, "a"));
        assert_ne!(token(&key, "a"), token(&key, "b"));
        assert_eq!(message_id("a"), message_id("a"));
        assert_ne!(message_id("a"), message_id("b"));
        let token_of_a = return_token(&key, &message_id("a"));
        assert_eq!(token_of_a.len(), RETURN_TOKEN_LEN);
        assert_eq!(returned(&key, &token_of_a.to_uppercase()), Some(message_id("a")));
        let foreign = token_of_a.replace(&message_id("a"), &message_id("b"));
        assert_eq!(returned(&key, &foreign), None);
        let text = token_text(&token(&key, "a"));
        assert_eq!(token_text_hash(&text), Some(token_hash(&token(&key, "a"))));
        let mut seen = std::collections::BTreeSet::new();
        for n in 0..2_000 {
            let number = number(&key, &n.to_string());
            assert!((10..=99).contains(&number));
            seen.insert(number);
            assert_eq!(code(&key, &n.to_string()).len(), 8);
        }
        assert_eq!(seen.len(), 90, "every number is drawn");
    }
}
