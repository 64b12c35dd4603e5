//! Journeys of people through real pages: a real server process, real Chromium, a real SMTP server
//! and SMS gateway, all on loopback. Only the clock is a demo's.
//!
//! `PICTURES_OF_JOURNEY=1` (or `cargo xtask pictures`) takes every screen in four looks on the way.

mod journey;
mod leaks;
mod people;
mod policy;
mod stranger;
#[expect(dead_code, unreachable_pub, reason = "the client's whole list; this suite uses a part")]
#[path = "../../client/src/app/test_ids.rs"]
mod test_ids;
mod ways;
mod world;
