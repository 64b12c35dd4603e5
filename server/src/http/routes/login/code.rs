//! The SMS code → a full session under a new token.
//!
//! Refuses: no password proven before; a code that is wrong, used up or too old.

use super::second_factor;
use crate::{
    app::AppState,
    domain::{accounts::session, codes},
    http::{
        Answer,
        extract::{Json, PreAuth},
        routes::account::{Logged, me, proven},
    },
    store::{accounts, sessions::Level},
};
use axum::extract::State;
use stafeta_shared::api::{CodeRequest, ProblemCode};

pub(super) async fn code(
    State(app): State<AppState>,
    PreAuth { session, .. }: PreAuth,
    Json(request): Json<CodeRequest>,
) -> Answer<Logged> {
    let now = app.clock.wall();
    let mut tx = app.db.begin_write().await?;
    let subject = second_factor::subject(&session);
    let redeemed = codes::redeem(&mut tx, &app, subject, &request.code, now).await?;
    if let Err(refusal) = proven(redeemed) {
        // The wrong try counts.
        tx.commit().await?;
        return Err(refusal);
    }
    let way = (session.way, session.slot);
    let (token, _) = session::step(&mut tx, &app, &session, Level::Full, way, now)
        .await?
        .ok_or(ProblemCode::Unauthenticated)?;
    let account =
        accounts::by_id(&mut tx, session.account).await?.ok_or(ProblemCode::Unauthenticated)?;
    let me = me::of(&mut tx, &app, &account).await?;
    tx.commit().await?;
    Ok(Logged::new(&app, &token, me))
}
