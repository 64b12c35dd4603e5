//! HPKE (RFC 9180), single shot: X-Wing (X25519 with ML-KEM-768), HKDF-SHA-256, AES-256-GCM; Base and PSK.

use crate::crypto::{
    Random,
    error::{Checked, Refused, ensure},
    random::Current,
    secret::{Key, SecretBytes},
};
use hpke::{
    Deserializable as _, Kem as _, OpModeR, OpModeS, PskBundle, Serializable as _, aead::AesGcm256,
    kdf::HkdfSha256, kem::XWing,
};

/// Bytes of a public key.
pub(crate) const PUBLIC: usize = 1216;
/// Bytes of an encapsulated key.
pub(crate) const ENC: usize = 1120;

type PublicKey = <XWing as hpke::Kem>::PublicKey;
type PrivateKey = <XWing as hpke::Kem>::PrivateKey;
type Encapped = <XWing as hpke::Kem>::EncappedKey;

/// A pre-shared key and its name.
pub(crate) struct PskRef<'a> {
    pub(crate) key: &'a [u8],
    pub(crate) id: &'a [u8],
}

impl<'a> PskRef<'a> {
    fn bundle(&self) -> Checked<PskBundle<'a>> {
        ensure(!self.key.is_empty() && !self.id.is_empty())?;
        PskBundle::new(self.key, self.id).map_err(|_| Refused)
    }
}

/// The public key of a seed; the seed is the decapsulation key itself.
pub(crate) fn public_key(seed: &Key) -> Checked<[u8; PUBLIC]> {
    let key = PrivateKey::from_bytes(seed.expose_secret()).map_err(|_| Refused)?;
    XWing::sk_to_pk(&key).to_bytes().as_slice().try_into().map_err(|_| Refused)
}

/// Encapsulates and seals: `enc ‖ ct`.
pub(crate) fn seal(
    public: &[u8; PUBLIC],
    psk: Option<&PskRef<'_>>,
    info: &[u8],
    aad: &[u8],
    plain: &[u8],
    rng: &mut dyn Random,
) -> Checked<Vec<u8>> {
    let key = PublicKey::from_bytes(public).map_err(|_| Refused)?;
    let mode = match psk {
        Some(psk) => OpModeS::Psk(psk.bundle()?),
        None => OpModeS::Base,
    };
    let (enc, ct) = hpke::single_shot_seal_with_rng::<AesGcm256, HkdfSha256, XWing>(
        &mode,
        &key,
        info,
        plain,
        aad,
        &mut Current(rng),
    )
    .map_err(|_| Refused)?;
    Ok([enc.to_bytes().as_slice(), &ct].concat())
}

/// Decapsulates and opens.
pub(crate) fn open(
    seed: &Key,
    psk: Option<&PskRef<'_>>,
    info: &[u8],
    aad: &[u8],
    sealed: &[u8],
) -> Checked<SecretBytes> {
    let (enc, ct) = sealed.split_at_checked(ENC).ok_or(Refused)?;
    let key = PrivateKey::from_bytes(seed.expose_secret()).map_err(|_| Refused)?;
    let enc = Encapped::from_bytes(enc).map_err(|_| Refused)?;
    let mode = match psk {
        Some(psk) => OpModeR::Psk(psk.bundle()?),
        None => OpModeR::Base,
    };
    hpke::single_shot_open::<AesGcm256, HkdfSha256, XWing>(&mode, &key, &enc, info, ct, aad)
        .map(SecretBytes::new)
        .map_err(|_| Refused)
}
