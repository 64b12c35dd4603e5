//! PUT: change a watch's schedule and contacts. A strong sign: it answers an open question.

use super::{own, scale, view::view};
use crate::{
    app::{AppState, Deps},
    domain::watches::{Checked, check},
    engine::{act, beat},
    http::{
        Answer, Refusal,
        extract::{FreshAccount, Json, Path},
    },
    store::retrying,
};
use axum::extract::State;
use stafeta_shared::{
    api::{WatchRequest, WatchResponse},
    ids::{AccountId, WatchId},
};

/// Refuses a field out of its bounds, and a watch that has released (recall it first).
pub(super) async fn update(
    State(app): State<AppState>,
    Path(id): Path<WatchId>,
    account: FreshAccount,
    Json(request): Json<WatchRequest>,
) -> Answer<Json<WatchResponse>> {
    if request.watch != id {
        return Err(Refusal::invalid("watch", "other"));
    }
    let checked = check(&request, scale(&app), &app.config.sms.countries)?;
    let answer = retrying(|| edit(&app, account.id, id, checked.clone())).await?;
    app.engine.hint.notify_waiters();
    Ok(Json(answer))
}

async fn edit(app: &Deps, owner: AccountId, id: WatchId, new: Checked) -> Answer<WatchResponse> {
    let mut tx = app.db.begin_write().await?;
    act::edited(&mut tx, app, owner, Some(id)).await?;
    let now = beat::now(&mut tx, app).await?;
    let watch = own(&mut tx, owner, id).await?;
    let loaded = act::edit(&mut tx, app, watch, now, new).await?;
    let answer = view(&mut tx, loaded.watch, now).await?;
    tx.commit().await?;
    Ok(answer)
}
