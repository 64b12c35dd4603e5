//! Handovers: bounds, what deletion leaves, and how drafts and files are recognised.

use crate::store::{
    Result, Tx, attachments,
    handovers::{self, Handover},
    sealed, versions,
};
use stafeta_shared::{
    crypto::{draft::DraftContext, padded_len},
    ids::{AccountId, AttachmentId, HandoverId},
    limits::{BODY_MAX, FILE_MAX},
    watch::EXTRA_DELAY_MAX_MS,
};

/// Context, salt, commitment and tags around a draft.
const DRAFT_OVERHEAD: usize = 4096;
/// Plaintext of a chunk, and what sealing adds to it and to the whole.
const CHUNK: u64 = 16 * 1024;
const TAG: u64 = 16;
const SEAL_HEADER: u64 = 56;
/// Smallest padded file.
const PADDED_MIN: u64 = 1024;

/// Largest draft as stored.
pub const DRAFT_MAX: usize = BODY_MAX + DRAFT_OVERHEAD;

/// Whether a wait is within its bounds.
#[must_use]
pub fn extra_delay_fits(ms: i64) -> bool {
    (0..=EXTRA_DELAY_MAX_MS).contains(&ms)
}

/// Whether a ciphertext of a file may have this length: nothing that sealing could not produce.
#[must_use]
pub fn ct_len_fits(ct_len: u64) -> bool {
    let sealed = |padded: u64| SEAL_HEADER + padded + TAG * (padded / CHUNK + 1);
    if !(sealed(PADDED_MIN)..=sealed(padded_len(FILE_MAX))).contains(&ct_len) {
        return false;
    }
    // n + 16·(⌊n/16384⌋ + 1) = rest: every full chunk takes 16400 bytes of it.
    let rest = ct_len - SEAL_HEADER - TAG;
    let padded = rest - TAG * (rest / (CHUNK + TAG));
    sealed(padded) == ct_len && padded_len(padded) == padded
}

/// Whether these bytes say that they are this draft.
#[must_use]
pub fn draft_fits(owner: AccountId, handover: HandoverId, counter: u64, stored: &[u8]) -> bool {
    let is = |c: DraftContext| c.owner == owner && c.handover == handover && c.counter == counter;
    stored.len() <= DRAFT_MAX
        && i64::try_from(counter).is_ok()
        && DraftContext::parse(stored).is_ok_and(is)
}

/// Deletes everything of a handover but headers and signatures. Answers whose parts the blob store
/// can forget once this is committed.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Tx, handover: &Handover, now: i64) -> Result<Vec<AttachmentId>> {
    let id = handover.id;
    sealed::destroy_all(tx, id).await?;
    let mut freed = versions::drop_all(tx, id).await?;
    let mut gone = Vec::new();
    for file in attachments::of(tx, id).await? {
        attachments::delete(tx, id, file.id).await?;
        freed += file.ct_len;
        gone.push(file.id);
    }
    handovers::reserve(tx, handover.owner, -freed, 0).await?;
    handovers::delete(tx, id, now).await?;
    Ok(gone)
}

/// After a commit: destroys what was not handed out of earlier versions, and the files that only
/// those versions named. Answers whose parts the blob store can forget, and the bytes freed.
///
/// # Errors
/// When the database fails.
pub async fn retire_below(
    tx: &mut Tx,
    handover: HandoverId,
    version: i64,
    files_before: &[AttachmentId],
) -> Result<(Vec<AttachmentId>, i64)> {
    sealed::destroy_below(tx, handover, version).await?;
    let mut freed = versions::drop_unopened_below(tx, handover, version).await?;
    let mut gone = Vec::new();
    for &id in files_before {
        if attachments::in_use(tx, handover, id).await? {
            continue;
        }
        if let Some(file) = attachments::by_id(tx, handover, id).await? {
            attachments::delete(tx, handover, id).await?;
            freed += file.ct_len;
            gone.push(id);
        }
    }
    Ok((gone, freed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use stafeta_shared::crypto::attachment::Layout;

    #[test]
    fn lengths_of_real_files_fit_and_their_neighbours_do_not() {
        for len in [0, 1, 1024, 16_383, 16_384, 16_385, 1 << 20, 5_000_001, FILE_MAX] {
            let ct_len = Layout::new(len).unwrap().ct_len();
            assert!(ct_len_fits(ct_len), "{len}");
            assert!(!ct_len_fits(ct_len - 1), "{len}");
            assert!(!ct_len_fits(ct_len + 1), "{len}");
        }
        for bad in [0, 1, 56, 72, u64::MAX] {
            assert!(!ct_len_fits(bad), "{bad}");
        }
    }

    #[test]
    fn waits_are_bounded() {
        assert!(extra_delay_fits(0) && extra_delay_fits(EXTRA_DELAY_MAX_MS));
        assert!(!extra_delay_fits(-1) && !extra_delay_fits(EXTRA_DELAY_MAX_MS + 1));
    }
}
