//! Send another SMS code; the one before is worthless then.
//!
//! Refuses: no password proven before; too soon; too many.

use super::second_factor;
use crate::{
    app::AppState,
    domain::accounts::phone,
    http::{
        Answer, Refusal,
        extract::{Json, PreAuth},
    },
    store::accounts,
};
use axum::extract::State;
use stafeta_shared::api::{CodeSentResponse, ProblemCode};

pub(super) async fn resend(
    State(app): State<AppState>,
    PreAuth { id, session }: PreAuth,
) -> Answer<Json<CodeSentResponse>> {
    let now = app.clock.wall();
    let mut tx = app.db.begin_write().await?;
    let account = accounts::by_id(&mut tx, id).await?.ok_or(ProblemCode::Unauthenticated)?;
    let number = account.phone.clone().ok_or(ProblemCode::PhoneMissing)?;
    let resend_at = second_factor::send(&mut tx, &app, &account, &number, &session, now)
        .await?
        .map_err(Refusal::from)?;
    tx.commit().await?;
    Ok(Json(CodeSentResponse { target: phone::masked(&number), resend_at }))
}
