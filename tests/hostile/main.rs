//! A server that lies, against the real client.
//!
//! Each case is one function that runs wherever a keeper runs: natively, and in Chromium behind the real page
//! ([`chromium`]; the first ones by hand on the pages themselves, [`pages`]). It tells one lie, checks what the person sees (the coded outcome, and the words of the
//! catalogue that the page shows for it), that nothing derived from a secret left afterwards, and that the same
//! story without the lie succeeds. What colluding people add, their own real keys, is in [`insider`].
//!
//! * [`keys`]: E1–E3, E13, E17 · [`ways_in`]: E4, E5 · [`objects`]: E6, E9, E12
//! * [`freshness`]: E7 · [`files`]: E8 · [`insiders`]: E10, E11

#![expect(clippy::unwrap_used, reason = "tests")]

mod chromium;
mod files;
mod forge;
mod freshness;
mod insider;
mod insiders;
mod keys;
mod native;
mod objects;
mod pages;
mod scene;
mod two_keys;
mod ways_in;
