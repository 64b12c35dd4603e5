//! Takes a part in while it arrives: length and hash are checked before anything is written.

use bytes::Bytes;
use futures::{Stream, StreamExt as _};
use sha2::{Digest as _, Sha256};
use std::pin::pin;

/// Why a part was not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiveError {
    /// Longer or shorter than its place in the file says, or another hash than announced.
    #[error("the part does not match its length or hash")]
    Mismatch,
    /// The connection broke.
    #[error("the part did not arrive as a whole")]
    Broken,
}

/// Reads exactly `len` bytes whose SHA-256 is `sha256`; stops at the first byte too many.
///
/// # Errors
/// [`ReceiveError`]; what was read is dropped.
pub async fn receive<E>(
    body: impl Stream<Item = Result<Bytes, E>>,
    len: u64,
    sha256: &[u8; 32],
) -> Result<Vec<Bytes>, ReceiveError> {
    let mut body = pin!(body);
    let mut pieces = Vec::new();
    let mut hasher = Sha256::new();
    let mut left = len;
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|_| ReceiveError::Broken)?;
        left = left.checked_sub(piece.len() as u64).ok_or(ReceiveError::Mismatch)?;
        hasher.update(&piece);
        pieces.push(piece);
    }
    if left != 0 || hasher.finalize().as_slice() != sha256 {
        return Err(ReceiveError::Mismatch);
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::stream;

    async fn take(
        pieces: &[&'static [u8]],
        len: u64,
        hash: [u8; 32],
    ) -> Result<usize, ReceiveError> {
        let body = stream::iter(pieces.iter().map(|p| Ok::<_, ()>(Bytes::from_static(p))));
        receive(body, len, &hash).await.map(|got| got.concat().len())
    }

    #[tokio::test]
    async fn length_and_hash_must_fit() {
        let hash: [u8; 32] = Sha256::digest(b"abcd").into();
        assert_eq!(take(&[b"ab", b"cd"], 4, hash).await, Ok(4));
        assert_eq!(take(&[b"ab", b"c"], 4, hash).await, Err(ReceiveError::Mismatch));
        assert_eq!(take(&[b"ab", b"cde"], 4, hash).await, Err(ReceiveError::Mismatch));
        assert_eq!(take(&[b"abce"], 4, hash).await, Err(ReceiveError::Mismatch));
        let broken = stream::iter([Ok(Bytes::from_static(b"ab")), Err(())]);
        assert_eq!(receive(broken, 4, &hash).await, Err(ReceiveError::Broken));
    }
}
