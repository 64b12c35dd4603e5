//! Announce a file: its ciphertext is reserved from the quota in the same transaction. The same
//! announcement again changes nothing, so that a client whose answer got lost may repeat it.

use super::show_file;
use crate::{
    app::AppState,
    domain::{edits::sign_of_life, handovers::ct_len_fits},
    http::{
        Answer, Refusal,
        extract::{Account, Json, Path},
    },
    store::{attachments, handovers},
};
use axum::{extract::State, http::StatusCode};
use stafeta_shared::{
    api::{AttachmentCreateRequest, AttachmentResponse, ProblemCode},
    ids::HandoverId,
    limits::ATTACHMENTS_MAX,
};

/// Files of one handover that may be under way or lie in drafts and versions together.
const FILES_MAX: usize = 2 * ATTACHMENTS_MAX;

pub(super) async fn announce(
    State(app): State<AppState>,
    me: Account,
    Path(handover): Path<HandoverId>,
    Json(request): Json<AttachmentCreateRequest>,
) -> Answer<(StatusCode, Json<AttachmentResponse>)> {
    if !ct_len_fits(request.ct_len) {
        return Err(Refusal::invalid("ct_len", "impossible"));
    }
    let ct_len = i64::try_from(request.ct_len).map_err(|_| Refusal::invalid("ct_len", "range"))?;
    let now = app.clock.wall();
    let mut tx = app.db.begin_write().await?;
    sign_of_life(&mut tx, &app, me.id).await?;
    handovers::lock_owned(&mut tx, me.id, handover).await?.ok_or(ProblemCode::NotFound)?;
    let known = attachments::of(&mut tx, handover).await?;
    match known.iter().find(|file| file.id == request.attachment) {
        Some(file) if file.ct_len == ct_len => {}
        Some(_) => return Err(Refusal::invalid("attachment", "taken")),
        None if known.len() >= FILES_MAX => {
            return Err(Refusal::invalid("attachment", "too-many"));
        }
        None => {
            let max = i64::try_from(app.config.limits.storage).unwrap_or(i64::MAX);
            if !handovers::reserve(&mut tx, me.id, ct_len, max).await? {
                return Err(ProblemCode::QuotaExceeded.into());
            }
            attachments::insert(&mut tx, handover, request.attachment, ct_len, now).await?;
        }
    }
    let answer = show_file::view(&mut tx, handover, request.attachment).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(answer)))
}
