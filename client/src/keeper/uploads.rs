//! Which uploads may go on under their key.
//!
//! Marks in the draft keep a resumed upload from sealing other bytes under a key and nonce that were used
//! already. But the draft comes from the server: one that shows an older draft, from before a part was sent,
//! takes the mark of that part away, and another file of the same length would destroy the key. So the device
//! that sends parts remembers by itself how many, and a hash over their sums. An upload goes on only where the
//! draft holds all of that; on any other device, or when the draft is older or another one, the file starts
//! again under a new id, key and salt. Windows of one device take each step by compare-and-swap.

use super::{anchor::Anchors as _, refusal::Outcome, state::Keeper, world::World};
use crate::protocol::Refusal;
use stafeta_shared::{
    crypto::{Hash, attachment::PartMark, hash},
    ids::AttachmentId,
};
use std::collections::BTreeMap;

/// Parts of an upload that may have left this device, from the first on: how many, and
/// `h(n + 1) = H(h(n) ‖ sum of part n)`, `h(0)` zero. Sums are hashes of ciphertext, which the server knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sent {
    parts: u64,
    hash: Hash,
}

impl Sent {
    /// One part more.
    #[must_use]
    fn and(&self, sum: &Hash) -> Self {
        Self { parts: self.parts + 1, hash: hash(&[self.hash, *sum].concat()) }
    }

    /// Whether these marks hold everything that may have left.
    fn is_in(&self, marks: &BTreeMap<u64, PartMark>) -> bool {
        let known = (0..self.parts).map_while(|part| marks.get(&part));
        known.fold(Self::default(), |sent, mark| sent.and(&mark.sum)) == *self
    }

    /// For the device's storage: parts ‖ hash, 40 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.parts.to_be_bytes()[..], &self.hash].concat()
    }

    /// From the device's storage.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (parts, hash) = bytes.split_first_chunk()?;
        Some(Self { parts: u64::from_be_bytes(*parts), hash: hash.try_into().ok()? })
    }
}

/// An upload of this session.
#[derive(Clone, Copy)]
pub(crate) struct KnownUpload {
    sent: Sent,
    /// It lies on the device too, so another window may have gone on with it.
    kept: bool,
}

impl<W: World> Keeper<W> {
    /// A new upload, under a key that nothing was sealed with yet.
    pub(crate) async fn begin_upload(&self, id: AttachmentId) -> Outcome<()> {
        let own = self.with(|open| open.own_device)?;
        let sent = Sent::default();
        let kept = own && self.world.anchors().advance(id, None, Some(sent)).await;
        self.state_mut().sent.insert(id, KnownUpload { sent, kept });
        Ok(())
    }

    /// Whether an upload may go on with the marks that its draft holds.
    pub(crate) async fn may_go_on(
        &self,
        id: AttachmentId,
        marks: &BTreeMap<u64, PartMark>,
    ) -> bool {
        let known = self.state().sent.get(&id).copied();
        let known = match known {
            Some(known) => Some(known),
            None => {
                self.world.anchors().sent(id).await.map(|sent| KnownUpload { sent, kept: true })
            }
        };
        let Some(known) = known.filter(|known| known.sent.is_in(marks)) else { return false };
        self.state_mut().sent.insert(id, known);
        true
    }

    /// Remembers that a part leaves, once its mark is saved and before it does. Parts leave in their order.
    pub(crate) async fn let_out(&self, id: AttachmentId, part: u64, sum: &Hash) -> Outcome<()> {
        let known = self.state().sent.get(&id).copied().ok_or(Refusal::Unfit)?;
        if part < known.sent.parts {
            return Ok(());
        }
        let next = known.sent.and(sum);
        let swapped =
            !known.kept || self.world.anchors().advance(id, Some(known.sent), Some(next)).await;
        if !swapped || part != known.sent.parts {
            // Another window went on with this upload, perhaps with another file: neither may win.
            self.state_mut().sent.remove(&id);
            return Err(Refusal::FileChanged);
        }
        self.state_mut().sent.insert(id, KnownUpload { sent: next, ..known });
        Ok(())
    }

    /// The upload ended: its key seals nothing any more.
    pub(crate) async fn end_upload(&self, id: AttachmentId) {
        self.state_mut().sent.remove(&id);
        let sent = self.world.anchors().sent(id).await;
        if sent.is_some() {
            self.world.anchors().advance(id, sent, None).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(sum: u8) -> PartMark {
        PartMark { all: [0; 32], first: [0; 32], last: [0; 32], sum: [sum; 32] }
    }

    #[test]
    fn an_upload_goes_on_only_with_everything_that_was_sent() {
        let sent = Sent::default().and(&[1; 32]).and(&[2; 32]);
        let marks = |sums: &[u8]| (0..).zip(sums.iter().map(|sum| mark(*sum))).collect();
        assert!(sent.is_in(&marks(&[1, 2])));
        assert!(sent.is_in(&marks(&[1, 2, 3])), "a mark saved, its part not yet sent");
        assert!(!sent.is_in(&marks(&[1])), "an older draft");
        assert!(!sent.is_in(&marks(&[1, 9])), "another file");
        assert!(!sent.is_in(&BTreeMap::from([(1, mark(1)), (2, mark(2))])), "other parts");
        assert_eq!(Sent::from_bytes(&sent.to_bytes()), Some(sent));
        assert_eq!(Sent::from_bytes(&sent.to_bytes()[1..]), None);
    }
}
