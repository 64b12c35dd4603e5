//! Accept with a new account: account, slots, kit, bundle, vault and consent become real in one
//! transaction, and the person is logged in.
//!
//! Refuses: an invitation that was answered or is too old; a grant that is wrong or too old;
//! anything sealed that does not say it belongs to the promised account; an address that has an
//! account already.

use super::{Consent, grant_hash, waiting};
use crate::{
    app::AppState,
    domain::accounts::{Email, Proven, create, session},
    http::{
        Answer, Refusal,
        extract::{JsonUpTo, MaybeAccount, Path, VAULT_BODY_MAX},
        routes::account::{Logged, me},
    },
    store::{StoreError, bundles, invitations, sessions::Level, slots::SlotKind},
};
use axum::extract::State;
use stafeta_shared::{
    api::{InvitationAcceptRequest, ProblemCode},
    ids::InviteId,
};

pub(super) async fn accept(
    State(app): State<AppState>,
    Path(invite): Path<InviteId>,
    before: MaybeAccount,
    JsonUpTo(request): JsonUpTo<InvitationAcceptRequest, VAULT_BODY_MAX>,
) -> Answer<Logged> {
    let now = app.clock.wall();
    let mut tx = app.db.begin_write().await?;
    let invitation = waiting(&mut tx, invite, now).await?;
    let proof = request.proof_recipient.as_ref();
    let consent = Consent::to(&invitation, &request.consent, proof)?;
    let granted = invitations::grant(&mut tx, &grant_hash(&request.grant), now)
        .await?
        .filter(|granted| granted.id == invite)
        .ok_or(ProblemCode::CodeExpired)?;
    let email = Email::parse(&granted.email).ok_or(StoreError::Corrupt("invitations.email"))?;
    let account = granted.grant_account.ok_or(StoreError::Corrupt("invitations.grant_account"))?;
    let proven = Proven { account, email, phone: granted.phone_proven.clone() };
    let account = create(&mut tx, &proven, &request.account, now).await?.map_err(Refusal::from)?;
    let bundle = bundles::newest_hash(&mut tx, account.id)
        .await?
        .ok_or(StoreError::Corrupt("bundles.hash"))?;
    consent.accept(&mut tx, &invitation, (account.id, bundle), now).await?;
    session::end(&mut tx, before.0.map(|before| before.session)).await?;
    let way = (SlotKind::Password, request.account.password_slot);
    let (token, _) = session::begin(&mut tx, &app, account.id, Level::Full, way, now).await?;
    let me = me::of(&mut tx, &app, &account).await?;
    tx.commit().await?;
    Ok(Logged::new(&app, &token, me))
}
