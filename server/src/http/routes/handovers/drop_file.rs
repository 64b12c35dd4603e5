//! Drop a file and give its bytes back to the quota. Refused when a sealed version names it.

use crate::{
    app::AppState,
    http::{
        Answer,
        extract::{Account, Path},
    },
    store::{attachments, handovers},
};
use axum::{extract::State, http::StatusCode};
use stafeta_shared::{
    api::ProblemCode,
    ids::{AttachmentId, HandoverId},
};

pub(super) async fn drop_file(
    State(app): State<AppState>,
    me: Account,
    Path((handover, attachment)): Path<(HandoverId, AttachmentId)>,
) -> Answer<StatusCode> {
    let mut tx = app.db.begin_write().await?;
    handovers::lock_owned(&mut tx, me.id, handover).await?.ok_or(ProblemCode::NotFound)?;
    let file =
        attachments::lock(&mut tx, handover, attachment).await?.ok_or(ProblemCode::NotFound)?;
    if attachments::in_use(&mut tx, handover, attachment).await? {
        return Err(ProblemCode::AttachmentInUse.into());
    }
    attachments::delete(&mut tx, handover, attachment).await?;
    handovers::reserve(&mut tx, me.id, -file.ct_len, 0).await?;
    tx.commit().await?;
    app.blobs.forget(handover, &[attachment]).await;
    Ok(StatusCode::NO_CONTENT)
}
