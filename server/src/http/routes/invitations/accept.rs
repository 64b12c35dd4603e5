//! Accept with a new account: account, slots, kit, bundle, vault and consent become real in one
//! transaction, and the person is logged in. The same request again is answered like the first time,
//! as long as the grant lives: an answer that got lost must not take the kit with it, which nobody
//! has seen yet.
//!
//! Refuses: an invitation that was answered otherwise or is too old; a grant that is wrong or too old;
//! anything sealed that does not say it belongs to the promised account; an address that has an
//! account already.

use super::{Consent, grant_hash};
use crate::{
    app::AppState,
    domain::{
        accounts::{Email, Proven, create, made_by, session},
        invitations::open,
    },
    http::{
        Answer, Refusal,
        extract::{JsonUpTo, MaybeAccount, Path, VAULT_BODY_MAX},
        routes::account::{Logged, me},
    },
    store::{
        StoreError, Tx,
        accounts::Account,
        bundles,
        invitations::{self, Invitation},
        sessions::Level,
        slots::SlotKind,
    },
};
use axum::extract::State;
use stafeta_shared::{
    api::{InvitationAcceptRequest, ProblemCode},
    ids::InviteId,
};
use subtle::ConstantTimeEq as _;

pub(super) async fn accept(
    State(app): State<AppState>,
    Path(invite): Path<InviteId>,
    before: MaybeAccount,
    JsonUpTo(request): JsonUpTo<InvitationAcceptRequest, VAULT_BODY_MAX>,
) -> Answer<Logged> {
    let now = app.clock.wall();
    let mut tx = app.db.begin_write().await?;
    let invitation = invitations::lock(&mut tx, invite).await?.ok_or(ProblemCode::NotFound)?;
    let account = match open(&invitation, now) {
        Ok(()) => pair(&mut tx, &invitation, &request, now).await?,
        Err(closed) => again(&mut tx, invite, &request, now).await?.ok_or(closed)?,
    };
    session::end(&mut tx, before.0.map(|before| before.session)).await?;
    let way = (SlotKind::Password, request.account.password_slot);
    let (token, _) = session::begin(&mut tx, &app, account.id, Level::Full, way, now).await?;
    let me = me::of(&mut tx, &app, &account).await?;
    tx.commit().await?;
    Ok(Logged::new(&app, &token, me))
}

/// Makes account and pairing.
async fn pair(
    tx: &mut Tx,
    invitation: &Invitation,
    request: &InvitationAcceptRequest,
    now: i64,
) -> Answer<Account> {
    let proof = request.proof_recipient.as_ref();
    let consent = Consent::to(invitation, &request.consent, proof)?;
    let granted = invitations::grant(tx, &grant_hash(&request.grant), now)
        .await?
        .filter(|granted| granted.id == invitation.id)
        .ok_or(ProblemCode::CodeExpired)?;
    let email = Email::parse(&granted.email).ok_or(StoreError::Corrupt("invitations.email"))?;
    let account = granted.grant_account.ok_or(StoreError::Corrupt("invitations.grant_account"))?;
    let proven = Proven { account, email, phone: granted.phone_proven.clone() };
    let account = create(tx, &proven, &request.account, now).await?.map_err(Refusal::from)?;
    let bundle =
        bundles::newest_hash(tx, account.id).await?.ok_or(StoreError::Corrupt("bundles.hash"))?;
    consent.accept(tx, invitation, (account.id, bundle), now).await?;
    Ok(account)
}

/// The account that this very request made before.
async fn again(
    tx: &mut Tx,
    invite: InviteId,
    request: &InvitationAcceptRequest,
    now: i64,
) -> Answer<Option<Account>> {
    let hash = grant_hash(&request.grant);
    let proof = request.proof_recipient.as_deref().unwrap_or_default();
    let pairing =
        invitations::accepted_by(tx, &hash, &request.consent, now).await?.filter(|made| {
            let known = made.proof_recipient.as_deref().unwrap_or_default();
            made.id == invite && bool::from(known.ct_eq(proof))
        });
    match pairing.and_then(|pairing| pairing.recipient) {
        Some(recipient) => Ok(made_by(tx, recipient, &request.account).await?),
        None => Ok(None),
    }
}
