//! A small world for the watch, and a checker that shares no logic with it.
//!
//! `scenario` draws a story from a seed, `world` plays it (clocks, outages, relays, mailboxes,
//! people), `checker` reads only what really happened: messages put out, deliveries, bounces,
//! presses and what the person was told, releases, alarms, and real time.

pub(crate) mod checker;
pub(crate) mod rng;
pub(crate) mod scenario;
pub(crate) mod world;

pub(crate) const MIN: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MIN;
pub(crate) const DAY: i64 = 24 * HOUR;
