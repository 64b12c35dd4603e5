//! One part of a file of the released version.

use super::permitted;
use crate::{
    app::AppState,
    http::{
        Answer,
        extract::{Account, Path},
        routes::handovers::send_part,
    },
    store::versions,
};
use axum::{extract::State, response::Response};
use stafeta_shared::{
    api::ProblemCode,
    ids::{AttachmentId, HandoverId},
};

pub(super) async fn part(
    State(app): State<AppState>,
    me: Account,
    Path((handover, attachment, number)): Path<(HandoverId, AttachmentId, u32)>,
) -> Answer<Response> {
    let (mut tx, version) = permitted(&app, me.id, handover, "part").await?;
    if !versions::names(&mut tx, handover, version, attachment).await? {
        return Err(ProblemCode::NotFound.into());
    }
    send_part(&app, tx, handover, attachment, number).await
}
