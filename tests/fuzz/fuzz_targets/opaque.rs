//! Fuzz target, see `stafeta_fuzz::opaque`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::opaque(data));
