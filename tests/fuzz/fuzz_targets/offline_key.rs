//! Fuzz target, see `stafeta_fuzz::offline_key`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::offline_key(data));
