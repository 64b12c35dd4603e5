//! Create the account and log it in: record, bundle, vault, both slots and kit in one transaction.
//! The same request again is answered like the first time, as long as the token lives: an answer
//! that got lost must not take the kit with it, which nobody has seen yet.
//!
//! Refuses: a token that is wrong, used by another request or too old; anything sealed that does
//! not say it belongs to this account; an address that got an account in between.

use super::token_hash;
use crate::{
    app::AppState,
    domain::accounts::{Email, Proven, create, made_by, session},
    http::{
        Answer, Refusal,
        extract::{JsonUpTo, MaybeAccount, VAULT_BODY_MAX},
        routes::account::{Logged, me},
    },
    store::{Tx, accounts::Account, sessions::Level, sign_ups, slots::SlotKind},
};
use axum::extract::State;
use stafeta_shared::api::{NewAccount, ProblemCode, SignUpFinishRequest};

pub(super) async fn finish(
    State(app): State<AppState>,
    before: MaybeAccount,
    JsonUpTo(request): JsonUpTo<SignUpFinishRequest, VAULT_BODY_MAX>,
) -> Answer<Logged> {
    let hash = token_hash(&request.token)?;
    let now = app.clock.wall();
    let mut tx = app.db.begin_write().await?;
    let account = match sign_ups::open(&mut tx, &hash, now).await? {
        Some(sign_up) if sign_ups::consume(&mut tx, &hash, now).await? => {
            let email = Email::parse(&sign_up.email).ok_or(ProblemCode::LinkInvalid)?;
            let proven = Proven { account: sign_up.account, email, phone: None };
            create(&mut tx, &proven, &request.account, now).await?.map_err(Refusal::from)?
        }
        _ => again(&mut tx, &hash, &request.account, now).await?.ok_or(ProblemCode::LinkInvalid)?,
    };
    session::end(&mut tx, before.0.map(|before| before.session)).await?;
    let way = (SlotKind::Password, request.account.password_slot);
    let (token, _) = session::begin(&mut tx, &app, account.id, Level::Full, way, now).await?;
    let me = me::of(&mut tx, &app, &account).await?;
    tx.commit().await?;
    Ok(Logged::new(&app, &token, me))
}

/// The account that this token and this request made before.
async fn again(
    tx: &mut Tx,
    hash: &[u8; 32],
    new: &NewAccount,
    now: i64,
) -> Answer<Option<Account>> {
    match sign_ups::made(tx, hash, now).await? {
        Some(id) => Ok(made_by(tx, id, new).await?),
        None => Ok(None),
    }
}
