//! What server and client agree on.
//!
//! * [`ids`], [`limits`]: typed identifiers and the bounds that form and server share
//! * [`api`]: request and response types, route paths, problem codes
//! * [`content`]: the blocks a handover is written in (plaintext side)
//! * `crypto`: suite 0x0001 (feature `crypto`; never linked into the page)
//! * `watch`: the pure state machine of a watch (feature `watch`)
//! * [`lang`], `i18n`: the languages, and the text catalogues (feature `i18n`)
//!
//! Nothing here reads a clock, a file or the network; `crypto::SystemRng` is the one port to randomness.

pub mod api;
pub mod bytes;
pub mod content;
#[cfg(feature = "crypto")]
pub mod crypto;
#[cfg(feature = "i18n")]
pub mod i18n;
pub mod ids;
pub mod lang;
pub mod limits;
#[cfg(feature = "watch")]
pub mod watch;
