//! Peers and drivers shared by the suites. Each is the real thing: a Chromium, an SMTP server, an
//! SMS gateway that speaks HTTP, a `stafeta` process.

pub mod browser;
pub mod canary;
pub mod decryptor;
pub mod device;
pub mod liar;
pub mod native;
pub mod pair;
pub mod pdf;
pub mod proof;
pub mod recorder;
pub mod service;
pub mod sms;
pub mod smtp;
pub mod stafeta;
pub mod tab;
