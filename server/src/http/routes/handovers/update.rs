//! Change watch and extra delay. Refused while a release of it stands, or of the watch that it shall
//! hang on: who is back calls it back first.

use super::{hang_on, view};
use crate::{
    app::AppState,
    domain::{edits::sign_of_life, handovers::extra_delay_fits},
    http::{
        Answer, Refusal,
        extract::{FreshAccount, Json, Path},
    },
    store::{handovers, released, watches},
};
use axum::extract::State;
use stafeta_shared::{
    api::{HandoverResponse, HandoverUpdateRequest, ProblemCode},
    ids::HandoverId,
};

pub(super) async fn update(
    State(app): State<AppState>,
    me: FreshAccount,
    Path(handover): Path<HandoverId>,
    Json(request): Json<HandoverUpdateRequest>,
) -> Answer<Json<HandoverResponse>> {
    if !extra_delay_fits(request.extra_delay_ms) {
        return Err(Refusal::invalid("extra_delay_ms", "out-of-range"));
    }
    let mut tx = app.db.begin_write().await?;
    sign_of_life(&mut tx, &app, me.id).await?;
    // Watches before handovers, everywhere.
    let own = watches::lock_of_owner(&mut tx, me.id).await?;
    let mut row =
        handovers::lock_owned(&mut tx, me.id, handover).await?.ok_or(ProblemCode::NotFound)?;
    if released::stands(&mut tx, handover).await? {
        return Err(ProblemCode::ReleaseStands.into());
    }
    if let Some(watch) = request.watch.filter(|watch| row.watch != Some(*watch)) {
        hang_on(&own, watch)?;
    }
    handovers::update(&mut tx, handover, request.watch, request.extra_delay_ms).await?;
    row.watch = request.watch;
    row.extra_delay_ms = request.extra_delay_ms;
    let answer = view::handover(&mut tx, &row).await?;
    tx.commit().await?;
    Ok(Json(answer))
}
