//! Signature over the nonce → a full session, without SMS, and a notice on every channel.
//!
//! Refuses, always in the same words: a wrong signature, an unknown kit, an attempt that is used
//! up or too old.

use super::{limits::Counters, state_context};
use crate::{
    app::{AppState, Deps},
    deliver::{Channel, Message, Template, enqueue},
    domain::accounts::session,
    http::{
        Answer, Refusal,
        extract::{ClientIp, Json, MaybeAccount},
        routes::account::{Logged, me},
    },
    store::{
        Tx, accounts,
        kits::{self, Kit},
        logins::{self, LoginKind},
        sessions::Level,
        slots::SlotKind,
    },
};
use axum::extract::State;
use stafeta_shared::{
    api::{KitFinishRequest, ProblemCode},
    crypto::kit::{KitChallenge, verify_kit_login},
    ids::{AccountId, LoginId},
    lang::Lang,
};

pub(super) async fn finish(
    State(app): State<AppState>,
    ip: ClientIp,
    before: MaybeAccount,
    Json(request): Json<KitFinishRequest>,
) -> Answer<Logged> {
    let now = app.clock.wall();
    let kit = prove(&app, &request, now).await?;
    let mut tx = app.db.begin_write().await?;
    let counted = AccountId::from_bytes(kit.locator);
    Counters::new("kit", counted, ip).succeed(&mut tx).await?;
    let account = accounts::by_id(&mut tx, kit.account).await?.ok_or(ProblemCode::LoginFailed)?;
    session::end(&mut tx, before.0.map(|before| before.session)).await?;
    let way = (SlotKind::Kit, kit.slot);
    let (token, _) = session::begin(&mut tx, &app, account.id, Level::Full, way, now).await?;
    notify(&mut tx, &account, request.login, now).await?;
    let me = me::of(&mut tx, &app, &account).await?;
    tx.commit().await?;
    Ok(Logged::new(&app, &token, me))
}

/// Takes the attempt (whatever comes of it, it is used up) and checks the signature.
async fn prove(app: &Deps, request: &KitFinishRequest, now: i64) -> Answer<Kit> {
    let failed = || Refusal::from(ProblemCode::LoginFailed);
    let mut tx = app.db.begin_write().await?;
    let login = logins::take(&mut tx, request.login, LoginKind::Kit, now).await?;
    tx.commit().await?;
    let login = login.ok_or_else(failed)?;
    let state = app.keys.login_state.open(&state_context(login.id, login.account), &login.state);
    let state = state.ok_or_else(failed)?;
    let (locator, nonce) = state.split_first_chunk::<16>().ok_or_else(failed)?;
    let nonce: [u8; 32] = nonce.try_into().map_err(|_| failed())?;
    let mut tx = app.db.begin_read().await?;
    let kit = kits::by_locator(&mut tx, locator).await?;
    drop(tx);
    // An unknown kit is checked against a key that nothing verifies under: the same work.
    let public_key = kit.as_ref().map_or([0; 32], |kit| kit.public_key);
    let challenge =
        KitChallenge { realm: &app.config.server.realm, locator: *locator, login: login.id, nonce };
    let verified = verify_kit_login(&public_key, &challenge, &request.signature).is_ok();
    kit.filter(|kit| verified && login.real && kit.account == login.account).ok_or_else(failed)
}

/// Whoever found the paper is in; the person must learn it at once, wherever they can be reached.
async fn notify(tx: &mut Tx, account: &accounts::Account, login: LoginId, now: i64) -> Answer<()> {
    let mail = (Channel::Mail, account.email.clone());
    let sms = account.phone.clone().map(|phone| (Channel::Sms, phone));
    for (channel, address) in [Some(mail), sms].into_iter().flatten() {
        let message = Message {
            key: format!("kit-used/{login}/{}", channel.as_str()),
            scope: None,
            channel,
            addressee: "account".to_owned(),
            address,
            language: Lang::parse(&account.language).unwrap_or_default(),
            template: Template::KitUsed { at: now, zone: account.zone.clone() },
            not_before: None,
            expires_at: None,
        };
        enqueue(tx, &message, now).await?;
    }
    Ok(())
}
