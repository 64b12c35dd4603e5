//! Fuzz target, see `stafeta_fuzz::header`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::header(data));
