//! Fuzz target, see `stafeta_fuzz::phone`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::phone(data));
