//! Fuzz target, see `stafeta_fuzz::vault`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::vault(data));
