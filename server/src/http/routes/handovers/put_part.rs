//! One part of a file, raw. Its length follows from its place, its SHA-256 from the header; both
//! are checked before anything is written. The same bytes again are welcome, other bytes never:
//! one key and nonce must not seal two contents. The last part that arrives completes the file.

use crate::{
    app::{AppState, Deps},
    blobs::{PartName, PartPlan, ReceiveError, receive, unhex},
    http::{
        Answer, Refusal,
        extract::{Account, Path},
    },
    store::{
        Tx,
        attachments::{self, Attachment, Part},
        handovers,
    },
};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use bytes::Bytes;
use stafeta_shared::{
    api::{PART_HASH_HEADER, ProblemCode},
    crypto::attachment::parts_hash,
    ids::{AccountId, AttachmentId, HandoverId},
};

pub(super) async fn put_part(
    State(app): State<AppState>,
    me: Account,
    Path((handover, attachment, number)): Path<(HandoverId, AttachmentId, u32)>,
    headers: HeaderMap,
    body: Body,
) -> Answer<StatusCode> {
    let sha256 = announced_hash(&headers)?;
    let name = PartName { handover, attachment, number: i64::from(number), sha256 };
    let len = expected_len(&app, me.id, &name).await?;
    let _room = app.blobs.room(me.id).await.map_err(Refusal::internal)?;
    let bytes = receive(body.into_data_stream(), len, &sha256).await.map_err(|e| match e {
        ReceiveError::Mismatch => ProblemCode::PartMismatch,
        ReceiveError::Broken => ProblemCode::BadRequest,
    })?;
    store(&app, me.id, &name, len, bytes).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn announced_hash(headers: &HeaderMap) -> Answer<[u8; 32]> {
    headers
        .get(PART_HASH_HEADER)
        .and_then(|value| value.to_str().ok())
        .and_then(unhex)
        .ok_or_else(|| Refusal::field(ProblemCode::BadRequest, PART_HASH_HEADER, "form"))
}

/// Refuses what is known to be wrong before the bytes travel.
async fn expected_len(app: &Deps, owner: AccountId, name: &PartName) -> Answer<u64> {
    let mut tx = app.db.begin_read().await?;
    handovers::owned(&mut tx, owner, name.handover).await?.ok_or(ProblemCode::NotFound)?;
    let file = attachments::by_id(&mut tx, name.handover, name.attachment)
        .await?
        .ok_or(ProblemCode::NotFound)?;
    let known = attachments::part(&mut tx, name.handover, name.attachment, name.number).await?;
    if known.is_some_and(|part| part.sha256 != name.sha256) {
        return Err(ProblemCode::PartMismatch.into());
    }
    plan(&file).len_of(name.number.unsigned_abs()).ok_or_else(|| ProblemCode::NotFound.into())
}

fn plan(file: &Attachment) -> PartPlan {
    PartPlan::new(file.ct_len.unsigned_abs())
}

/// Blob first, row second: a row never names bytes that are not there.
async fn store(
    app: &Deps,
    owner: AccountId,
    name: &PartName,
    len: u64,
    bytes: Vec<Bytes>,
) -> Answer<()> {
    let written = app.blobs.put(name, bytes).await.map_err(Refusal::internal)?;
    let mut tx = app.db.begin_write().await?;
    handovers::owned(&mut tx, owner, name.handover).await?.ok_or(ProblemCode::NotFound)?;
    // Locked, so that two last parts cannot both miss that the file is complete.
    let file = attachments::lock(&mut tx, name.handover, name.attachment)
        .await?
        .ok_or(ProblemCode::NotFound)?;
    match attachments::part(&mut tx, name.handover, name.attachment, name.number).await? {
        Some(part) if part.sha256 == name.sha256 => return Ok(()),
        Some(_) => return Err(ProblemCode::PartMismatch.into()),
        None => {}
    }
    let part = Part {
        number: name.number,
        len: i64::try_from(len).map_err(Refusal::internal)?,
        sha256: name.sha256,
    };
    attachments::insert_part(&mut tx, name.handover, name.attachment, &part).await?;
    complete_if_all_there(&mut tx, &file).await?;
    tx.commit().await?;
    drop(written);
    Ok(())
}

async fn complete_if_all_there(tx: &mut Tx, file: &Attachment) -> Answer<()> {
    let parts = attachments::parts(tx, file.handover, file.id).await?;
    if parts.len() as u64 == plan(file).count() {
        let hashes: Vec<_> = parts.iter().map(|part| part.sha256).collect();
        attachments::complete(tx, file.handover, file.id, &parts_hash(&hashes)).await?;
    }
    Ok(())
}
