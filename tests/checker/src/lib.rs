//! Judges a story of a watch by what really happened to the people in it: what was sent and
//! when, what came back, who pressed what and what they were told, when something could be
//! opened, and how much real time passed in which the owner could have answered.
//!
//! This crate has no dependencies, so it shares no code with the watch: the promises are written
//! down here a second time, from the specification. Whoever plays a story translates it.
//!
//! * [`story`]: what a story is; [`seen`]: what may happen in it
//! * [`light`]: the real time in which the service could be reached
//! * [`judge`]: the promises, and which of them was broken
//!
//! To add a promise: a function in `judge`, a `Rule`, and a planted bug that breaks it.

pub mod judge;
pub mod light;
pub mod seen;
pub mod story;

pub use judge::{Judge, Verdict};
pub use light::Light;
pub use seen::{Answer, By, Doing, Mark, Says, Seen, Sent, Told, Whom};
pub use story::Story;

/// One second, in milliseconds.
pub const SECOND: i64 = 1_000;
/// One minute, in milliseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// One hour, in milliseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// One day, in milliseconds.
pub const DAY: i64 = 24 * HOUR;
