//! Fuzz target, see `stafeta_fuzz::opaque_server`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::opaque_server(data));
