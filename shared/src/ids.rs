//! Identifiers: 16 random bytes each, one type per kind, so that none can be taken for another.
//!
//! On the wire and in the address bar an id is 22 characters of base64url without padding.
//! To add a kind: one line in the `ids!` list.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{fmt, str::FromStr};

/// Length of every identifier in bytes.
pub const ID_LEN: usize = 16;

/// A text that is no identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier: 22 characters of base64url expected")]
pub struct InvalidId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; ID_LEN]);

        impl $name {
            /// Wraps 16 bytes; drawing them at random is the caller's business.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; ID_LEN]) -> Self {
                Self(bytes)
            }

            /// Reads an id from a stored column or field.
            ///
            /// # Errors
            /// [`InvalidId`] unless there are exactly 16 bytes.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, InvalidId> {
                bytes.try_into().map(Self).map_err(|_| InvalidId)
            }

            /// The 16 bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; ID_LEN] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidId)?;
                Self::from_slice(&bytes)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(d)?;
                text.parse().map_err(D::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A person who can log in; drawn by the server.
    AccountId
    /// One way into an account key (password, kit, passkey); drawn by the client.
    SlotId
    /// An invitation and, once accepted, the pairing; drawn by the client.
    InviteId
    /// A handover; drawn by the client.
    HandoverId
    /// A file of a handover; drawn by the client.
    AttachmentId
    /// A watch; drawn by the client.
    WatchId
    /// A trusted contact of a watch; drawn by the client.
    ContactId
    /// One attempt at logging in; drawn by the server, single use.
    LoginId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_as_text() {
        let id = AccountId::from_bytes([7; 16]);
        let text = id.to_string();
        assert_eq!(text.len(), 22);
        assert_eq!(text.parse::<AccountId>(), Ok(id));
    }

    #[test]
    fn refuses_other_lengths_and_alphabets() {
        for bad in ["", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAA", "!!!!!!!!!!!!!!!!!!!!!!"] {
            assert_eq!(bad.parse::<AccountId>(), Err(InvalidId), "{bad}");
        }
    }
}
