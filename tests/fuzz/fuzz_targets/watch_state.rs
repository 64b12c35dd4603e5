//! Fuzz target, see `stafeta_fuzz::watch_state`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::watch_state(data));
