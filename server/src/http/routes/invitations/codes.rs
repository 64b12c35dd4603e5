//! Send the codes: an SMS to the number the owner gave or the person corrected, a mail to the
//! invited address. Both always: release messages go there, and the owner, who knows the link as
//! well, must not be able to answer in the person's name.
//!
//! Refuses: an invitation that was answered or is too old; no number; too many codes.

use super::waiting;
use crate::{
    app::AppState,
    deliver::{Channel, Template},
    domain::{
        accounts::{Email, Phone, phone},
        codes::{self, Purpose, Sending, Subject},
        throttle::{Wait, Window},
    },
    http::{
        Answer, Refusal,
        extract::{ClientIp, Json, Path},
    },
    store::{StoreError, accounts, invitations::Invitation},
};
use axum::extract::State;
use stafeta_shared::{
    api::{InvitationCodesRequest, InvitationCodesResponse, ProblemCode},
    ids::InviteId,
    lang::Lang,
};

const DAY_MS: i64 = 24 * 3_600_000;
/// Rounds of codes of one invitation, whatever numbers are typed.
const ROUNDS: Window = Window { max: 10, length: DAY_MS };
/// Rounds of codes asked for from one network address.
const PER_ADDRESS: Window = Window { max: 30, length: DAY_MS };

pub(super) async fn codes(
    State(app): State<AppState>,
    ip: ClientIp,
    Path(invite): Path<InviteId>,
    Json(request): Json<InvitationCodesRequest>,
) -> Answer<Json<InvitationCodesResponse>> {
    let now = app.clock.wall();
    let mut tx = app.db.begin_write().await?;
    let invitation = waiting(&mut tx, invite, now).await?;
    let number = number(&invitation, request.phone.as_deref(), &app.config.sms.countries)?;
    for (window, name) in [
        (ROUNDS, format!("invitation-codes/{invite}")),
        (PER_ADDRESS, format!("invitation-codes/{}", ip.throttle_name())),
    ] {
        window.take(&mut tx, &name, now).await?.map_err(|Wait(ms)| Refusal::wait(ms))?;
    }
    let owner = accounts::by_id(&mut tx, invitation.owner)
        .await?
        .ok_or(StoreError::Corrupt("invitations.owner"))?;
    let language = Lang::parse(&invitation.language).unwrap_or_default();
    let sms = Sending {
        channel: Channel::Sms,
        target: &number,
        language,
        template: Template::InvitationSmsCode,
    };
    let mail = Sending {
        channel: Channel::Mail,
        target: &invitation.email,
        language,
        template: Template::InvitationEmailCode { owner: owner.name },
    };
    let mut resend_at = now;
    for (purpose, sending) in [(Purpose::InvitationPhone, sms), (Purpose::InvitationEmail, mail)] {
        let subject = subject(&invite, purpose);
        let next = codes::issue(&mut tx, &app, subject, sending, now).await?;
        resend_at = resend_at.max(next.map_err(Refusal::from)?);
    }
    tx.commit().await?;
    Ok(Json(InvitationCodesResponse {
        phone: phone::masked(&number),
        email: Email::parse(&invitation.email).map(|email| email.masked()),
        resend_at,
    }))
}

/// Whose codes these are.
pub(super) fn subject(invite: &InviteId, purpose: Purpose) -> Subject<'_> {
    Subject { id: invite.as_bytes(), purpose, binding: b"" }
}

fn number(invitation: &Invitation, typed: Option<&str>, countries: &[String]) -> Answer<String> {
    match typed.filter(|typed| !typed.trim().is_empty()) {
        Some(typed) => Ok(Phone::parse(typed, countries)?.as_str().to_owned()),
        None => invitation.phone.clone().ok_or_else(|| ProblemCode::PhoneMissing.into()),
    }
}
