//! Fuzz target, see `stafeta_fuzz::policy`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::policy(data));
