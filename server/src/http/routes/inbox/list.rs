//! Owners I said yes to, and what they released to me. Nothing is listed before release.

use crate::{
    app::AppState,
    http::{
        Answer,
        extract::{Account, Json},
        routes::handovers::view::unsigned,
    },
    store::{
        Result, Tx,
        invitations::{self, Invitation},
        released::{self, Released},
    },
};
use axum::extract::State;
use stafeta_shared::{
    api::{InboxHandover, InboxOwner, InboxResponse, InvitationState},
    ids::HandoverId,
};
use std::collections::BTreeSet;

pub(super) async fn list(State(app): State<AppState>, me: Account) -> Answer<Json<InboxResponse>> {
    let mut tx = app.db.begin_read().await?;
    let mut owners: Vec<InboxOwner> = Vec::new();
    // Newest pairing first, so that an owner who invited again appears once, as they are now.
    for pairing in invitations::of_recipient(&mut tx, me.id).await?.into_iter().rev() {
        if owners.iter().any(|known| known.owner == pairing.owner) {
            continue;
        }
        owners.extend(entry(&mut tx, &pairing).await?);
    }
    owners.reverse();
    Ok(Json(InboxResponse { owners }))
}

/// An ended pairing is shown only for what was released before it ended.
async fn entry(tx: &mut Tx, pairing: &Invitation) -> Result<Option<InboxOwner>> {
    let Some(recipient) = pairing.recipient else { return Ok(None) };
    let rows = released::between(tx, pairing.owner, recipient).await?;
    if pairing.state != InvitationState::Accepted && rows.is_empty() {
        return Ok(None);
    }
    let mut seen: BTreeSet<HandoverId> = BTreeSet::new();
    let mut handovers = Vec::new();
    for row in rows {
        if seen.insert(row.handover) {
            handovers.push(handover(&row)?);
        }
    }
    Ok(Some(InboxOwner {
        invite: pairing.id,
        owner: pairing.owner,
        accepted_at: pairing.answered_at.unwrap_or(pairing.created_at),
        released: handovers,
    }))
}

/// The newest release of a handover.
fn handover(row: &Released) -> Result<InboxHandover> {
    Ok(InboxHandover {
        handover: row.handover,
        version: unsigned(row.version, "released.version")?,
        released_at: row.released_at,
        opened_at: row.opened_at,
        declined_at: row.declined_at,
        recalled_at: row.recalled_at,
    })
}
