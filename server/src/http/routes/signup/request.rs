//! Ask for a sign-up link. Known and unknown addresses get the same answer; the mail differs.
//!
//! Refuses: sign-up not open here, no address, too many from one network address. Too many for
//! one mailbox is not said: the answer is the same and no further mail goes out.

use crate::{
    app::{AppState, Deps},
    deliver::{Channel, Message, Template, derive, enqueue},
    domain::{
        accounts::Email,
        throttle::{Wait, Window},
    },
    http::{
        Answer, Refusal,
        extract::{ClientIp, Json},
    },
    store::{Tx, accounts, sign_ups},
};
use axum::{extract::State, http::StatusCode};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use stafeta_shared::{
    api::{ProblemCode, SignUpMode, SignUpRequest},
    ids::AccountId,
    lang::Lang,
    limits::SIGNUP_LIFE_MS,
};

const HOUR_MS: i64 = 3_600_000;
const PER_MAILBOX: Window = Window { max: 5, length: HOUR_MS };

pub(super) async fn request(
    State(app): State<AppState>,
    ip: ClientIp,
    Json(request): Json<SignUpRequest>,
) -> Answer<StatusCode> {
    if app.config.instance.sign_up != SignUpMode::Open {
        return Err(ProblemCode::SignUpClosed.into());
    }
    let email = Email::parse(&request.email)
        .ok_or_else(|| Refusal::field(ProblemCode::EmailInvalid, "email", "form"))?;
    let language =
        Lang::parse(&request.language).ok_or_else(|| Refusal::invalid("language", "unknown"))?;
    let now = app.clock.wall();
    let mut tx = app.db.begin_write().await?;
    let per_address = Window { max: app.config.limits.sign_ups_per_address, length: HOUR_MS };
    let name = format!("sign-up/{}", ip.throttle_name());
    if let Err(Wait(wait)) = per_address.take(&mut tx, &name, now).await? {
        return Err(Refusal::wait(wait));
    }
    let name = format!("sign-up-mail/{}", app.keys.fake_account(email.key()));
    if PER_MAILBOX.take(&mut tx, &name, now).await?.is_ok() {
        send(&mut tx, &app, &email, language, now).await?;
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn send(tx: &mut Tx, app: &Deps, email: &Email, language: Lang, now: i64) -> Answer<()> {
    let key = format!("sign-up/{}", URL_SAFE_NO_PAD.encode(app.rng.bytes::<16>()));
    let known = accounts::by_email_key(tx, email.key()).await?.is_some();
    if !known {
        let sign_up = sign_ups::SignUp {
            token_hash: derive::token_hash(&derive::token(&app.keys.link, &key)),
            account: AccountId::from_bytes(app.rng.bytes()),
            email: email.written().to_owned(),
            language: language.tag().to_owned(),
            created_at: now,
            expires_at: now + SIGNUP_LIFE_MS,
        };
        sign_ups::insert(tx, &sign_up).await?;
    }
    let message = Message {
        key,
        scope: None,
        channel: Channel::Mail,
        addressee: "sign-up".to_owned(),
        address: email.written().to_owned(),
        language,
        template: if known { Template::AccountExists } else { Template::SignUpLink },
        not_before: None,
        expires_at: Some(now + SIGNUP_LIFE_MS),
    };
    enqueue(tx, &message, now).await?;
    Ok(())
}
