//! `K_srv`, the server's half of a content key: kept under an instance key that lies outside the
//! database, and recognised by the `srv_id` of the signed header.
//!
//! It is checked when it is committed, on a sample at every start, and before it is handed out: a
//! wrong one would be a handover that nobody can ever open.

use crate::{
    keys::Keys,
    rng::Rng,
    store::{
        self, Db,
        sealed::{self, Sealed, WrappedKey},
    },
};
use stafeta_shared::{
    crypto::{
        Key, equal,
        version::{Header, VersionContext, srv_id},
    },
    ids::AccountId,
};

/// Rows looked at when the service starts.
const SAMPLE: i64 = 64;

/// The half that is stored cannot be had back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server's half of a key cannot be read, or is not the one of its header")]
pub struct Unreadable;

/// The start must not go on.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// Halves are not readable.
    #[error(
        "{bad} of {looked_at} handovers that were looked at cannot be released: the server's half \
         of their key cannot be read with the instance keys at hand. Put back the folder of \
         instance keys (keys.path) that belongs to this database."
    )]
    Bad {
        /// How many are unreadable.
        bad: usize,
        /// How many were tried.
        looked_at: usize,
    },
}

/// Puts a half under the newest instance key.
#[must_use]
pub fn wrap(
    keys: &Keys,
    rng: &dyn Rng,
    context: &VersionContext,
    recipient: AccountId,
    k_srv: &Key,
) -> WrappedKey {
    let aad = aad(context, recipient);
    let (key_id, wrapped) = keys.wrap(&aad, k_srv.expose_secret(), rng);
    WrappedKey { key_id, wrapped }
}

/// Takes a half out and checks it against the header.
///
/// # Errors
/// [`Unreadable`] when it was destroyed, cannot be unwrapped, or is another one.
pub fn unwrap(keys: &Keys, owner: AccountId, sealed: &Sealed) -> Result<Key, Unreadable> {
    let header = Header::parse(&sealed.header).map_err(|_| Unreadable)?;
    let version = u64::try_from(sealed.version).map_err(|_| Unreadable)?;
    let context = VersionContext { owner, handover: sealed.handover, version };
    let stored = sealed.k_srv.as_ref().ok_or(Unreadable)?;
    let plain = keys
        .unwrap(&stored.key_id, &aad(&context, sealed.recipient), &stored.wrapped)
        .ok_or(Unreadable)?;
    let k_srv = Key::from_slice(&plain).map_err(|_| Unreadable)?;
    let right = equal(&srv_id(&k_srv, &context, sealed.recipient), &header.srv_id);
    if right { Ok(k_srv) } else { Err(Unreadable) }
}

/// Looks at some rows at random. A few that are unreadable concern their owners, who are to seal anew:
/// nobody else's release may wait for them, so they are logged. All of them unreadable: these are the
/// wrong keys.
///
/// # Errors
/// [`SampleError::Bad`] when not one of them is readable.
pub async fn check_sample(db: &Db, keys: &Keys) -> Result<usize, SampleError> {
    let mut tx = db.begin_read().await?;
    let rows = sealed::sample(&mut tx, SAMPLE).await?;
    let bad = rows.iter().filter(|(owner, row)| unwrap(keys, *owner, row).is_err()).count();
    if bad > 0 && bad < rows.len() {
        tracing::error!(bad, looked_at = rows.len(), "halves of keys are unreadable");
    } else if bad > 0 {
        return Err(SampleError::Bad { bad, looked_at: rows.len() });
    }
    Ok(rows.len())
}

/// What a wrapped half is bound to, so that rows cannot be exchanged.
fn aad(context: &VersionContext, recipient: AccountId) -> Vec<u8> {
    let mut aad = b"stafeta/k-srv".to_vec();
    aad.extend_from_slice(context.owner.as_bytes());
    aad.extend_from_slice(context.handover.as_bytes());
    aad.extend_from_slice(&context.version.to_be_bytes());
    aad.extend_from_slice(recipient.as_bytes());
    aad
}
