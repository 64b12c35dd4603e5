//! Every constant of format family `STF1` that separates one use of a key or hash from another.
//!
//! ASCII without terminator, none a prefix of another (a test). To add one: a constant here, a line in
//! `ALL`, a line in the format document. A label is never changed and never used twice.

/// First bytes of a header.
pub const MAGIC: &[u8] = b"STF1";

/// First bytes of an offline bundle.
pub const OFFLINE_MAGIC: &[u8] = b"STAFETA1";

macro_rules! labels {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        $($(#[$doc])* pub const $name: &[u8] = $text.as_bytes();)*
        /// Every label in use.
        #[cfg(test)]
        const ALL: &[&str] = &[$($text),*];
    };
}

labels! {
    /// Key-encryption key out of OPAQUE's export key.
    KEK_PASSWORD = "stf1/kek/password";
    /// Key-encryption key out of the kit code.
    KEK_KIT = "stf1/kek/kit";
    /// Ed25519 seed with which the kit logs in.
    AUTH_KIT = "stf1/auth/kit";
    /// Where the server finds the account of a kit.
    KIT_LOCATOR = "stf1/kit/locator";
    /// Check symbol of a group of the kit code.
    KIT_CHECK = "stf1/kit/check";
    /// Signature of a kit login.
    SIG_KIT_LOGIN = "stf1/sig/kit-login";
    /// OPAQUE's context.
    OPAQUE = "stf1/opaque";
    /// A way into an account key.
    SLOT = "stf1/slot";
    /// Vault key out of the account key.
    AK_VAULT = "stf1/ak/vault";
    /// A vault as stored.
    VAULT = "stf1/vault";
    /// Draft key out of the account key.
    AK_DRAFT = "stf1/ak/draft";
    /// A draft as stored.
    DRAFT = "stf1/draft";
    /// A key bundle's body.
    BUNDLE = "stf1/bundle";
    /// Signature of a bundle.
    SIG_BUNDLE = "stf1/sig/bundle";
    /// Pre-shared key of a pairing.
    PAIR_PSK = "stf1/pair/psk";
    /// Identifier of that key.
    PAIR_ID = "stf1/pair/id";
    /// Key of the owner's proof.
    PAIR_MAC_OWNER = "stf1/pair/mac/owner";
    /// Key of the recipient's proof.
    PAIR_MAC_RECIPIENT = "stf1/pair/mac/recipient";
    /// The number two people compare.
    NUMBER = "stf1/number";
    /// Body of a sealed version.
    BODY = "stf1/body";
    /// An attachment.
    ATTACHMENT = "stf1/att";
    /// Hash over an attachment's part hashes.
    PARTS = "stf1/parts";
    /// Root over a version's attachments.
    ROOT = "stf1/root";
    /// Content-encryption key out of both halves.
    CEK = "stf1/cek";
    /// What the server's half is recognised by.
    SRV_ID = "stf1/srv-id";
    /// The body key under the content-encryption key.
    LOCK = "stf1/lock";
    /// HPKE info of a wrap.
    WRAP = "stf1/wrap";
    /// Signature of a header.
    SIG_HEADER = "stf1/sig/header";
    /// The owner's word that a version is still the newest.
    HEAD = "stf1/head";
    /// Signature of a head.
    SIG_FRESH = "stf1/sig/fresh";
    /// The recipient's word that a version was opened.
    RECEIPT = "stf1/receipt";
    /// Signature of a receipt.
    SIG_RECEIPT = "stf1/sig/receipt";
    /// What only a holder of the body key can put into a receipt.
    PROOF = "stf1/proof";
    /// Key of the offline key out of the account key.
    AK_OFFLINE = "stf1/ak/offline";
    /// The offline key in an offline bundle.
    OFFLINE = "stf1/offline";
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Taken by formats that follow; kept here so that no new label collides with them.
    const RESERVED: &[&str] = &[
        "stf1/prf-salt",
        "stf1/kek/prf",
        "stf1/paper/xwing",
        "stf1/paper/ed25519",
        "stf1/paper/psk",
    ];

    #[test]
    fn none_is_a_prefix_of_another() {
        let all: Vec<_> = ALL.iter().chain(RESERVED).collect();
        for (i, a) in all.iter().enumerate() {
            assert!(a.is_ascii() && a.starts_with("stf1/"), "{a}");
            for (j, b) in all.iter().enumerate() {
                assert!(i == j || !b.starts_with(**a), "{a} is a prefix of {b}");
            }
        }
    }
}
