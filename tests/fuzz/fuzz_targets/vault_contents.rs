//! Fuzz target, see `stafeta_fuzz::vault_contents`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::vault_contents(data));
