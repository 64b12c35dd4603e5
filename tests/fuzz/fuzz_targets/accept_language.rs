//! Fuzz target, see `stafeta_fuzz::accept_language`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stafeta_fuzz::accept_language(data));
