//! A handover as its owner sees it.

use crate::store::{
    Result, StoreError, Tx, attachments, handovers::Handover, released, sealed, versions,
};
use stafeta_shared::{
    api::{HandoverResponse, SealedTo},
    ids::{AccountId, HandoverId},
};

/// Reads what belongs to it.
pub(crate) async fn handover(tx: &mut Tx, row: &Handover) -> Result<HandoverResponse> {
    let mut recipients = Vec::new();
    for recipient in sealed::recipients(tx, row.id, row.version).await? {
        recipients.push(sealed_to(tx, row.id, recipient).await?);
    }
    let files = attachments::of(tx, row.id).await?;
    Ok(HandoverResponse {
        handover: row.id,
        watch: row.watch,
        extra_delay_ms: row.extra_delay_ms,
        version: unsigned(row.version, "handovers.version")?,
        sealed_at: versions::sealed_at(tx, row.id, row.version).await?,
        recipients,
        draft_counter: unsigned(row.draft_counter, "handovers.draft_counter")?,
        size: unsigned(files.iter().map(|file| file.ct_len).sum(), "attachments.ct_len")?,
    })
}

async fn sealed_to(tx: &mut Tx, handover: HandoverId, recipient: AccountId) -> Result<SealedTo> {
    let rows = released::of_handover(tx, handover, recipient).await?;
    let newest = rows.first();
    Ok(SealedTo {
        recipient,
        released_at: newest.map(|row| row.released_at),
        opened_at: newest.and_then(|row| row.opened_at),
        declined_at: newest.and_then(|row| row.declined_at),
        recalled_at: newest.and_then(|row| row.recalled_at),
        asked_early_at: sealed::last_early_ask(tx, handover, recipient).await?,
    })
}

pub(crate) fn unsigned(value: i64, column: &'static str) -> Result<u64> {
    u64::try_from(value).map_err(|_| StoreError::Corrupt(column))
}
