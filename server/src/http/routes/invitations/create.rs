//! Invite a person. The owner's vault, which remembers name and secret of the invitation, is
//! stored in the same transaction; the server learns neither.
//!
//! Refuses: a session that is not fresh; an address or number that is none; oneself; a proof that
//! does not go with the way of delivery; too many people, too many mails a day; a vault that
//! changed in between.

use super::view;
use crate::{
    app::{AppState, Deps},
    deliver::{Channel, Message, Template, enqueue},
    domain::{
        accounts::{Email, Phone, vault},
        edits::sign_of_life,
        throttle::{Wait, Window},
    },
    http::{
        Answer, Refusal,
        extract::{FreshAccount, Json, JsonUpTo, VAULT_BODY_MAX},
    },
    store::{
        StoreError, Tx, accounts, bundles,
        invitations::{self, Invitation},
    },
};
use axum::{extract::State, http::StatusCode};
use stafeta_shared::{
    api::{Delivery, InvitationState, InviteRequest, PersonResponse, ProblemCode},
    ids::AccountId,
    lang::Lang,
    limits::{INVITATION_LIFE_MS, PEOPLE_MAX},
};

/// Invitations that one owner may have mailed to strangers in a day.
const MAILS: Window = Window { max: 20, length: 24 * 3_600_000 };

pub(super) async fn create(
    State(app): State<AppState>,
    me: FreshAccount,
    JsonUpTo(request): JsonUpTo<InviteRequest, VAULT_BODY_MAX>,
) -> Answer<(StatusCode, Json<PersonResponse>)> {
    let now = app.clock.wall();
    let mut tx = app.db.begin_write().await?;
    sign_of_life(&mut tx, &app, me.id).await?;
    let owner = accounts::by_id(&mut tx, me.id).await?.ok_or(ProblemCode::Unauthenticated)?;
    let invitation = read(&mut tx, &app, me.id, &request, now).await?;
    if invitation.email_key == owner.email_key {
        return Err(ProblemCode::InvitationOwn.into());
    }
    if invitations::living(&mut tx, me.id).await? >= PEOPLE_MAX as i64 {
        return Err(Refusal::invalid("invite", "too-many"));
    }
    vault::commit(&mut tx, me.id, &request.vault, now).await?.map_err(Refusal::from)?;
    if !invitations::insert(&mut tx, &invitation).await? {
        return Err(Refusal::invalid("invite", "taken"));
    }
    if request.delivery == Delivery::Mail {
        let name = format!("invitation-mails/{}", me.id);
        MAILS.take(&mut tx, &name, now).await?.map_err(|Wait(ms)| Refusal::wait(ms))?;
        mail(&mut tx, &invitation, owner.name, now).await?;
    }
    let answer = view::person(&mut tx, &invitation, now).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(answer)))
}

async fn read(
    tx: &mut Tx,
    app: &Deps,
    owner: AccountId,
    request: &InviteRequest,
    now: i64,
) -> Answer<Invitation> {
    let email = Email::parse(&request.email)
        .ok_or_else(|| Refusal::field(ProblemCode::EmailInvalid, "email", "form"))?;
    let language =
        Lang::parse(&request.language).ok_or_else(|| Refusal::invalid("language", "unknown"))?;
    let typed = request.phone.as_deref().filter(|typed| !typed.trim().is_empty());
    let phone = typed.map(|typed| Phone::parse(typed, &app.config.sms.countries)).transpose()?;
    let proof = request.proof_owner.as_ref();
    if proof.is_some() != (request.delivery == Delivery::Link)
        || !super::proof_fits(proof, request.delivery)
    {
        return Err(Refusal::invalid("proof_owner", "delivery"));
    }
    let owner_bundle =
        bundles::newest_hash(tx, owner).await?.ok_or(StoreError::Corrupt("bundles.hash"))?;
    Ok(Invitation {
        id: request.invite,
        owner,
        owner_bundle,
        delivery: request.delivery,
        email: email.written().to_owned(),
        email_key: email.key().to_owned(),
        phone: phone.map(|phone| phone.as_str().to_owned()),
        language: language.tag().to_owned(),
        proof_owner: proof.map(|proof| proof.to_vec()),
        state: InvitationState::Invited,
        created_at: now,
        expires_at: now + INVITATION_LIFE_MS,
        answered_at: None,
        email_proven_at: None,
        phone_proven: None,
        phone_proven_at: None,
        grant_account: None,
        recipient: None,
        recipient_bundle: None,
        proof_recipient: None,
    })
}

async fn mail(tx: &mut Tx, invitation: &Invitation, owner: String, now: i64) -> Answer<()> {
    let message = Message {
        key: format!("invitation/{}/mail", invitation.id),
        scope: None,
        channel: Channel::Mail,
        addressee: format!("invited/{}", invitation.id),
        address: invitation.email.clone(),
        language: Lang::parse(&invitation.language).unwrap_or_default(),
        template: Template::InvitationMail { owner, invite: invitation.id },
        not_before: None,
        expires_at: Some(invitation.expires_at),
    };
    enqueue(tx, &message, now).await?;
    Ok(())
}
