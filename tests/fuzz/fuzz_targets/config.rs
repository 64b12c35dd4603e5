//! Fuzz target, see `stafeta_fuzz::config`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::config(data));
