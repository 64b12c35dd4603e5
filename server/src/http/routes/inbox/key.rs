//! The server's half of the key: the moment of opening. It is recorded and committed first, then
//! sent; a half that cannot be read or is not the one of its header is neither.

use super::permitted_to_change;
use crate::{
    app::AppState,
    domain::half_keys,
    http::{
        Answer,
        extract::{Account, Path, SecretJson},
    },
    store::{StoreError, released, sealed as rows},
};
use axum::extract::State;
use stafeta_shared::{
    api::{KeyResponse, ProblemCode},
    crypto::version::Header,
    ids::HandoverId,
};

pub(super) async fn key(
    State(app): State<AppState>,
    me: Account,
    Path(handover): Path<HandoverId>,
) -> Answer<SecretJson<KeyResponse>> {
    let (mut tx, version) = permitted_to_change(&app, me.id, handover, "key").await?;
    let row =
        rows::by_key(&mut tx, handover, version, me.id).await?.ok_or(ProblemCode::NotFound)?;
    let owner = Header::parse(&row.header).map_err(|_| StoreError::Corrupt("sealed.header"))?.owner;
    let Ok(k_srv) = half_keys::unwrap(&app.keys, owner, &row) else {
        tracing::error!(%handover, recipient = %me.id, "a half of a key is not readable");
        return Err(ProblemCode::KeyUnavailable.into());
    };
    let now = app.clock.wall();
    rows::set_opened(&mut tx, handover, version, me.id, now).await?;
    released::set_opened(&mut tx, handover, me.id, version, now).await?;
    tx.commit().await?;
    Ok(SecretJson(KeyResponse {
        k_srv: (*k_srv.expose_secret()).into(),
        opened_at: row.opened_at.unwrap_or(now),
    }))
}
