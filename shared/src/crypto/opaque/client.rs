//! The browser's half of OPAQUE.

use super::{ExportKey, LoginContext, LoginFailed, Opaque1, Password, exactly, len};
use crate::crypto::{Random, random::Old, secret::Secret};
use opaque_ke::{
    ClientLoginFinishParameters, ClientRegistrationFinishParameters, CredentialResponse,
    RegistrationResponse,
};

/// State between the two steps of a registration. Lives in memory only.
pub struct ClientRegistration(opaque_ke::ClientRegistration<Opaque1>);

/// What the second step of a registration yields.
#[derive(Debug)]
pub struct RegistrationFinish {
    /// For the server to keep.
    pub upload: Vec<u8>,
    /// For the password slot.
    pub export_key: ExportKey,
}

/// First step: blinds the password. Returns the state and the message for the server.
///
/// # Errors
/// [`LoginFailed`] only for inputs no person types (more than 64 KiB).
pub fn registration_start(
    password: &Password,
    rng: &mut dyn Random,
) -> Result<(ClientRegistration, Vec<u8>), LoginFailed> {
    let start = opaque_ke::ClientRegistration::<Opaque1>::start(&mut Old(rng), password.bytes())
        .map_err(|_| LoginFailed)?;
    Ok((ClientRegistration(start.state), start.message.serialize().to_vec()))
}

impl ClientRegistration {
    /// Second step; takes about 0.2 s of Argon2id.
    ///
    /// # Errors
    /// [`LoginFailed`] when the server's answer is malformed or reflects our own message.
    pub fn finish(
        self,
        password: &Password,
        response: &[u8],
        login: &LoginContext<'_>,
        rng: &mut dyn Random,
    ) -> Result<RegistrationFinish, LoginFailed> {
        let response =
            RegistrationResponse::deserialize(exactly(response, len::REGISTRATION_RESPONSE)?)
                .map_err(|_| LoginFailed)?;
        let params = ClientRegistrationFinishParameters::new(login.identifiers(), None);
        let mut finish = self
            .0
            .finish(&mut Old(rng), password.bytes(), response, params)
            .map_err(|_| LoginFailed)?;
        Ok(RegistrationFinish {
            upload: finish.message.serialize().to_vec(),
            export_key: take(&mut finish.export_key)?,
        })
    }
}

/// State between the two steps of a login. Lives in memory only.
pub struct ClientLogin(opaque_ke::ClientLogin<Opaque1>);

/// What the second step of a login yields.
#[derive(Debug)]
pub struct LoginFinish {
    /// KE3, for the server.
    pub ke3: Vec<u8>,
    /// For the password slot.
    pub export_key: ExportKey,
    /// Known to both sides now; the server checks nothing else with it.
    pub session_key: Secret<64>,
}

/// First step: KE1.
///
/// # Errors
/// [`LoginFailed`] only for inputs no person types (more than 64 KiB).
pub fn login_start(
    password: &Password,
    rng: &mut dyn Random,
) -> Result<(ClientLogin, Vec<u8>), LoginFailed> {
    let start = opaque_ke::ClientLogin::<Opaque1>::start(&mut Old(rng), password.bytes())
        .map_err(|_| LoginFailed)?;
    Ok((ClientLogin(start.state), start.message.serialize().to_vec()))
}

impl ClientLogin {
    /// Second step: checks KE2 and makes KE3; takes about 0.2 s of Argon2id.
    ///
    /// # Errors
    /// [`LoginFailed`] for a wrong password, an unknown account, or a server that is not the one of the
    /// registration: these cannot be told apart.
    pub fn finish(
        self,
        password: &Password,
        ke2: &[u8],
        login: &LoginContext<'_>,
        rng: &mut dyn Random,
    ) -> Result<LoginFinish, LoginFailed> {
        let response =
            CredentialResponse::deserialize(exactly(ke2, len::KE2)?).map_err(|_| LoginFailed)?;
        let context = login.context();
        let params = ClientLoginFinishParameters::new(Some(&context), login.identifiers(), None);
        let mut finish = self
            .0
            .finish(&mut Old(rng), password.bytes(), response, params)
            .map_err(|_| LoginFailed)?;
        Ok(LoginFinish {
            ke3: finish.message.serialize().to_vec(),
            export_key: take(&mut finish.export_key)?,
            session_key: take(&mut finish.session_key)?,
        })
    }
}

/// Moves a key into our own type and erases the library's copy.
fn take(key: &mut [u8]) -> Result<Secret<64>, LoginFailed> {
    let secret = Secret::from_slice(key).map_err(|_| LoginFailed)?;
    zeroize::Zeroize::zeroize(key);
    Ok(secret)
}
