//! OPAQUE KE1 → KE2. An unknown address gets a stable made-up account and a fake KE2: same
//! status, same length, same work.
//!
//! Refuses: another suite, a malformed KE1, too many attempts.

use super::{
    LIFE_MS, PARALLEL,
    limits::{self, Counters},
    state_context,
};
use crate::{
    app::AppState,
    domain::accounts::Email,
    http::{
        Answer, Refusal,
        extract::{ClientIp, Json},
    },
    rng::Exclusive,
    store::{
        accounts,
        logins::{self, Login, LoginKind},
    },
};
use axum::extract::State;
use stafeta_shared::{
    api::{LoginStartRequest, LoginStartResponse, ProblemCode},
    crypto::{
        Suite,
        opaque::{LoginContext, server_login_start},
    },
    ids::LoginId,
};

pub(super) async fn start(
    State(app): State<AppState>,
    ip: ClientIp,
    Json(request): Json<LoginStartRequest>,
) -> Answer<Json<LoginStartResponse>> {
    let suite = Suite::try_from(request.suite).map_err(|_| ProblemCode::SuiteRefused)?;
    let email = Email::parse(&request.email)
        .ok_or_else(|| Refusal::field(ProblemCode::EmailInvalid, "email", "form"))?;
    let now = app.clock.wall();
    let mut tx = app.db.begin_read().await?;
    let found = accounts::by_email_key(&mut tx, email.key()).await?;
    drop(tx);
    let fake = app.keys.fake_account(email.key());
    let account = found.as_ref().map_or(fake, |found| found.id);
    limits::begin(&app, ip, &Counters::new("login", account, ip), now).await?;

    let login = LoginId::from_bytes(app.rng.bytes());
    let record = found.as_ref().map(|found| found.opaque_record.as_slice());
    let context = LoginContext { suite, account, realm: &app.config.server.realm };
    let mut rng = Exclusive(app.rng.as_ref());
    let (state, ke2) =
        server_login_start(&app.keys.opaque, record, &request.ke1, &context, &mut rng)
            .map_err(|_| Refusal::invalid("ke1", "form"))?;
    let sealed = app.keys.login_state.seal(
        &state_context(login, account),
        state.expose_secret(),
        app.rng.as_ref(),
    );
    let row = Login {
        id: login,
        kind: LoginKind::Opaque,
        account,
        real: found.is_some(),
        state: sealed,
        expires_at: now + LIFE_MS,
    };
    let mut tx = app.db.begin_write().await?;
    logins::insert(&mut tx, &row).await?;
    logins::trim(&mut tx, account, LoginKind::Opaque, PARALLEL).await?;
    tx.commit().await?;
    Ok(Json(LoginStartResponse { login, account, suite: suite.number(), ke2: ke2.into() }))
}
