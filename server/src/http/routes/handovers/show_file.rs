//! Which parts of a file have arrived: a broken upload goes on from there.

use super::view::unsigned;
use crate::{
    app::AppState,
    http::{
        Answer,
        extract::{Account, Json, Path},
    },
    store::{StoreError, Tx, attachments, handovers},
};
use axum::extract::State;
use stafeta_shared::{
    api::{AttachmentResponse, PartResponse, ProblemCode},
    ids::{AttachmentId, HandoverId},
};

pub(super) async fn show(
    State(app): State<AppState>,
    me: Account,
    Path((handover, attachment)): Path<(HandoverId, AttachmentId)>,
) -> Answer<Json<AttachmentResponse>> {
    let mut tx = app.db.begin_read().await?;
    handovers::owned(&mut tx, me.id, handover).await?.ok_or(ProblemCode::NotFound)?;
    view(&mut tx, handover, attachment).await.map(Json)
}

/// What has arrived.
pub(super) async fn view(
    tx: &mut Tx,
    handover: HandoverId,
    attachment: AttachmentId,
) -> Answer<AttachmentResponse> {
    let file = attachments::by_id(tx, handover, attachment).await?.ok_or(ProblemCode::NotFound)?;
    let mut parts = Vec::new();
    for part in attachments::parts(tx, handover, attachment).await? {
        let number = u32::try_from(part.number).map_err(|_| StoreError::Corrupt("parts.number"))?;
        parts.push(PartResponse { number, sha256: part.sha256.into() });
    }
    Ok(AttachmentResponse {
        ct_len: unsigned(file.ct_len, "attachments.ct_len")?,
        complete: file.hash.is_some(),
        parts,
    })
}
