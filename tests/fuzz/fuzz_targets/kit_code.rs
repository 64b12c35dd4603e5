//! Fuzz target, see `stafeta_fuzz::kit_code`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::kit_code(data));
