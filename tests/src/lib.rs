//! Whole-system tests: real server, real Chromium, real mail and SMS peers on loopback.
//!
//! * [`support`]: the peers and drivers that the suites share
//! * `browser/`: journeys of people through real pages
//! * `it/`: stories through the HTTP interface

pub mod support;
