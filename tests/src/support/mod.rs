//! Peers and drivers shared by the suites. Each is the real thing: a Chromium, an SMTP server, an
//! SMS gateway that speaks HTTP, a `stafeta` process.

pub mod browser;
pub mod canary;
pub mod pdf;
pub mod recorder;
pub mod sms;
pub mod smtp;
pub mod stafeta;
