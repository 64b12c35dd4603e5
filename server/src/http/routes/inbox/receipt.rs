//! "I have opened it": the recipient's proof, for the owner. The same one again changes nothing.
//!
//! Refuses: what is no receipt of the version that was released to this person, and one that comes
//! before the server's half of the key has left.

use super::permitted_to_change;
use crate::{
    app::AppState,
    http::{
        Answer, Refusal,
        extract::{Account, Json, Path},
    },
    store::{
        StoreError,
        receipts::{self, Receipt},
        sealed,
    },
};
use axum::{extract::State, http::StatusCode};
use stafeta_shared::{
    api::{ProblemCode, ReceiptRequest},
    crypto::{
        hash,
        receipt::Receipt as Signed,
        version::{Header, HeaderId},
    },
    ids::HandoverId,
};

pub(super) async fn receipt(
    State(app): State<AppState>,
    me: Account,
    Path(handover): Path<HandoverId>,
    Json(request): Json<ReceiptRequest>,
) -> Answer<StatusCode> {
    let (mut tx, version) = permitted_to_change(&app, me.id, handover, "receipt").await?;
    let row =
        sealed::by_key(&mut tx, handover, version, me.id).await?.ok_or(ProblemCode::NotFound)?;
    if row.opened_at.is_none() {
        return Err(ProblemCode::WatchState.into());
    }
    let header = Header::parse(&row.header).map_err(|_| StoreError::Corrupt("sealed.header"))?;
    let signed = Signed::parse(&request.receipt).ok();
    if signed.is_none_or(|signed| signed.of != HeaderId::of(&header)) {
        return Err(Refusal::invalid("receipt", "other"));
    }
    let new = Receipt {
        version,
        recipient: me.id,
        receipt: request.receipt.to_vec(),
        received_at: app.clock.wall(),
    };
    receipts::keep(&mut tx, handover, &new, &hash(&request.receipt)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
