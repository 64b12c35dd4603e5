//! Confirm the phone by its code. Counts as a strong sign of life.
//!
//! Refuses: a session that is not fresh; a code that is wrong, used up or too old.

use super::{me, proven};
use crate::{
    app::AppState,
    domain::{
        codes::{self, Purpose, Subject},
        edits,
    },
    http::{
        Answer,
        extract::{FreshAccount, Json},
    },
    store::{accounts, watches},
};
use axum::extract::State;
use stafeta_shared::api::{CodeRequest, MeResponse, ProblemCode};

pub(super) async fn confirm(
    State(app): State<AppState>,
    session: FreshAccount,
    Json(request): Json<CodeRequest>,
) -> Answer<Json<MeResponse>> {
    let now = app.clock.wall();
    let mut tx = app.db.begin_write().await?;
    // Locked before the account and its codes, as everywhere.
    watches::lock_of_owner(&mut tx, session.id).await?;
    let subject = Subject { id: session.id.as_bytes(), purpose: Purpose::Phone, binding: b"" };
    let redeemed = codes::redeem(&mut tx, &app, subject, &request.code, now).await?;
    let phone = match proven(redeemed) {
        Ok(phone) => phone,
        Err(refusal) => {
            // The wrong try counts.
            tx.commit().await?;
            return Err(refusal);
        }
    };
    accounts::set_phone(&mut tx, session.id, &phone, now).await?;
    edits::sign_of_life(&mut tx, &app, session.id).await?;
    let account =
        accounts::by_id(&mut tx, session.id).await?.ok_or(ProblemCode::Unauthenticated)?;
    let me = me::of(&mut tx, &app, &account).await?;
    tx.commit().await?;
    Ok(Json(me))
}
