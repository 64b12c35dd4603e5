//! POST: create a watch, as a draft.

use super::{scale, view::view};
use crate::{
    app::AppState,
    domain::watches::check,
    engine::{act, beat},
    http::{
        Answer, Refusal,
        extract::{FreshAccount, Json},
    },
    store::{StoreError, contacts, watches},
};
use axum::extract::State;
use stafeta_shared::{
    api::{ProblemCode, WatchRequest, WatchResponse},
    watch,
};

/// Watches one owner may have.
const WATCHES_MAX: usize = 10;

/// Refuses a field out of its bounds, an id that is taken, an eleventh watch.
pub(super) async fn create(
    State(app): State<AppState>,
    account: FreshAccount,
    Json(request): Json<WatchRequest>,
) -> Answer<Json<WatchResponse>> {
    let checked = check(&request, scale(&app), &app.config.sms.countries)?;
    let mut tx = app.db.begin_write().await?;
    let now = beat::now(&mut tx, &app).await?;
    act::edited(&mut tx, &app, account.id, None).await?;
    if watches::of_owner(&mut tx, account.id).await?.len() >= WATCHES_MAX {
        return Err(ProblemCode::QuotaExceeded.into());
    }
    let state = watch::State::draft(now.clock);
    let corrupt = |_| StoreError::Corrupt("watches.state");
    let policy = serde_json::to_string(&checked.policy).map_err(corrupt)?;
    let state = serde_json::to_string(&state).map_err(corrupt)?;
    let made_at = now.clock.wall_ms;
    let row = watches::Watch {
        zone: checked.zone,
        hour: checked.hour,
        ..watches::Watch::new(request.watch, account.id, made_at, policy, state)
    };
    if !watches::insert(&mut tx, &row).await? {
        return Err(Refusal::invalid("watch", "taken"));
    }
    if !contacts::replace(&mut tx, row.id, &checked.contacts).await? {
        return Err(Refusal::invalid("contacts", "taken"));
    }
    let answer = view(&mut tx, row, now).await?;
    tx.commit().await?;
    Ok(Json(answer))
}
