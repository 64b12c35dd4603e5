//! Who proved to have opened which version, for its owner.

use crate::{
    app::AppState,
    http::{
        Answer,
        extract::{Account, Json, Path},
        routes::handovers::view::unsigned,
    },
    store::{self, handovers, receipts as rows},
};
use axum::extract::State;
use stafeta_shared::{
    api::{ProblemCode, ReceiptResponse, ReceiptsResponse},
    ids::HandoverId,
};

/// Oldest first. The owner's browser checks them: only it holds the keys of the bodies.
pub(super) async fn receipts(
    State(app): State<AppState>,
    me: Account,
    Path(handover): Path<HandoverId>,
) -> Answer<Json<ReceiptsResponse>> {
    let mut tx = app.db.begin_read().await?;
    handovers::owned(&mut tx, me.id, handover).await?.ok_or(ProblemCode::NotFound)?;
    let shown = |row: rows::Receipt| {
        Ok(ReceiptResponse {
            version: unsigned(row.version, "receipts.version")?,
            recipient: row.recipient,
            receipt: row.receipt.into(),
            received_at: row.received_at,
        })
    };
    let all = rows::of(&mut tx, handover).await?;
    let receipts = all.into_iter().map(shown).collect::<store::Result<_>>()?;
    Ok(Json(ReceiptsResponse { receipts }))
}
