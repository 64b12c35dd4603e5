//! Take an invitation back, or end a pairing. What was sealed to that person and neither released
//! nor opened is destroyed at once; what they opened they have. Refused while something stands
//! released to them: who is back calls that back first.

use crate::{
    app::AppState,
    domain::{edits::sign_of_life, invitations::end},
    http::{
        Answer,
        extract::{FreshAccount, Path},
    },
    store::{invitations, released},
};
use axum::{extract::State, http::StatusCode};
use stafeta_shared::{api::ProblemCode, ids::InviteId};

pub(super) async fn remove(
    State(app): State<AppState>,
    me: FreshAccount,
    Path(invite): Path<InviteId>,
) -> Answer<StatusCode> {
    let mut tx = app.db.begin_write().await?;
    sign_of_life(&mut tx, &app, me.id).await?;
    let invitation = invitations::lock(&mut tx, invite)
        .await?
        .filter(|invitation| invitation.owner == me.id)
        .ok_or(ProblemCode::NotFound)?;
    if let Some(recipient) = invitation.recipient
        && released::between(&mut tx, me.id, recipient)
            .await?
            .iter()
            .any(|row| row.recalled_at.is_none())
    {
        return Err(ProblemCode::ReleaseStands.into());
    }
    if !end(&mut tx, &invitation, app.clock.wall()).await? {
        return Err(ProblemCode::InvitationUsed.into());
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
