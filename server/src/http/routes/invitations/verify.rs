//! Prove phone and mailbox by their codes; the answer is the right to register.
//!
//! Refuses: an invitation that was answered or is too old; a code that is wrong or used up; an
//! invited address that has an account already (log in and join instead), which is told only to
//! whoever has just proven that the mailbox is theirs.

use super::{codes::subject, grant_hash, waiting};
use crate::{
    app::{AppState, Deps},
    domain::{
        codes::{self, Purpose, Redeemed},
        invitations::GRANT_MS,
        throttle::Wait,
    },
    http::{
        Answer, Refusal,
        extract::{Json, Path},
    },
    store::{Tx, accounts, invitations},
};
use axum::extract::State;
use stafeta_shared::{
    api::{InvitationVerifyRequest, InvitationVerifyResponse, ProblemCode},
    bytes::B64,
    ids::{AccountId, InviteId},
};

pub(super) async fn verify(
    State(app): State<AppState>,
    Path(invite): Path<InviteId>,
    Json(request): Json<InvitationVerifyRequest>,
) -> Answer<Json<InvitationVerifyResponse>> {
    let now = app.clock.wall();
    let mut tx = app.db.begin_write().await?;
    let invitation = waiting(&mut tx, invite, now).await?;
    let Some(email_code) = request.email_code.as_deref() else {
        return Err(Refusal::invalid("email_code", "missing"));
    };
    let sms =
        Typed { purpose: Purpose::InvitationPhone, field: "sms_code", code: &request.sms_code };
    let mail = Typed { purpose: Purpose::InvitationEmail, field: "email_code", code: email_code };
    let (tx, phone) = redeem(&app, tx, &invite, &sms, now).await?;
    let (mut tx, _) = redeem(&app, tx, &invite, &mail, now).await?;
    if accounts::by_email_key(&mut tx, &invitation.email_key).await?.is_some() {
        // The codes stay unused: they may serve somebody who is logged in.
        return Err(ProblemCode::AccountExists.into());
    }
    let grant: [u8; 32] = app.rng.bytes();
    let grant = B64::from(grant);
    let account =
        invitation.grant_account.unwrap_or_else(|| AccountId::from_bytes(app.rng.bytes()));
    let hash = grant_hash(&grant);
    let until = now + GRANT_MS;
    if !invitations::set_grant(&mut tx, invite, &phone, &hash, account, now, until).await? {
        return Err(ProblemCode::InvitationUsed.into());
    }
    tx.commit().await?;
    Ok(Json(InvitationVerifyResponse { grant, account }))
}

/// A code as typed.
struct Typed<'a> {
    purpose: Purpose,
    field: &'static str,
    code: &'a str,
}

/// Redeems one code and answers what it proves. A wrong one is counted in a transaction of its
/// own, so that the other code, redeemed before it, stays unused.
async fn redeem(
    app: &Deps,
    mut tx: Tx,
    invite: &InviteId,
    typed: &Typed<'_>,
    now: i64,
) -> Answer<(Tx, String)> {
    let subject = subject(invite, typed.purpose);
    let outcome = codes::redeem(&mut tx, app, subject, typed.code, now).await?;
    let code = match outcome {
        Redeemed::Yes { target } => return Ok((tx, target)),
        Redeemed::TooMany(Wait(ms)) => return Err(Refusal::wait(ms)),
        Redeemed::Expired => ProblemCode::CodeExpired,
        Redeemed::Wrong => {
            drop(tx);
            let mut tx = app.db.begin_write().await?;
            codes::redeem(&mut tx, app, subject, typed.code, now).await?;
            tx.commit().await?;
            ProblemCode::CodeWrong
        }
    };
    Err(Refusal::field(code, typed.field, "code"))
}
