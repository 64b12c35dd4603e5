//! The records of the file: type u8 ‖ len u64 ‖ value.

use super::OfflineError;
use crate::crypto::{
    bundle,
    version::{HEADER_LEN, LOCK_LEN, WRAP_LEN},
};
use crate::limits::BODY_MAX;
use std::io::Read;

/// Bytes of type and length in front of a value.
pub(super) const RECORD_START: u64 = 9;

/// What a record is, and how long it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Record {
    Header = 0x01,
    Signature = 0x02,
    Owner = 0x03,
    Recipient = 0x04,
    Wrap = 0x05,
    Lock = 0x06,
    ServerKey = 0x07,
    Slot = 0x08,
    Key = 0x09,
    Body = 0x10,
    Attachment = 0x20,
    End = 0xff,
}

impl Record {
    /// Type and length in front of a value.
    pub(super) fn start(self, len: u64) -> [u8; 9] {
        let mut start = [self as u8; 9];
        start[1..].copy_from_slice(&len.to_be_bytes());
        start
    }

    /// Type, length and value.
    pub(super) fn whole(self, value: &[u8]) -> Vec<u8> {
        [&self.start(value.len() as u64)[..], value].concat()
    }

    /// The longest value that is read into memory. Exact lengths are the business of who takes it apart.
    const fn longest(self) -> usize {
        match self {
            Self::Header => HEADER_LEN,
            Self::Signature => 64,
            Self::Owner | Self::Recipient => bundle::BODY_LEN + 128,
            Self::Wrap => WRAP_LEN,
            Self::Lock => LOCK_LEN,
            Self::ServerKey => 32,
            Self::Slot => 152,
            Self::Key => 4096,
            Self::Body => BODY_MAX,
            Self::Attachment | Self::End => 0,
        }
    }

    /// Reads type and length; refuses another type.
    pub(super) fn read_start(self, source: &mut impl Read) -> Result<u64, OfflineError> {
        let mut start = [0; 9];
        fill(source, &mut start)?;
        let [kind, len @ ..] = start;
        if kind == self as u8 { Ok(u64::from_be_bytes(len)) } else { Err(OfflineError::Refused) }
    }

    /// Reads a record that fits into memory.
    pub(super) fn read(self, source: &mut impl Read) -> Result<Vec<u8>, OfflineError> {
        let len = usize::try_from(self.read_start(source)?).map_err(|_| OfflineError::Refused)?;
        if len > self.longest() {
            return Err(OfflineError::Refused);
        }
        let mut value = vec![0; len];
        fill(source, &mut value)?;
        Ok(value)
    }
}

/// Reads exactly; a file that ends early is refused, a disk that fails says so.
pub(super) fn fill(source: &mut impl Read, into: &mut [u8]) -> Result<(), OfflineError> {
    source.read_exact(into).map_err(|error| match error.kind() {
        std::io::ErrorKind::UnexpectedEof => OfflineError::Refused,
        _ => OfflineError::Read(error),
    })
}
