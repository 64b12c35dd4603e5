//! "I do not want it": reminders stop. It can still be opened later.

use super::permitted_to_change;
use crate::{
    app::AppState,
    http::{
        Answer,
        extract::{Account, Path},
    },
    store::released,
};
use axum::{extract::State, http::StatusCode};
use stafeta_shared::ids::HandoverId;

pub(super) async fn decline(
    State(app): State<AppState>,
    me: Account,
    Path(handover): Path<HandoverId>,
) -> Answer<StatusCode> {
    let (mut tx, version) = permitted_to_change(&app, me.id, handover, "decline").await?;
    released::set_declined(&mut tx, handover, me.id, version, app.clock.wall()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
