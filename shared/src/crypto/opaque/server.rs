//! The server's half of OPAQUE.

use super::{LoginContext, LoginFailed, Opaque1, exactly, len};
use crate::crypto::{
    Hash, Random,
    error::{Checked, Refused},
    hash,
    random::Old,
    secret::{Secret, SecretBytes},
};
use crate::ids::AccountId;
use opaque_ke::{
    CredentialFinalization, CredentialRequest, RegistrationRequest, RegistrationUpload,
    ServerLogin, ServerLoginParameters, ServerRegistration,
};
use std::fmt;

/// The instance's long-term secret: OPRF seed and key pair. Lies outside the database.
#[derive(Clone)]
pub struct ServerSetup(opaque_ke::ServerSetup<Opaque1>);

impl fmt::Debug for ServerSetup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerSetup(…)")
    }
}

impl ServerSetup {
    /// Draws a new setup, once in the life of an instance.
    #[must_use]
    pub fn make(rng: &mut dyn Random) -> Self {
        Self(opaque_ke::ServerSetup::new(&mut Old(rng)))
    }

    /// Reads a stored setup.
    ///
    /// # Errors
    /// [`Refused`] when the bytes are none.
    pub fn from_bytes(bytes: &[u8]) -> Checked<Self> {
        let bytes = exactly(bytes, len::SETUP).map_err(|_| Refused)?;
        opaque_ke::ServerSetup::deserialize(bytes).map(Self).map_err(|_| Refused)
    }

    /// The bytes for the secret file.
    #[must_use]
    pub fn to_bytes(&self) -> SecretBytes {
        SecretBytes::new(self.0.serialize().to_vec())
    }

    /// What the database keeps to notice a wrong file.
    #[must_use]
    pub fn hash(&self) -> Hash {
        hash(self.to_bytes().expose_secret())
    }
}

/// Answers the first step of a registration.
///
/// # Errors
/// [`LoginFailed`] when the request is malformed.
pub fn registration_response(
    setup: &ServerSetup,
    request: &[u8],
    account: AccountId,
) -> Result<Vec<u8>, LoginFailed> {
    let request = RegistrationRequest::deserialize(exactly(request, len::REGISTRATION_REQUEST)?)
        .map_err(|_| LoginFailed)?;
    let start = ServerRegistration::start(&setup.0, request, account.as_bytes())
        .map_err(|_| LoginFailed)?;
    Ok(start.message.serialize().to_vec())
}

/// Checks the upload and returns the record to keep.
///
/// # Errors
/// [`LoginFailed`] when the upload is malformed.
pub fn registration_record(upload: &[u8]) -> Result<Vec<u8>, LoginFailed> {
    let upload =
        RegistrationUpload::<Opaque1>::deserialize(exactly(upload, len::REGISTRATION_UPLOAD)?)
            .map_err(|_| LoginFailed)?;
    Ok(ServerRegistration::finish(upload).serialize().to_vec())
}

/// Answers KE1 with KE2. Without a record the answer is a fake one that nobody can tell from a real one.
/// Returns the state to keep for [`login_finish`] (single use, short-lived) and KE2.
///
/// # Errors
/// [`LoginFailed`] when KE1 or the stored record is malformed.
pub fn login_start(
    setup: &ServerSetup,
    record: Option<&[u8]>,
    ke1: &[u8],
    login: &LoginContext<'_>,
    rng: &mut dyn Random,
) -> Result<(SecretBytes, Vec<u8>), LoginFailed> {
    let record = record
        .map(|bytes| exactly(bytes, len::REGISTRATION_UPLOAD))
        .transpose()?
        .map(ServerRegistration::<Opaque1>::deserialize)
        .transpose()
        .map_err(|_| LoginFailed)?;
    let request =
        CredentialRequest::deserialize(exactly(ke1, len::KE1)?).map_err(|_| LoginFailed)?;
    let context = login.context();
    let params =
        ServerLoginParameters { context: Some(&context), identifiers: login.identifiers() };
    let start = ServerLogin::start(
        &mut Old(rng),
        &setup.0,
        record,
        request,
        login.account.as_bytes(),
        params,
    )
    .map_err(|_| LoginFailed)?;
    Ok((SecretBytes::new(start.state.serialize().to_vec()), start.message.serialize().to_vec()))
}

/// Checks KE3. Success means that the client knows the password; a fake login never gets here.
///
/// The state alone fixes the account it was made for: keep the two together in one row.
///
/// # Errors
/// [`LoginFailed`] otherwise.
pub fn login_finish(
    state: &[u8],
    ke3: &[u8],
    login: &LoginContext<'_>,
) -> Result<Secret<64>, LoginFailed> {
    let state = ServerLogin::<Opaque1>::deserialize(exactly(state, len::STATE)?)
        .map_err(|_| LoginFailed)?;
    let ke3 =
        CredentialFinalization::deserialize(exactly(ke3, len::KE3)?).map_err(|_| LoginFailed)?;
    let context = login.context();
    let params =
        ServerLoginParameters { context: Some(&context), identifiers: login.identifiers() };
    let finish = state.finish(ke3, params).map_err(|_| LoginFailed)?;
    Secret::from_slice(&finish.session_key).map_err(|_| LoginFailed)
}
