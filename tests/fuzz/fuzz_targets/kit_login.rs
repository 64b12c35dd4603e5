//! Fuzz target, see `stafeta_fuzz::kit_login`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::kit_login(data));
