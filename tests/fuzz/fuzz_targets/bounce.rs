//! Fuzz target, see `stafeta_fuzz::bounce`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::bounce(data));
