//! What stays on a device: the newest vault it has seen, and how far its uploads have come. Neither is secret.
//!
//! With the first, a server that offers an older vault, or another one under the same counter, is caught;
//! without it (a new device, or one that is not the person's own) they see when the vault changed last. With
//! the second an upload may go on under its key (`uploads`). Several windows share one device, so
//! every change compares and keeps in one step. The browser's store is in `browser::anchors`.

pub use super::uploads::Sent;
use stafeta_shared::{
    crypto::vault::Anchor,
    ids::{AccountId, AttachmentId},
};
use std::future::Future;

/// Where anchors lie. A store that cannot be reached behaves like an empty one that keeps nothing.
pub trait Anchors {
    /// The anchor of an account, if this device has one.
    fn load(&self, account: AccountId) -> impl Future<Output = Option<Anchor>>;
    /// Keeps an anchor, unless one with the same or a higher counter is there.
    fn raise(&self, anchor: Anchor) -> impl Future<Output = ()>;
    /// Keeps an anchor whatever was there: a person decided so.
    fn replace(&self, anchor: Anchor) -> impl Future<Output = ()>;
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
