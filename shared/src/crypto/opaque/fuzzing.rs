//! The messages of OPAQUE as the library reads and writes them, for the fuzz targets alone.
//!
//! A client's second step stretches the password, 0.2 s for each try; what it reads from the server is read
//! here without.

use super::{Opaque1, exactly, len};
use opaque_ke::{
    CredentialFinalization, CredentialRequest, CredentialResponse, RegistrationRequest,
    RegistrationResponse, RegistrationUpload,
};

macro_rules! again {
    ($kind:ty, $bytes:expr, $len:expr) => {
        <$kind>::deserialize(exactly($bytes, $len).ok()?).ok()?.serialize().to_vec()
    };
}

/// Reads a message of a kind from 0 to 5 and writes it again.
#[must_use]
pub fn again(kind: u8, bytes: &[u8]) -> Option<Vec<u8>> {
    Some(match kind % 6 {
        0 => again!(RegistrationRequest<Opaque1>, bytes, len::REGISTRATION_REQUEST),
        1 => again!(RegistrationResponse<Opaque1>, bytes, len::REGISTRATION_RESPONSE),
        2 => again!(RegistrationUpload<Opaque1>, bytes, len::REGISTRATION_UPLOAD),
        3 => again!(CredentialRequest<Opaque1>, bytes, len::KE1),
        4 => again!(CredentialResponse<Opaque1>, bytes, len::KE2),
        _ => again!(CredentialFinalization<Opaque1>, bytes, len::KE3),
    })
}
