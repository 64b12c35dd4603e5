//! What a sign-up link is for. Changes nothing: a link scanner may come here as often as it likes.
//!
//! Refuses: a token that is wrong, used or too old.

use super::token_hash;
use crate::{
    app::AppState,
    http::{Answer, extract::Json},
    store::sign_ups,
};
use axum::extract::State;
use stafeta_shared::api::{ProblemCode, SignUpOpenRequest, SignUpOpenResponse};

pub(super) async fn open(
    State(app): State<AppState>,
    Json(request): Json<SignUpOpenRequest>,
) -> Answer<Json<SignUpOpenResponse>> {
    let hash = token_hash(&request.token)?;
    let mut tx = app.db.begin_read().await?;
    let sign_up =
        sign_ups::open(&mut tx, &hash, app.clock.wall()).await?.ok_or(ProblemCode::LinkInvalid)?;
    Ok(Json(SignUpOpenResponse {
        account: sign_up.account,
        email: sign_up.email,
        language: sign_up.language,
    }))
}
