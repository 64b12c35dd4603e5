//! Fuzz target, see `stafeta_fuzz::invite_secret`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::invite_secret(data));
