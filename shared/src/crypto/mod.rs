//! Suite 0x0001: envelopes, keys, password login.
//!
//! * [`Secret`], [`Random`], [`Suite`], [`Refused`]: what every module speaks
//! * [`opaque`]: password login (RFC 9807), client and server steps
//! * [`kit`]: the recovery kit's code and its login
//! * [`account`]: the account key and the slots it lies in; [`vault`]: what it opens
//! * [`bundle`]: public keys with their history; [`pairing`]: how two people come to trust them
//! * [`draft`], [`attachment`], [`version`]: what an owner writes and a recipient opens
//! * [`head`], [`receipt`]: what owner and recipient sign about a version
//! * [`offline`]: a released version as one file that opens without server
//!
//! It refuses to know files, network or clock; time and randomness are parameters. Primitives are private
//! (`hazmat`); every seal takes a typed context. To add a format: a label, a module with its context type,
//! its `seal_*`/`open_*`, and tests that flip every bit and swap every context.

pub mod account;
pub mod attachment;
mod blocks;
pub mod bundle;
mod cbor;
pub mod draft;
mod error;
#[cfg(fuzzing)]
pub mod fuzzing;
mod hazmat;
pub mod head;
pub mod kit;
pub mod labels;
pub mod offline;
pub mod opaque;
mod padme;
pub mod pairing;
mod random;
pub mod receipt;
mod secret;
mod suite;
#[cfg(test)]
mod testing;
pub mod vault;
#[cfg(feature = "vectors")]
pub mod vectors;
pub mod version;
mod wire;

pub use cbor::Extra;
pub use error::{Checked, Refused};
pub use padme::{padded_len, padme};
pub use random::{Random, SystemRng, draw};
pub use secret::{Key, Secret, SecretBytes, SecretText, equal};
pub use suite::{Standing, Suite};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// `H(bytes)`: SHA-256.
#[must_use]
pub fn hash(bytes: &[u8]) -> Hash {
    hazmat::hash::sha256(&[bytes])
}

/// HMAC-SHA-256 under a server's instance key (fake account ids, SMS codes, bearer tokens).
///
/// `label` keeps uses apart; `message` is length-prefixed after it, so no two pairs collide.
#[must_use]
pub fn hmac(key: &Key, label: &[u8], message: &[u8]) -> Hash {
    let prefix = wire::Writer::default().lp(label).done();
    hazmat::hash::hmac_sha256(key.expose_secret(), &[&prefix, message])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mac_knows_where_its_label_ends() {
        let mac = |key, label: &str, message: &str| {
            hmac(&Key::new(&[key; 32]), label.as_bytes(), message.as_bytes())
        };
        assert_eq!(mac(1, "ab", "c"), mac(1, "ab", "c"));
        for other in [mac(1, "a", "bc"), mac(1, "ab", "d"), mac(2, "ab", "c")] {
            assert_ne!(mac(1, "ab", "c"), other);
        }
    }
}
