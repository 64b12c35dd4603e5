//! What stays on a device: the newest vault it has seen, and how far its uploads have come. Neither is secret.
//!
//! With the first, a server that offers an older vault, or another one under the same counter, is caught;
//! without it (a new device, or one that is not the person's own) they see when the vault changed last. With
//! the second an upload may go on under its key (`uploads`). Several windows share one device, so
//! every change compares and keeps in one step. The browser's store is in `browser::anchors`.

pub use super::uploads::Sent;
use stafeta_shared::{
    crypto::vault::{Anchor, Lineage},
    ids::{AccountId, AttachmentId},
};
use std::future::Future;

/// Where anchors lie. A store that cannot be reached behaves like an empty one that keeps nothing.
pub trait Anchors {
    /// The anchor of an account, if this device has one.
    fn load(&self, account: AccountId) -> impl Future<Output = Option<Anchor>>;
    /// Keeps the anchor of a vault, if it came from the one that is known. Whether they fit together: where another
    /// window was faster in this moment the one that is known is newer, which cannot tell, and fits.
    fn raise(&self, shown: Lineage) -> impl Future<Output = bool>;
    /// Keeps `next` in the place of `before`, whatever their counters: a person decided so, about these two.
    /// Whether it lies there now.
    fn replace(&self, before: Anchor, next: Anchor) -> impl Future<Output = bool>;
    /// How far this device has come with an upload.
    fn sent(&self, upload: AttachmentId) -> impl Future<Output = Option<Sent>>;
    /// Puts `next` in the place of `before`; whether it lies there now. `false` when something else was there,
    /// or when nothing can be kept.
    fn advance(
        &self,
        upload: AttachmentId,
        before: Option<Sent>,
        next: Option<Sent>,
    ) -> impl Future<Output = bool>;
}

/// What a store does with a vault that is shown, by what it has kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raise {
    /// Its anchor is kept from now on.
    Put,
    /// What is kept stays, and nothing speaks against this vault: it is the same, or another window went on while
    /// this one was committed. (What lags behind already is caught up before it is written.)
    Leave,
    /// What is kept stays: this vault did not come from it.
    Fork,
}

impl Raise {
    /// Decides.
    #[must_use]
    pub fn of(kept: Option<&Anchor>, shown: &Lineage) -> Self {
        match kept {
            None => Self::Put,
            Some(kept) if kept.counter > shown.anchor.counter => Self::Leave,
            Some(kept) if kept.check(shown).is_err() => Self::Fork,
            Some(kept) if kept.counter == shown.anchor.counter => Self::Leave,
            Some(_) => Self::Put,
        }
    }
}
