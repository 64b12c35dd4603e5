//! Fuzz target, see `stafeta_fuzz::draft`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::draft(data));
