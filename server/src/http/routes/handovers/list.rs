//! My handovers.

use super::view;
use crate::{
    app::AppState,
    http::{
        Answer,
        extract::{Account, Json},
    },
    store::handovers,
};
use axum::extract::State;
use stafeta_shared::api::HandoversResponse;

pub(super) async fn list(
    State(app): State<AppState>,
    me: Account,
) -> Answer<Json<HandoversResponse>> {
    let mut tx = app.db.begin_read().await?;
    let mut answer = Vec::new();
    for row in handovers::of_owner(&mut tx, me.id).await? {
        answer.push(view::handover(&mut tx, &row).await?);
    }
    Ok(Json(HandoversResponse { handovers: answer }))
}
