//! Fuzz target, see `stafeta_fuzz::slot`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::slot(data));
