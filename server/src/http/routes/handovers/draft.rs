//! The encrypted draft: read, and replaced by compare-and-swap. Refuses what is not this
//! handover's draft with this counter.

use super::view::unsigned;
use crate::{
    app::AppState,
    domain::{
        edits::sign_of_life,
        handovers::{DRAFT_MAX, draft_fits},
    },
    http::{
        Answer, Refusal,
        extract::{Account, Json, JsonUpTo, Path},
    },
    store::handovers,
};
use axum::{extract::State, http::StatusCode};
use stafeta_shared::{
    api::{DraftResponse, DraftUpdate, ProblemCode},
    ids::HandoverId,
};

/// Base64 of the largest draft, and the JSON around it.
const DRAFT_JSON_MAX: usize = DRAFT_MAX / 3 * 4 + 1024;

pub(super) async fn read(
    State(app): State<AppState>,
    me: Account,
    Path(handover): Path<HandoverId>,
) -> Answer<Json<DraftResponse>> {
    let mut tx = app.db.begin_read().await?;
    let (counter, draft) =
        handovers::draft(&mut tx, me.id, handover).await?.ok_or(ProblemCode::NotFound)?;
    let counter = unsigned(counter, "handovers.draft_counter")?;
    Ok(Json(DraftResponse { counter, draft: draft.into() }))
}

pub(super) async fn write(
    State(app): State<AppState>,
    me: Account,
    Path(handover): Path<HandoverId>,
    JsonUpTo(update): JsonUpTo<DraftUpdate, DRAFT_JSON_MAX>,
) -> Answer<StatusCode> {
    let signed =
        |value: u64| i64::try_from(value).map_err(|_| Refusal::invalid("counter", "range"));
    let (after, counter) = (signed(update.after)?, signed(update.counter)?);
    if after >= counter {
        return Err(Refusal::invalid("counter", "range"));
    }
    if !draft_fits(me.id, handover, update.counter, &update.draft) {
        return Err(Refusal::invalid("draft", "context"));
    }
    let mut tx = app.db.begin_write().await?;
    sign_of_life(&mut tx, &app, me.id).await?;
    handovers::lock_owned(&mut tx, me.id, handover).await?.ok_or(ProblemCode::NotFound)?;
    if !handovers::swap_draft(&mut tx, handover, after, counter, &update.draft).await? {
        return Err(ProblemCode::DraftConflict.into());
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
