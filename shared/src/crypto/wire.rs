//! Fixed-width fields, one after another, big endian. The reader refuses what is missing or left over.

use super::{
    error::{Checked, Refused, ensure},
    suite::Suite,
};

/// Puts fields together.
#[derive(Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn label(label: &[u8]) -> Self {
        Self(label.to_vec())
    }

    pub(crate) fn suite(self) -> Self {
        self.put(&Suite::CURRENT.bytes())
    }

    pub(crate) fn put(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    pub(crate) fn u8(self, value: u8) -> Self {
        self.put(&[value])
    }

    pub(crate) fn u32(self, value: u32) -> Self {
        self.put(&value.to_be_bytes())
    }

    pub(crate) fn u64(self, value: u64) -> Self {
        self.put(&value.to_be_bytes())
    }

    /// u32 length, then the bytes. Nothing here comes near 4 GiB; a longer input saturates and fails closed.
    pub(crate) fn lp(self, bytes: &[u8]) -> Self {
        self.u32(u32::try_from(bytes.len()).unwrap_or(u32::MAX)).put(bytes)
    }

    pub(crate) fn done(self) -> Vec<u8> {
        self.0
    }
}

/// Takes fields apart.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn take(&mut self, len: usize) -> Checked<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(len).ok_or(Refused)?;
        self.0 = tail;
        Ok(head)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Checked<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| Refused)
    }

    pub(crate) fn literal(&mut self, expected: &[u8]) -> Checked<()> {
        ensure(self.take(expected.len())? == expected)
    }

    /// Reads the suite; one this build does not know is refused.
    pub(crate) fn suite(&mut self) -> Checked<Suite> {
        Suite::try_from(u16::from_be_bytes(self.array()?))
    }

    pub(crate) fn u8(&mut self) -> Checked<u8> {
        Ok(u8::from_be_bytes(self.array()?))
    }

    pub(crate) fn u32(&mut self) -> Checked<u32> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    pub(crate) fn u64(&mut self) -> Checked<u64> {
        Ok(u64::from_be_bytes(self.array()?))
    }

    pub(crate) fn rest(self) -> &'a [u8] {
        self.0
    }

    pub(crate) fn end(self) -> Checked<()> {
        ensure(self.0.is_empty())
    }
}
