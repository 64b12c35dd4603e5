//! Fuzz target, see `stafeta_fuzz::head`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::head(data));
