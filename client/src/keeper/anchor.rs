//! The one thing that stays on a device: the newest vault it has seen, as counter and hash.
//!
//! Not secret. With it, a server that offers an older vault, or another one under the same counter, is
//! caught; without it (a new device) the person sees when the vault changed last. The browser's store is in
//! `browser::anchors`.

use stafeta_shared::{crypto::vault::Anchor, ids::AccountId};
use std::future::Future;

/// Where anchors lie. A store that cannot be reached behaves like an empty one.
pub trait Anchors {
    /// The anchor of an account, if this device has one.
    fn load(&self, account: AccountId) -> impl Future<Output = Option<Anchor>>;
    /// Keeps a newer anchor.
    fn store(&self, anchor: Anchor) -> impl Future<Output = ()>;
}
