//! Commit a sealed version: body, headers, wraps, locks, the server's halves, the list of files and
//! the new vault become visible together or not at all.
//!
//! Refuses everything [`crate::domain::versions::check`] refuses; another vault or version in
//! between; and a commit while a release stands, because its recipients are opening the version
//! before: who is back calls that back first. What was not handed out of earlier versions is
//! destroyed in the same transaction.

use super::facts;
use crate::{
    app::{AppState, Deps},
    domain::{
        accounts::vault,
        edits::sign_of_life,
        half_keys,
        handovers::retire_below,
        versions::{self as rules, CheckedVersion, Fault},
    },
    http::{
        Answer, Refusal,
        extract::{Account, Json, JsonUpTo, Path},
        routes::handovers::view,
    },
    store::{
        Tx, handovers, released,
        sealed::{self, Sealed},
        versions,
    },
};
use axum::{extract::State, http::StatusCode};
use stafeta_shared::{
    api::{HandoverResponse, ProblemCode, VersionCommitRequest},
    ids::{AttachmentId, HandoverId},
    limits::{BODY_MAX, VAULT_MAX},
};

/// Base64 of the largest body and vault, and room for what every recipient gets.
const COMMIT_JSON_MAX: usize = (BODY_MAX + VAULT_MAX) / 3 * 4 + 256 * 1024;

pub(super) async fn commit(
    State(app): State<AppState>,
    me: Account,
    Path(handover): Path<HandoverId>,
    JsonUpTo(request): JsonUpTo<VersionCommitRequest, COMMIT_JSON_MAX>,
) -> Answer<(StatusCode, Json<HandoverResponse>)> {
    let mut tx = app.db.begin_write().await?;
    sign_of_life(&mut tx, &app, me.id).await?;
    let mut row =
        handovers::lock_owned(&mut tx, me.id, handover).await?.ok_or(ProblemCode::NotFound)?;
    if released::stands(&mut tx, handover).await? {
        return Err(ProblemCode::ReleaseStands.into());
    }
    let facts = facts::gather(&mut tx, &row, &request, app.clock.wall()).await?;
    let checked = rules::check(&request, &facts).map_err(|fault| refusal(&fault))?;
    row.version += 1;
    if !handovers::set_version(&mut tx, handover, row.version).await? {
        return Err(ProblemCode::VersionConflict.into());
    }
    vault::commit(&mut tx, me.id, &request.vault, app.clock.wall())
        .await?
        .map_err(Refusal::from)?;
    let gone = store(&mut tx, &app, &row, &request, &checked).await?;
    let answer = view::handover(&mut tx, &row).await?;
    tx.commit().await?;
    app.blobs.forget(handover, &gone).await;
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Writes the rows; answers whose parts nobody needs any more.
async fn store(
    tx: &mut Tx,
    app: &Deps,
    row: &handovers::Handover,
    request: &VersionCommitRequest,
    checked: &CheckedVersion,
) -> Answer<Vec<AttachmentId>> {
    let files_before = versions::files(tx, row.id).await?;
    versions::insert(tx, row.id, row.version, &request.body, checked.sealed_at).await?;
    for file in &request.attachments {
        versions::insert_attachment(tx, row.id, row.version, file.attachment).await?;
    }
    for (share, good) in request.recipients.iter().zip(&checked.shares) {
        let k_srv = half_keys::wrap(
            &app.keys,
            app.rng.as_ref(),
            &checked.context,
            good.recipient,
            &good.k_srv,
        );
        let sealed = Sealed {
            handover: row.id,
            version: row.version,
            recipient: good.recipient,
            header: share.header.to_vec(),
            sig: share.sig.to_vec(),
            wrap: Some(share.wrap.to_vec()),
            lock: Some(share.lock.to_vec()),
            psk_id: share.psk_hint.map(|invite| invite.as_bytes().to_vec()),
            k_srv: Some(k_srv),
            opened_at: None,
        };
        sealed::insert(tx, &sealed).await?;
    }
    let (gone, freed) = retire_below(tx, row.id, row.version, &files_before).await?;
    let max = i64::try_from(app.config.limits.storage).unwrap_or(i64::MAX);
    let taken = i64::try_from(request.body.len()).unwrap_or(i64::MAX);
    if !handovers::reserve(tx, row.owner, taken.saturating_sub(freed), max).await? {
        return Err(ProblemCode::QuotaExceeded.into());
    }
    Ok(gone)
}

fn refusal(fault: &Fault) -> Refusal {
    Refusal::field(fault.code, &fault.field, fault.how)
}
