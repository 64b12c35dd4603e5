//! Create a handover. Refuses an id that is taken, somebody else's watch or one that has released,
//! and too many.

use super::{hang_on, view};
use crate::{
    app::AppState,
    domain::{edits::sign_of_life, handovers::extra_delay_fits},
    http::{
        Answer, Refusal,
        extract::{Account, Json},
    },
    store::{
        handovers::{self, Handover},
        watches,
    },
};
use axum::{extract::State, http::StatusCode};
use stafeta_shared::{
    api::{HandoverCreateRequest, HandoverResponse},
    limits::HANDOVERS_MAX,
};

pub(super) async fn create(
    State(app): State<AppState>,
    me: Account,
    Json(request): Json<HandoverCreateRequest>,
) -> Answer<(StatusCode, Json<HandoverResponse>)> {
    if !extra_delay_fits(request.extra_delay_ms) {
        return Err(Refusal::invalid("extra_delay_ms", "out-of-range"));
    }
    let now = app.clock.wall();
    let mut tx = app.db.begin_write().await?;
    sign_of_life(&mut tx, &app, me.id).await?;
    if handovers::count(&mut tx, me.id).await? >= HANDOVERS_MAX as i64 {
        return Err(Refusal::invalid("handover", "too-many"));
    }
    if let Some(watch) = request.watch {
        hang_on(&watches::lock_of_owner(&mut tx, me.id).await?, watch)?;
    }
    let row = Handover {
        id: request.handover,
        owner: me.id,
        watch: request.watch,
        extra_delay_ms: request.extra_delay_ms,
        created_at: now,
        version: 0,
        draft_counter: 0,
    };
    if !handovers::insert(&mut tx, &row).await? {
        return Err(Refusal::invalid("handover", "taken"));
    }
    let answer = view::handover(&mut tx, &row).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(answer)))
}
