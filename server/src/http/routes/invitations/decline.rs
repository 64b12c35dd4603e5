//! Decline. Whoever holds the link may: it is their consent that is asked for. The owner hears.

use super::waiting;
use crate::{
    app::AppState,
    deliver::Template,
    domain::invitations::tell_owner,
    http::{Answer, extract::Path},
    store::invitations,
};
use axum::{extract::State, http::StatusCode};
use stafeta_shared::{
    api::{InvitationState, ProblemCode},
    ids::InviteId,
};

pub(super) async fn decline(
    State(app): State<AppState>,
    Path(invite): Path<InviteId>,
) -> Answer<StatusCode> {
    use InvitationState::{Declined, Invited};
    let now = app.clock.wall();
    let mut tx = app.db.begin_write().await?;
    let invitation = waiting(&mut tx, invite, now).await?;
    if !invitations::end(&mut tx, invite, Invited, Declined, now).await? {
        return Err(ProblemCode::InvitationUsed.into());
    }
    let news = Template::InvitationDeclined { email: invitation.email.clone() };
    tell_owner(&mut tx, &invitation, news, now).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
