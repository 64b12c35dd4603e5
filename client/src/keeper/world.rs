//! Everything the keeper needs from outside, in one place: network, files, anchors, time, randomness,
//! and what computes fastest.
//!
//! The browser's version is `browser::Browser`; tests bring their own. To give the keeper something new from
//! outside: a method here.

use super::{
    anchor::Anchors,
    files::{Sink, Source},
    transport::Transport,
};
use stafeta_shared::crypto::{Random, attachment::Engine};

/// The outside world.
pub trait World: 'static {
    /// How requests leave.
    type Transport: Transport;
    /// Where anchors lie.
    type Anchors: Anchors;
    /// Files that come with commands.
    type File: Source;
    /// Where decrypted files go.
    type Sink: Sink;
    /// Randomness.
    type Rng: Random;
    /// What seals and opens files.
    type Engine: Engine + Clone;

    /// The network.
    fn transport(&self) -> &Self::Transport;
    /// The anchors of this device.
    fn anchors(&self) -> &Self::Anchors;
    /// A new, empty sink.
    fn sink(&self) -> Self::Sink;
    /// The source of randomness.
    fn rng(&self) -> Self::Rng;
    /// The engine for the bulk of files.
    fn engine(&self) -> Self::Engine;
    /// Milliseconds since 1970 UTC.
    fn now(&self) -> i64;
    /// Where the client came from, such as `https://stafeta.example`.
    fn origin(&self) -> String;
    /// What this device calls itself, shown to its person only ("Firefox, Windows").
    fn device(&self) -> String;
}

/// The blob a world's sink makes.
pub type BlobOf<W> = <<W as World>::Sink as Sink>::Blob;
