//! POST: "I'm fine", pressed after login: a strong sign for all my watches.

use super::view::views;
use crate::{
    app::{AppState, Deps},
    engine::{act, beat},
    http::{
        Answer,
        extract::{Account, Json},
    },
    store::{StoreError, retrying},
};
use axum::extract::State;
use stafeta_shared::{api::CheckInResponse, ids::AccountId, watch::Sign};

/// Never refuses: a watch that has released needs the recall, the others count.
pub(super) async fn check_in(
    State(app): State<AppState>,
    account: Account,
) -> Answer<Json<CheckInResponse>> {
    let confirmed = retrying(|| confirm(&app, account.id)).await?;
    app.engine.hint.notify_waiters();
    Ok(Json(confirmed))
}

async fn confirm(app: &Deps, owner: AccountId) -> Answer<CheckInResponse> {
    let mut tx = app.db.begin_write().await?;
    let confirmed = act::confirm(&mut tx, app, owner, Sign::OwnerStrong, None).await?;
    tx.commit().await?;
    if confirmed.unreadable {
        return Err(StoreError::Corrupt("watches.state").into());
    }
    // It has counted, whatever can be shown of what comes next.
    let mut tx = app.db.begin_read().await?;
    let now = beat::now(&mut tx, app).await?;
    let shown = views(&mut tx, owner, now).await.map_or_else(|_| Vec::new(), |all| all.watches);
    let next_question_at = shown.iter().filter_map(|watch| watch.next_question_at).min();
    Ok(CheckInResponse { answered: confirmed.answered, next_question_at })
}
