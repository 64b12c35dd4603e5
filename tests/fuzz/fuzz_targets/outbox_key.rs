//! Fuzz target, see `stafeta_fuzz::outbox_key`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::outbox_key(data));
