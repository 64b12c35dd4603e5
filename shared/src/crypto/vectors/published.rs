//! Vectors that others published, run through our own primitives beside the files of this project.

use crate::crypto::{
    bundle::vectors as keys,
    hazmat::vectors::{hpke, rfc, wycheproof, xwing},
    opaque::vectors as opaque,
};

/// A set by its name, and what runs it: returns how many vectors held, panics at one that does not.
pub type Published = (&'static str, fn() -> usize);

/// Every published set.
pub const PUBLISHED: [Published; 15] = [
    ("RFC 5869", rfc::rfc5869),
    ("RFC 8032", rfc::rfc8032),
    ("RFC 9807, real", opaque::real),
    ("RFC 9807, fake", opaque::fake),
    ("X-Wing draft", xwing::draft),
    ("HPKE with X-Wing", hpke::xwing),
    ("Wycheproof AES-256-GCM", wycheproof::aes_256_gcm),
    ("Wycheproof C2SP chunked encryption", wycheproof::chunked_encryption),
    ("Wycheproof Ed25519", wycheproof::ed25519),
    ("Wycheproof HKDF-SHA-256", wycheproof::hkdf_sha_256),
    ("Wycheproof X25519", keys::x25519),
    ("Wycheproof ML-KEM-768, decapsulation", xwing::mlkem_768_decapsulation),
    ("Wycheproof ML-KEM-768, encapsulation", xwing::mlkem_768_encapsulation),
    ("Wycheproof ML-KEM-768, encapsulation keys", keys::mlkem_768_encapsulation_keys),
    ("Wycheproof ML-KEM-768, keys from seeds", xwing::mlkem_768_keys_from_seeds),
];
