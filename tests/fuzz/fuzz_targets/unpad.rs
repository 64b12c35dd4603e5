//! Fuzz target, see `stafeta_fuzz::unpad`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::unpad(data));
