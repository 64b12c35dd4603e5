//! The outbox key: which message this is, for ever.
//!
//! Text form: `watch/epoch/cycle/stage/ordinal/channel/addressee`. Unique, and the source of the
//! Message-ID, so that the same row sent twice is recognised and a new asking is not swallowed.

use crate::ids::{AccountId, ContactId, WatchId};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// How a message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// E-mail.
    Mail,
    /// Text message to a phone.
    Sms,
}

/// Where a watch stands, without the details of the visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Never armed.
    Draft,
    /// Waiting for the next slot.
    Armed,
    /// Waiting for the end of a pause.
    Paused,
    /// Question `n`, from 1.
    Asking(u8),
    /// Every address and the phone at once.
    FinalCall,
    /// Trusted contact `n`, from 1.
    ContactCall(u8),
    /// The last wait.
    Cooling,
    /// Every address of the owner is dead.
    Unreachable,
    /// Held, because the owner chose so.
    Held,
    /// Released.
    Released,
}

/// One address of one person. `address` is [`super::Address::n`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum Addressee {
    /// The owner.
    Owner {
        /// Which address.
        address: u8,
    },
    /// A trusted contact.
    Contact {
        /// Who.
        contact: ContactId,
        /// Which address.
        address: u8,
    },
    /// A recipient of a handover.
    Recipient {
        /// Who.
        account: AccountId,
        /// Which address.
        address: u8,
    },
}

impl Addressee {
    /// The trusted contact addressed, if it is one.
    #[must_use]
    pub const fn contact(self) -> Option<ContactId> {
        match self {
            Self::Contact { contact, .. } => Some(contact),
            Self::Owner { .. } | Self::Recipient { .. } => None,
        }
    }
}

/// The unique key of an outbox row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OutboxKey {
    /// Whose watch.
    pub watch: WatchId,
    /// Raised by every restore.
    pub epoch: u32,
    /// Raised by every confirmation.
    pub cycle: u32,
    /// The stage that asked for the message.
    pub stage: Stage,
    /// Counts the sendings of a cycle.
    pub ordinal: u32,
    /// How it travels.
    pub channel: Channel,
    /// To whom.
    pub addressee: Addressee,
}

/// A text that is no outbox key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an outbox key")]
pub struct InvalidKey;

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
        })
    }
}

impl FromStr for Channel {
    type Err = InvalidKey;
    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        match text {
            "mail" => Ok(Self::Mail),
            "sms" => Ok(Self::Sms),
            _ => Err(InvalidKey),
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Draft => f.write_str("draft"),
            Self::Armed => f.write_str("armed"),
            Self::Paused => f.write_str("paused"),
            Self::Asking(n) => write!(f, "asking.{n}"),
            Self::FinalCall => f.write_str("final_call"),
            Self::ContactCall(n) => write!(f, "contact_call.{n}"),
            Self::Cooling => f.write_str("cooling"),
            Self::Unreachable => f.write_str("unreachable"),
            Self::Held => f.write_str("held"),
            Self::Released => f.write_str("released"),
        }
    }
}

impl FromStr for Stage {
    type Err = InvalidKey;
    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let (name, n) = match text.split_once('.') {
            Some((name, n)) => (name, Some(n.parse().map_err(|_| InvalidKey)?)),
            None => (text, None),
        };
        Ok(match (name, n) {
            ("draft", None) => Self::Draft,
            ("armed", None) => Self::Armed,
            ("paused", None) => Self::Paused,
            ("asking", Some(n)) => Self::Asking(n),
            ("final_call", None) => Self::FinalCall,
            ("contact_call", Some(n)) => Self::ContactCall(n),
            ("cooling", None) => Self::Cooling,
            ("unreachable", None) => Self::Unreachable,
            ("held", None) => Self::Held,
            ("released", None) => Self::Released,
            _ => return Err(InvalidKey),
        })
    }
}

impl fmt::Display for Addressee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owner { address } => write!(f, "owner.{address}"),
            Self::Contact { contact, address } => write!(f, "contact.{contact}.{address}"),
            Self::Recipient { account, address } => write!(f, "recipient.{account}.{address}"),
        }
    }
}

impl FromStr for Addressee {
    type Err = InvalidKey;
    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let parts: Vec<&str> = text.split('.').collect();
        let number = |text: &str| text.parse::<u8>().map_err(|_| InvalidKey);
        match parts[..] {
            ["owner", n] => Ok(Self::Owner { address: number(n)? }),
            ["contact", id, n] => Ok(Self::Contact {
                contact: id.parse().map_err(|_| InvalidKey)?,
                address: number(n)?,
            }),
            ["recipient", id, n] => Ok(Self::Recipient {
                account: id.parse().map_err(|_| InvalidKey)?,
                address: number(n)?,
            }),
            _ => Err(InvalidKey),
        }
    }
}

impl fmt::Display for OutboxKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { watch, epoch, cycle, stage, ordinal, channel, addressee } = self;
        write!(f, "{watch}/{epoch}/{cycle}/{stage}/{ordinal}/{channel}/{addressee}")
    }
}

impl FromStr for OutboxKey {
    type Err = InvalidKey;
    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let parts: Vec<&str> = text.split('/').collect();
        let [watch, epoch, cycle, stage, ordinal, channel, addressee] = parts[..] else {
            return Err(InvalidKey);
        };
        let number = |text: &str| text.parse::<u32>().map_err(|_| InvalidKey);
        let key = Self {
            watch: watch.parse().map_err(|_| InvalidKey)?,
            epoch: number(epoch)?,
            cycle: number(cycle)?,
            stage: stage.parse()?,
            ordinal: number(ordinal)?,
            channel: channel.parse()?,
            addressee: addressee.parse()?,
        };
        // One key, one text: numbers may also be written with a plus sign or zeros in front.
        if key.to_string() == text { Ok(key) } else { Err(InvalidKey) }
    }
}
