//! The owner's newest word that what was released is what they meant last, if there is one.

use super::permitted;
use crate::{
    app::AppState,
    http::{
        Answer,
        extract::{Account, Json, Path},
    },
    store::heads,
};
use axum::extract::State;
use stafeta_shared::{api::HeadResponse, ids::HandoverId};

pub(super) async fn head(
    State(app): State<AppState>,
    me: Account,
    Path(handover): Path<HandoverId>,
) -> Answer<Json<HeadResponse>> {
    let (mut tx, _) = permitted(&app, me.id, handover, "head").await?;
    let head = heads::newest(&mut tx, handover, me.id).await?;
    Ok(Json(HeadResponse { head: head.map(Into::into) }))
}
