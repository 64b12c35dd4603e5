//! POST: "I'm fine", pressed after login: a strong sign for all my watches.

use super::view::view;
use crate::{
    app::{AppState, Deps},
    engine::{act, beat},
    http::{
        Answer,
        extract::{Account, Json},
    },
    store::{retrying, watches},
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
    // It has counted, whatever can be shown of what comes next.
    let mut tx = app.db.begin_read().await?;
    let now = beat::now(&mut tx, app).await?;
    let mut next_question_at: Option<i64> = None;
    for watch in watches::of_owner(&mut tx, owner).await? {
        if let Ok(shown) = view(&mut tx, watch, now).await {
            let both = [next_question_at, shown.next_question_at];
            next_question_at = both.into_iter().flatten().min();
        }
    }
    Ok(CheckInResponse { answered: confirmed.answered, next_question_at })
}
