//! What an attempt to send said, and about whom it said it.
//!
//! A refusal counts against an *address* only when the relay speaks about the address. All
//! other trouble is ours: it must never shorten anybody's waiting.

/// Result of one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The relay or gateway took it.
    Accepted,
    /// The address does not exist or takes nothing (5.1.x, 5.2.x at RCPT; a gateway's word).
    Refused(String),
    /// It is no address at all: nobody was asked, and nothing is known about the way out.
    NoAddress,
    /// The relay spoke about the address, for now (4xx at RCPT).
    AddressTemporary(String),
    /// Our relay, our network, our configuration.
    Ours(String),
    /// It may have left: the connection broke after the data.
    Unknown(String),
}

impl Outcome {
    /// The word in column `outcome`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused(_) => "refused",
            Self::NoAddress => "no-address",
            Self::AddressTemporary(_) => "address-temporary",
            Self::Ours(_) => "ours",
            Self::Unknown(_) => "unknown",
        }
    }

    /// Whether the peer answered at all: proof that the way out works.
    #[must_use]
    pub const fn proves_outside(&self) -> bool {
        matches!(self, Self::Accepted | Self::Refused(_) | Self::AddressTemporary(_))
    }

    /// The peer's words, for the log; never a secret of ours.
    #[must_use]
    pub fn detail(&self) -> &str {
        match self {
            Self::Accepted => "",
            Self::NoAddress => "not an e-mail address",
            Self::Refused(text)
            | Self::AddressTemporary(text)
            | Self::Ours(text)
            | Self::Unknown(text) => text,
        }
    }
}
