//! Delete a handover with everything in it; headers and signatures stay, so that nobody can later
//! be shown an older state as the newest. Refused while a release of it stands: who is back calls
//! it back first, and a stolen session must not empty the hands of the heirs.

use crate::{
    app::AppState,
    domain::{edits::sign_of_life, handovers as rules},
    http::{
        Answer,
        extract::{FreshAccount, Path},
    },
    store::{handovers, released},
};
use axum::{extract::State, http::StatusCode};
use stafeta_shared::{api::ProblemCode, ids::HandoverId};

pub(super) async fn delete(
    State(app): State<AppState>,
    me: FreshAccount,
    Path(handover): Path<HandoverId>,
) -> Answer<StatusCode> {
    let mut tx = app.db.begin_write().await?;
    sign_of_life(&mut tx, &app, me.id).await?;
    let row =
        handovers::lock_owned(&mut tx, me.id, handover).await?.ok_or(ProblemCode::NotFound)?;
    if released::stands(&mut tx, handover).await? {
        return Err(ProblemCode::ReleaseStands.into());
    }
    let gone = rules::delete(&mut tx, &row, app.clock.wall()).await?;
    tx.commit().await?;
    app.blobs.forget(handover, &gone).await;
    Ok(StatusCode::NO_CONTENT)
}
