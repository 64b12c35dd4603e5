//! Fuzz target, see `stafeta_fuzz::attachment`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::attachment(data));
