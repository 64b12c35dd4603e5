//! Fuzz target, see `stafeta_fuzz::anchor`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::anchor(data));
