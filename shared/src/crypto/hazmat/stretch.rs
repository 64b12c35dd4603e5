//! Argon2id (RFC 9106), version 0x13, 64 MiB, 3 passes, one lane. Pinned by suite 0x0001: no caller and no
//! server chooses a parameter.

use argon2::{Algorithm, Argon2, Params, Version};

const MEMORY_KIB: u32 = 65_536;
const PASSES: u32 = 3;
const LANES: u32 = 1;

/// Fills `out`; fails only if the memory cannot be had.
pub(crate) fn argon2id(input: &[u8], salt: &[u8; 16], out: &mut [u8]) -> Result<(), argon2::Error> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(out.len()))?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(input, salt, out)
}
