//! Fuzz target, see `stafeta_fuzz::email`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::email(data));
