//! Create the account and log it in: record, bundle, vault, both slots and kit in one transaction.
//!
//! Refuses: a token that is wrong, used or too old; anything sealed that does not say it belongs
//! to this account; an address that got an account in between.

use super::token_hash;
use crate::{
    app::AppState,
    domain::accounts::{Email, Proven, create, session},
    http::{
        Answer, Refusal,
        extract::{JsonUpTo, MaybeAccount, VAULT_BODY_MAX},
        routes::account::{Logged, me},
    },
    store::{sessions::Level, sign_ups, slots::SlotKind},
};
use axum::extract::State;
use stafeta_shared::api::{ProblemCode, SignUpFinishRequest};

pub(super) async fn finish(
    State(app): State<AppState>,
    before: MaybeAccount,
    JsonUpTo(request): JsonUpTo<SignUpFinishRequest, VAULT_BODY_MAX>,
) -> Answer<Logged> {
    let hash = token_hash(&request.token)?;
    let now = app.clock.wall();
    let mut tx = app.db.begin_write().await?;
    let sign_up = sign_ups::open(&mut tx, &hash, now).await?.ok_or(ProblemCode::LinkInvalid)?;
    if !sign_ups::consume(&mut tx, &hash, now).await? {
        return Err(ProblemCode::LinkInvalid.into());
    }
    let email = Email::parse(&sign_up.email).ok_or(ProblemCode::LinkInvalid)?;
    let proven = Proven { account: sign_up.account, email, phone: None };
    let account = create(&mut tx, &proven, &request.account, now).await?.map_err(Refusal::from)?;
    session::end(&mut tx, before.0.map(|before| before.session)).await?;
    let way = (SlotKind::Password, request.account.password_slot);
    let (token, _) = session::begin(&mut tx, &app, account.id, Level::Full, way, now).await?;
    let me = me::of(&mut tx, &app, &account).await?;
    tx.commit().await?;
    Ok(Logged::new(&app, &token, me))
}
