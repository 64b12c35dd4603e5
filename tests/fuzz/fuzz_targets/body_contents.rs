//! Fuzz target, see `stafeta_fuzz::body_contents`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::body_contents(data));
