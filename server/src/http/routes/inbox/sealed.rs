//! A released handover, all but the server's half of the key. Reading it counts as nothing yet.

use super::permitted;
use crate::{
    app::AppState,
    http::{
        Answer, Refusal,
        extract::{Account, Json, Path},
        routes::handovers::view::unsigned,
    },
    store::{StoreError, bundles, sealed as rows, versions},
};
use axum::extract::State;
use stafeta_shared::{
    api::{EarlierHeader, ProblemCode, SealedResponse},
    crypto::version::Header,
    ids::{HandoverId, InviteId},
};

/// Earlier headers that are sent along.
const HISTORY: i64 = 200;

pub(super) async fn sealed(
    State(app): State<AppState>,
    me: Account,
    Path(handover): Path<HandoverId>,
) -> Answer<Json<SealedResponse>> {
    let (mut tx, version) = permitted(&app, me.id, handover, "sealed").await?;
    let row =
        rows::by_key(&mut tx, handover, version, me.id).await?.ok_or(ProblemCode::NotFound)?;
    let header = Header::parse(&row.header).map_err(|_| StoreError::Corrupt("sealed.header"))?;
    let (Some(wrap), Some(lock)) = (row.wrap, row.lock) else {
        return Err(ProblemCode::NotFound.into());
    };
    let body = versions::body(&mut tx, handover, version).await?.ok_or(ProblemCode::NotFound)?;
    let history = rows::headers_below(&mut tx, handover, version, me.id, HISTORY).await?;
    let owner_bundles = bundles::of(&mut tx, header.owner).await?;
    let hint = row.psk_id.map(|id| InviteId::from_slice(&id)).transpose();
    Ok(Json(SealedResponse {
        owner: header.owner,
        version: unsigned(version, "sealed.version")?,
        header: row.header.into(),
        sig: row.sig.into(),
        wrap: wrap.into(),
        lock: lock.into(),
        psk_hint: hint.map_err(Refusal::internal)?,
        body: body.into(),
        owner_bundles: owner_bundles.into_iter().map(Into::into).collect(),
        history: history
            .into_iter()
            .map(|(header, sig)| EarlierHeader { header: header.into(), sig: sig.into() })
            .collect(),
    }))
}
