//! Fuzz target, see `stafeta_fuzz::wrap`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::wrap(data));
