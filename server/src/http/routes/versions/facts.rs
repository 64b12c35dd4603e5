//! Collects what a version is checked against, inside the transaction that will store it.

use crate::{
    domain::versions::{Facts, KnownFile, KnownRecipient},
    http::routes::handovers::view::unsigned,
    store::{
        Result, StoreError, Tx, accounts, attachments, bundles, handovers::Handover, invitations,
        sealed,
    },
};
use stafeta_shared::{
    api::VersionCommitRequest,
    crypto::{bundle::Bundle, hash},
    ids::{AccountId, AttachmentId, HandoverId},
    limits::RECIPIENTS_MAX,
};
use std::collections::BTreeMap;

pub(super) async fn gather(
    tx: &mut Tx,
    row: &Handover,
    request: &VersionCommitRequest,
    now: i64,
) -> Result<Facts> {
    let mut recipients = BTreeMap::new();
    for share in request.recipients.iter().take(RECIPIENTS_MAX) {
        if let Some(known) = recipient(tx, row, share.recipient).await? {
            recipients.insert(share.recipient, known);
        }
    }
    let owner = accounts::by_id(tx, row.owner).await?.ok_or(StoreError::Corrupt("accounts.id"))?;
    Ok(Facts {
        owner: newest_bundle(tx, row.owner).await?,
        handover: row.id,
        current: unsigned(row.version, "handovers.version")?,
        recipients,
        files: files(tx, row.id).await?,
        not_before: owner.created_at,
        now,
    })
}

/// Nobody unless an accepted pairing ties them to this owner.
async fn recipient(tx: &mut Tx, row: &Handover, id: AccountId) -> Result<Option<KnownRecipient>> {
    if invitations::pairings(tx, row.owner, id).await?.is_empty() {
        return Ok(None);
    }
    let pairings = invitations::pairings_ever(tx, row.owner, id).await?;
    let before = sealed::newest_header(tx, row.id, id).await?;
    let prev = before.map(|header| hash(&header)).unwrap_or_default();
    Ok(Some(KnownRecipient { bundle: newest_bundle(tx, id).await?, pairings, prev }))
}

pub(super) async fn newest_bundle(tx: &mut Tx, account: AccountId) -> Result<Bundle> {
    const WHERE: StoreError = StoreError::Corrupt("bundles.bundle");
    let newest = bundles::of(tx, account).await?.pop().ok_or(WHERE)?;
    Bundle::parse(&newest).map_err(|_| WHERE)
}

async fn files(tx: &mut Tx, handover: HandoverId) -> Result<BTreeMap<AttachmentId, KnownFile>> {
    let mut known = BTreeMap::new();
    for file in attachments::of(tx, handover).await? {
        let ct_len = unsigned(file.ct_len, "attachments.ct_len")?;
        known.insert(file.id, KnownFile { ct_len, hash: file.hash });
    }
    Ok(known)
}
