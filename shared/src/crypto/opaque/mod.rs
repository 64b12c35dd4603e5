//! Password login: OPAQUE (RFC 9807) with ristretto255, TripleDH, SHA-512 and the suite's own Argon2id.
//!
//! Credential identifier = client identity = the 16 account bytes, never the e-mail. Server identity = the
//! realm, fixed at installation. The parameters of the key stretching are part of the suite: no message
//! carries them, so no server can weaken them. `opaque-ke` lives on an older generation of crates; only this
//! folder touches it.

mod client;
#[cfg(fuzzing)]
pub mod fuzzing;
mod server;

pub use client::{
    ClientLogin, ClientRegistration, LoginFinish, RegistrationFinish, login_start,
    registration_start,
};
pub use server::{
    ServerSetup, login_finish, login_start as server_login_start, registration_record,
    registration_response,
};

use super::{
    Suite,
    hazmat::stretch,
    labels,
    secret::{Secret, SecretText},
    wire::Writer,
};
use crate::ids::AccountId;
use opaque_ke::{
    CipherSuite, Identifiers, Ristretto255, TripleDh,
    errors::InternalError,
    generic_array::{ArrayLength, GenericArray},
    ksf::Ksf,
};
use unicode_normalization::UnicodeNormalization as _;

/// What OPAQUE hands to the client alone; the password slot's key comes out of it.
pub type ExportKey = Secret<64>;

/// The password was wrong, or the other side is not who it says. One error, on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the login failed")]
pub struct LoginFailed;

/// A password in the one form in which it is hashed: NFC, otherwise as typed, not trimmed.
#[derive(Debug, Clone)]
pub struct Password(SecretText);

impl Password {
    /// Normalises what was typed.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        Self(SecretText::new(typed.nfc().collect()))
    }

    /// Length in characters, for the form's lower bound.
    #[must_use]
    pub fn chars(&self) -> usize {
        self.0.expose_secret().chars().count()
    }

    fn bytes(&self) -> &[u8] {
        self.0.expose_secret().as_bytes()
    }
}

/// Whose login it is, and where.
#[derive(Debug, Clone, Copy)]
pub struct LoginContext<'a> {
    /// The suite both sides use.
    pub suite: Suite,
    /// The account, real or fake, as it comes with KE2.
    pub account: AccountId,
    /// The instance's name, fixed at installation.
    pub realm: &'a str,
}

impl LoginContext<'_> {
    fn context(&self) -> Vec<u8> {
        Writer::label(labels::OPAQUE).put(&self.suite.bytes()).lp(self.realm.as_bytes()).done()
    }

    fn identifiers(&self) -> Identifiers<'_> {
        Identifiers { client: Some(self.account.as_bytes()), server: Some(self.realm.as_bytes()) }
    }
}

/// Lengths of the messages. The library's readers ignore what follows a message; ours do not.
mod len {
    pub(super) const REGISTRATION_REQUEST: usize = 32;
    pub(super) const REGISTRATION_RESPONSE: usize = 64;
    pub(super) const REGISTRATION_UPLOAD: usize = 192;
    pub(super) const KE1: usize = 96;
    pub(super) const KE2: usize = 320;
    pub(super) const KE3: usize = 64;
    pub(super) const SETUP: usize = 128;
    /// What the server keeps between the steps of a login: session key and expected MAC.
    pub(super) const STATE: usize = 128;
}

fn exactly(bytes: &[u8], len: usize) -> Result<&[u8], LoginFailed> {
    if bytes.len() == len { Ok(bytes) } else { Err(LoginFailed) }
}

/// Suite 0x0001 in the terms of `opaque-ke`.
struct Opaque1;

impl CipherSuite for Opaque1 {
    type OprfCs = Ristretto255;
    type KeyExchange = TripleDh<Ristretto255, sha2_010::Sha512>;
    type Ksf = PinnedArgon2id;
}

/// The suite's key stretching: salt of 16 zero bytes (the OPRF output is already salted per account).
#[derive(Default)]
struct PinnedArgon2id;

impl Ksf for PinnedArgon2id {
    fn hash<L: ArrayLength<u8>>(
        &self,
        input: GenericArray<u8, L>,
    ) -> Result<GenericArray<u8, L>, InternalError> {
        let mut out = GenericArray::default();
        stretch::argon2id(&input, &[0; 16], &mut out).map_err(|_| InternalError::KsfError)?;
        Ok(out)
    }
}

#[cfg(test)]
mod tests;
#[cfg(feature = "vectors")]
pub(super) mod vectors;
