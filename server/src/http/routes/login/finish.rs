//! OPAQUE KE3 → a pre-authenticated session and an SMS code.
//!
//! Two ways end here without a code: an account without a confirmed phone (its sign-up was
//! interrupted), and a full session of the same account that is only being unlocked again; both
//! get a full, fresh session. Refuses, always in the same words: a wrong password, an unknown
//! account, an attempt that is used up or too old.

use super::{limits::Counters, second_factor, state_context};
use crate::{
    app::{AppState, Deps},
    domain::accounts::{phone, session},
    http::{
        Answer, Refusal,
        extract::{ClientIp, Json, MaybeAccount},
        routes::account::Logged,
    },
    store::{
        StoreError, accounts,
        logins::{self, LoginKind},
        sessions::{self, Level},
        slots::{self, SlotKind},
    },
};
use axum::extract::State;
use stafeta_shared::{
    api::{LoginFinishRequest, LoginFinishResponse, ProblemCode},
    crypto::{
        Suite,
        opaque::{LoginContext, login_finish},
    },
    ids::AccountId,
};

pub(super) async fn finish(
    State(app): State<AppState>,
    ip: ClientIp,
    before: MaybeAccount,
    Json(request): Json<LoginFinishRequest>,
) -> Answer<Logged> {
    let now = app.clock.wall();
    let account = prove(&app, ip, &request, now).await?;
    let mut tx = app.db.begin_write().await?;
    let account = accounts::by_id(&mut tx, account).await?.ok_or(ProblemCode::LoginFailed)?;
    let slot = slots::of_kind(&mut tx, account.id, SlotKind::Password)
        .await?
        .ok_or(StoreError::Corrupt("slots.kind"))?;
    let way = (SlotKind::Password, slot);
    let ended = session::end(&mut tx, before.0.map(|before| before.session)).await?;
    let unlocking = ended.filter(|ended| ended.account == account.id);
    let phone = account.phone.as_deref().filter(|_| unlocking.is_none());
    let Some(phone) = phone else {
        let (token, mut full) =
            session::begin(&mut tx, &app, account.id, Level::Full, way, now).await?;
        if let Some(before) = unlocking {
            // Unlocking again and again must not make a session live for ever.
            full.expires_at = before.expires_at;
            sessions::limit(&mut tx, &full.token_hash, full.expires_at).await?;
        }
        tx.commit().await?;
        return Ok(Logged::with(&app, &token, Json(LoginFinishResponse::Done)));
    };
    let (token, begun) =
        session::begin(&mut tx, &app, account.id, Level::PreAuth, way, now).await?;
    let resend_at = second_factor::send(&mut tx, &app, &account, phone, &begun, now)
        .await?
        .map_err(Refusal::from)?;
    tx.commit().await?;
    let next = LoginFinishResponse::Code { phone: phone::masked(phone), resend_at };
    Ok(Logged::with(&app, &token, Json(next)))
}

/// Takes the attempt (whatever comes of it, it is used up) and checks KE3. A right password takes
/// the counted failure back, even if no SMS can be sent afterwards.
async fn prove(
    app: &Deps,
    ip: ClientIp,
    request: &LoginFinishRequest,
    now: i64,
) -> Answer<AccountId> {
    let failed = || Refusal::from(ProblemCode::LoginFailed);
    let mut tx = app.db.begin_write().await?;
    let login = logins::take(&mut tx, request.login, LoginKind::Opaque, now).await?;
    tx.commit().await?;
    let login = login.ok_or_else(failed)?;
    let state = app
        .keys
        .login_state
        .open(&state_context(login.id, login.account), &login.state)
        .ok_or_else(failed)?;
    let context = LoginContext {
        suite: Suite::CURRENT,
        account: login.account,
        realm: &app.config.server.realm,
    };
    let key = login_finish(&state, &request.ke3, &context);
    if key.is_err() || !login.real {
        return Err(failed());
    }
    let mut tx = app.db.begin_write().await?;
    Counters::new("login", login.account, ip).succeed(&mut tx).await?;
    tx.commit().await?;
    Ok(login.account)
}
