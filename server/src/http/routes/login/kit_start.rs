//! Kit locator → a nonce to sign. Unknown locators get the same.
//!
//! Refuses: no locator; too many attempts (the kit has counters of its own).

use super::{
    LIFE_MS, PARALLEL,
    limits::{self, Counters},
    state_context,
};
use crate::{
    app::AppState,
    http::{
        Answer, Refusal,
        extract::{ClientIp, Json},
    },
    store::{
        kits,
        logins::{self, Login, LoginKind},
    },
};
use axum::extract::State;
use stafeta_shared::{
    api::{KitStartRequest, KitStartResponse},
    ids::{AccountId, LoginId},
};

pub(super) async fn start(
    State(app): State<AppState>,
    ip: ClientIp,
    Json(request): Json<KitStartRequest>,
) -> Answer<Json<KitStartResponse>> {
    let locator: [u8; 16] = request
        .locator
        .0
        .as_slice()
        .try_into()
        .map_err(|_| Refusal::invalid("locator", "length"))?;
    let now = app.clock.wall();
    // Counted by locator, not by account: a password's failures never touch the kit.
    let counted = AccountId::from_bytes(locator);
    limits::begin(&app, ip, &Counters::new("kit", counted, ip), now).await?;

    let mut tx = app.db.begin_write().await?;
    let kit = kits::by_locator(&mut tx, &locator).await?;
    let account = kit.as_ref().map_or(counted, |kit| kit.account);
    let login = LoginId::from_bytes(app.rng.bytes());
    let nonce: [u8; 32] = app.rng.bytes();
    let state = [locator.as_slice(), &nonce].concat();
    let context = state_context(login, account);
    let row = Login {
        id: login,
        kind: LoginKind::Kit,
        account,
        real: kit.is_some(),
        state: app.keys.login_state.seal(&context, &state, app.rng.as_ref()),
        expires_at: now + LIFE_MS,
    };
    logins::insert(&mut tx, &row).await?;
    logins::trim(&mut tx, account, LoginKind::Kit, PARALLEL).await?;
    tx.commit().await?;
    Ok(Json(KitStartResponse { login, nonce: nonce.into() }))
}
