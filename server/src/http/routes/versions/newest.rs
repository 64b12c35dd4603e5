//! The newest version, for its owner: the vault holds its key.

use crate::{
    app::AppState,
    http::{
        Answer,
        extract::{Account, Json, Path},
        routes::handovers::view::unsigned,
    },
    store::{handovers, versions},
};
use axum::extract::State;
use stafeta_shared::{
    api::{ProblemCode, VersionResponse},
    ids::HandoverId,
};

pub(super) async fn newest(
    State(app): State<AppState>,
    me: Account,
    Path(handover): Path<HandoverId>,
) -> Answer<Json<VersionResponse>> {
    let mut tx = app.db.begin_read().await?;
    let row = handovers::owned(&mut tx, me.id, handover).await?.ok_or(ProblemCode::NotFound)?;
    let body =
        versions::body(&mut tx, handover, row.version).await?.ok_or(ProblemCode::NotFound)?;
    let version = unsigned(row.version, "handovers.version")?;
    Ok(Json(VersionResponse { version, body: body.into() }))
}
