//! Files in and out: read slice by slice, written piece by piece, so that no file is ever whole in memory.
//!
//! A [`Source`] is a file the person chose; a [`Sink`] collects verified plaintext and becomes a blob only
//! when everything was verified. The browser's versions are in `browser::files`.

use std::future::Future;

/// The file cannot be read any more, or not as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the file changed while it was read")]
pub struct FileLost;

/// A file chosen by the person.
pub trait Source {
    /// Its name, as the person's device says.
    fn name(&self) -> String;
    /// Its type, as the device says; may be empty.
    fn mime(&self) -> String;
    /// Its length in bytes, when it was chosen.
    fn len(&self) -> u64;
    /// Whether it is empty.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Bytes `from..from + len`; exactly `len`, or an error.
    fn read(&self, from: u64, len: usize) -> impl Future<Output = Result<Vec<u8>, FileLost>>;
}

/// Takes verified plaintext in order. Dropping it forgets everything.
pub trait Sink {
    /// What it becomes.
    type Blob;
    /// Adds bytes; the sink erases or hands over what it was given.
    fn push(&mut self, bytes: &[u8]) -> Result<(), FileLost>;
    /// All was verified: the blob, under the given type.
    fn finish(self, mime: &str) -> Result<Self::Blob, FileLost>;
}
