//! Fuzz target, see `stafeta_fuzz::draft_contents`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::draft_contents(data));
