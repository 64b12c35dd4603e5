//! The registry of suites. What may be used is decided by this build, never by a server.
//!
//! To add one: a variant, its number, its standing, and the primitives behind it in every module that
//! matches on [`Suite`]. A suite is never removed: content sealed under it must open for ever.

use super::error::{Checked, Refused};

/// A fixed choice of every primitive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Suite {
    /// OPAQUE-3DH ristretto255 with Argon2id; X-Wing; Ed25519; AES-256-GCM in chunks.
    S1,
}

/// What this build still does with a suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Log in, write, open.
    Active,
    /// Open what exists.
    OpenOnly,
    /// Open what exists after an explicit warning.
    Dead,
}

impl Suite {
    /// What new things are made with.
    pub const CURRENT: Self = Self::S1;

    /// The number in the formats.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::S1 => 1,
        }
    }

    /// What this build does with it.
    #[must_use]
    pub const fn standing(self) -> Standing {
        match self {
            Self::S1 => Standing::Active,
        }
    }

    pub(crate) const fn bytes(self) -> [u8; 2] {
        self.number().to_be_bytes()
    }
}

impl TryFrom<u16> for Suite {
    type Error = Refused;

    fn try_from(number: u16) -> Checked<Self> {
        match number {
            1 => Ok(Self::S1),
            _ => Err(Refused),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_numbers_are_refused() {
        assert_eq!(Suite::try_from(1), Ok(Suite::S1));
        for number in [0, 2, 0x0100, 0xffff] {
            assert_eq!(Suite::try_from(number), Err(Refused));
        }
    }
}
