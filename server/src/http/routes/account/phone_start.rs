//! Send a code to a phone number, new or changed.
//!
//! Refuses: a session that is not fresh; no number that gets text messages; a country the
//! operator does not send to; too many codes.

use crate::{
    app::AppState,
    deliver::{Channel, Template},
    domain::{
        accounts::{Phone, PhoneError, phone},
        codes::{self, Purpose, Sending, Subject},
    },
    http::{
        Answer, Refusal,
        extract::{FreshAccount, Json},
    },
    store::accounts,
};
use axum::extract::State;
use stafeta_shared::{
    api::{CodeSentResponse, PhoneRequest, ProblemCode},
    lang::Lang,
};

pub(super) async fn start(
    State(app): State<AppState>,
    session: FreshAccount,
    Json(request): Json<PhoneRequest>,
) -> Answer<Json<CodeSentResponse>> {
    let number = Phone::parse(&request.phone, &app.config.sms.countries)?;
    let now = app.clock.wall();
    let mut tx = app.db.begin_write().await?;
    let account =
        accounts::by_id(&mut tx, session.id).await?.ok_or(ProblemCode::Unauthenticated)?;
    let subject = Subject { id: session.id.as_bytes(), purpose: Purpose::Phone, binding: b"" };
    let sending = Sending {
        channel: Channel::Sms,
        target: number.as_str(),
        language: Lang::parse(&account.language).unwrap_or_default(),
        template: Template::PhoneCode,
    };
    let resend_at =
        codes::issue(&mut tx, &app, subject, sending, now).await?.map_err(Refusal::from)?;
    tx.commit().await?;
    Ok(Json(CodeSentResponse { target: phone::masked(number.as_str()), resend_at }))
}

impl From<PhoneError> for Refusal {
    fn from(error: PhoneError) -> Self {
        match error {
            PhoneError::Invalid => Self::field(ProblemCode::PhoneInvalid, "phone", "form"),
            PhoneError::Country => Self::field(ProblemCode::PhoneCountry, "phone", "country"),
        }
    }
}
