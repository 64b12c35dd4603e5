//! Deletes blobs that no row names: uploads whose row was never committed, files that were dropped
//! while the store was away.

use super::{BlobError, Blobs, PartName};
use crate::store::{self, Db, attachments};
use futures::TryStreamExt as _;
use object_store::path::Path as BlobPath;

impl Blobs {
    /// Deletes unnamed blobs last written before `before`; answers how many. Foreign files in the
    /// folder are left alone.
    ///
    /// # Errors
    /// When store or database fail.
    pub async fn sweep(&self, db: &Db, before: i64) -> Result<u64, BlobError> {
        let mut swept = 0;
        let mut listed = self.store.list(None);
        while let Some(blob) = listed.try_next().await? {
            let Some(name) = PartName::from_path(&blob.location) else { continue };
            if blob.last_modified.timestamp_millis() < before
                && self.sweep_one(db, &name, &blob.location).await?
            {
                swept += 1;
            }
        }
        Ok(swept)
    }

    /// The lock keeps an upload on this node from committing the row between look and deletion;
    /// uploads on other nodes are younger than `before`.
    async fn sweep_one(
        &self,
        db: &Db,
        name: &PartName,
        path: &BlobPath,
    ) -> Result<bool, BlobError> {
        let _naming = self.naming.write().await;
        if named(db, name).await? {
            return Ok(false);
        }
        self.delete_path(path).await?;
        Ok(true)
    }
}

async fn named(db: &Db, name: &PartName) -> store::Result<bool> {
    let mut tx = db.begin_read().await?;
    let part = attachments::part(&mut tx, name.handover, name.attachment, name.number).await?;
    Ok(part.is_some_and(|part| part.sha256 == name.sha256))
}
