//! Fuzz target, see `stafeta_fuzz::content`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::content(data));
