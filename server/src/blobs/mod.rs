//! Ciphertext of files, in parts, on an object store. Local files today, with `fsync`, so that a
//! part whose row is committed survives a power failure.
//!
//! A blob is written before the row that names it and carries its hash in its name: two uploads of
//! one part can never overwrite each other, and what no row names is swept by age. This module
//! knows nothing about who may read what. To add a backend: another constructor of [`Blobs`].

mod plan;
mod receive;
mod sweep;

pub use plan::PartPlan;
pub use receive::{ReceiveError, receive};

use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use object_store::{
    Error, ObjectStore, ObjectStoreExt as _, PutPayload, local::LocalFileSystem,
    path::Path as BlobPath,
};
use stafeta_shared::ids::{AccountId, AttachmentId, HandoverId};
use std::{
    collections::BTreeMap,
    fmt,
    path::Path,
    sync::{Arc, Mutex, PoisonError, Weak},
};
use tokio::sync::{OwnedRwLockReadGuard, OwnedSemaphorePermit, RwLock, Semaphore};

/// Uploads that hold a part in memory at the same time.
const UPLOADS: usize = 32;
/// Those of one account among them.
const UPLOADS_EACH: usize = 4;

/// What went wrong below the bytes.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The store refused or is away.
    #[error("the blob store failed")]
    Store(#[from] Error),
    /// The folder cannot be made.
    #[error("the folder for encrypted files cannot be used")]
    Folder(#[from] std::io::Error),
    /// A row names a blob that is not there.
    #[error("a part of an encrypted file is missing from the blob store")]
    Missing,
    /// The program is ending.
    #[error("uploads have ended")]
    Closed,
    /// The rows could not be asked.
    #[error(transparent)]
    Rows(#[from] crate::store::StoreError),
}

/// Name of one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartName {
    /// The handover.
    pub handover: HandoverId,
    /// The file.
    pub attachment: AttachmentId,
    /// From 0.
    pub number: i64,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

/// The store of encrypted files. Cheap to clone.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    uploads: Arc<Semaphore>,
    of_accounts: Arc<Mutex<BTreeMap<AccountId, Weak<Semaphore>>>>,
    /// Read by uploads from the blob to its row's commit, written by the sweep.
    naming: Arc<RwLock<()>>,
}

/// Permission to hold a part in memory.
#[derive(Debug)]
pub struct Room(#[expect(dead_code, reason = "held, not read")] [OwnedSemaphorePermit; 2]);

/// A part that was written; keep this until the row that names it is committed.
#[derive(Debug)]
pub struct Written(#[expect(dead_code, reason = "held, not read")] OwnedRwLockReadGuard<()>);

impl Blobs {
    /// Local files under a folder, which is made when missing.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn in_folder(folder: &Path) -> Result<Self, BlobError> {
        std::fs::create_dir_all(folder)?;
        let files =
            LocalFileSystem::new_with_prefix(folder)?.with_fsync(true).with_automatic_cleanup(true);
        Ok(Self {
            store: Arc::new(files),
            uploads: Arc::new(Semaphore::new(UPLOADS)),
            of_accounts: Arc::default(),
            naming: Arc::new(RwLock::new(())),
        })
    }

    /// Waits until a part of this account may be taken in. First for the account's own uploads to
    /// end, so that those who wait take no room from others.
    ///
    /// # Errors
    /// When the program is ending.
    pub async fn room(&self, account: AccountId) -> Result<Room, BlobError> {
        let closed = |_| BlobError::Closed;
        let own = self.of_account(account).acquire_owned().await.map_err(closed)?;
        let shared = Arc::clone(&self.uploads).acquire_owned().await.map_err(closed)?;
        Ok(Room([own, shared]))
    }

    fn of_account(&self, account: AccountId) -> Arc<Semaphore> {
        let mut all = self.of_accounts.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, uploads| uploads.strong_count() > 0);
        all.get(&account).and_then(Weak::upgrade).unwrap_or_else(|| {
            let uploads = Arc::new(Semaphore::new(UPLOADS_EACH));
            all.insert(account, Arc::downgrade(&uploads));
            uploads
        })
    }

    /// Writes a part durably. Writing the same name again changes nothing.
    ///
    /// # Errors
    /// When the store fails; nothing is visible then.
    pub async fn put(&self, name: &PartName, bytes: Vec<Bytes>) -> Result<Written, BlobError> {
        let naming = Arc::clone(&self.naming).read_owned().await;
        self.store.put(&name.path(), PutPayload::from_iter(bytes)).await?;
        Ok(Written(naming))
    }

    /// Reads a part, piece by piece.
    ///
    /// # Errors
    /// When the store fails or has no such part.
    pub async fn get(
        &self,
        name: &PartName,
    ) -> Result<BoxStream<'static, Result<Bytes, BlobError>>, BlobError> {
        match self.store.get(&name.path()).await {
            Ok(found) => Ok(found.into_stream().map_err(BlobError::from).boxed()),
            Err(Error::NotFound { .. }) => Err(BlobError::Missing),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes the parts of files whose rows are gone. What fails is left to the sweep.
    pub async fn forget(&self, handover: HandoverId, attachments: &[AttachmentId]) {
        for &attachment in attachments {
            if let Err(error) = self.delete_attachment(handover, attachment).await {
                tracing::warn!(%handover, %attachment, %error, "parts left for the sweep");
            }
        }
    }

    /// Deletes every part of a file. Call it after the rows are gone.
    ///
    /// # Errors
    /// When the store fails; the sweep does the rest later.
    pub async fn delete_attachment(
        &self,
        handover: HandoverId,
        attachment: AttachmentId,
    ) -> Result<(), BlobError> {
        let folder = folder(handover, attachment);
        let found: Vec<_> = self.store.list(Some(&folder)).try_collect().await?;
        for blob in found {
            self.delete_path(&blob.location).await?;
        }
        Ok(())
    }

    async fn delete_path(&self, path: &BlobPath) -> Result<(), BlobError> {
        match self.store.delete(path).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

impl fmt::Debug for Blobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blobs({})", self.store)
    }
}

impl PartName {
    fn path(&self) -> BlobPath {
        let file = format!("{}-{}", self.number, hex(&self.sha256));
        folder(self.handover, self.attachment).join(file)
    }

    /// Reads a name back from its path; `None` for anything this module never wrote.
    fn from_path(path: &BlobPath) -> Option<Self> {
        let mut pieces = path.parts();
        let handover = unhex(pieces.next()?.as_ref())?;
        let attachment = unhex(pieces.next()?.as_ref())?;
        let last = pieces.next()?;
        let (number, sha256) = last.as_ref().split_once('-')?;
        let name = Self {
            handover: HandoverId::from_bytes(handover),
            attachment: AttachmentId::from_bytes(attachment),
            number: number.parse().ok()?,
            sha256: unhex(sha256)?,
        };
        pieces.next().is_none().then_some(name)
    }
}

fn folder(handover: HandoverId, attachment: AttachmentId) -> BlobPath {
    BlobPath::from_iter([hex(handover.as_bytes()), hex(attachment.as_bytes())])
}

/// Lower-case hex: safe on file systems that do not tell capitals.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads exactly `N` bytes of lower-case or capital hex.
#[must_use]
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    let mut out = [0; N];
    for (byte, pair) in out.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt as _;

    fn name(number: i64) -> PartName {
        PartName {
            handover: HandoverId::from_bytes([0xa1; 16]),
            attachment: AttachmentId::from_bytes([0xb2; 16]),
            number,
            sha256: [0xc3; 32],
        }
    }

    #[test]
    fn names_survive_their_paths() {
        assert_eq!(PartName::from_path(&name(7).path()), Some(name(7)));
        for stranger in ["a", "a/b/c", "a1/b2/0-c3", "notes.txt"] {
            assert_eq!(PartName::from_path(&BlobPath::from(stranger)), None, "{stranger}");
        }
    }

    #[tokio::test]
    async fn one_account_takes_no_room_from_others() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::in_folder(folder.path()).unwrap();
        let (one, other) = (AccountId::from_bytes([1; 16]), AccountId::from_bytes([2; 16]));
        let mut rooms = Vec::new();
        for _ in 0..UPLOADS_EACH {
            rooms.push(blobs.room(one).await.unwrap());
        }
        let mut waiting: Vec<_> = (0..UPLOADS).map(|_| Box::pin(blobs.room(one))).collect();
        for more in &mut waiting {
            assert!(futures::poll!(more).is_pending(), "only so many of one account");
        }
        assert!(blobs.room(other).now_or_never().is_some(), "others are let in at once");
        rooms.pop();
        assert!(futures::poll!(&mut waiting[0]).is_ready(), "one ended, the next one begins");
        drop((rooms, waiting));
        blobs.room(other).await.unwrap();
        assert_eq!(blobs.of_accounts.lock().unwrap().len(), 1, "who uploads nothing is forgotten");
    }

    #[tokio::test]
    async fn what_was_put_is_read_back_and_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::in_folder(folder.path()).unwrap();
        let pieces = vec![Bytes::from_static(b"one"), Bytes::from_static(b"two")];
        blobs.put(&name(0), pieces).await.unwrap();

        let read: Vec<Bytes> = blobs.get(&name(0)).await.unwrap().try_collect().await.unwrap();
        assert_eq!(read.concat(), b"onetwo");
        assert!(matches!(blobs.get(&name(1)).await, Err(BlobError::Missing)));

        blobs.delete_attachment(name(0).handover, name(0).attachment).await.unwrap();
        assert!(matches!(blobs.get(&name(0)).await, Err(BlobError::Missing)));
    }
}
