//! Invitations and the pairings they become. The owner's side needs a session; the invited
//! person's side needs the link, whose id is 128 random bits, and then codes that prove phone and
//! mailbox. Each invitation is answered once.

mod accept;
mod codes;
mod create;
mod decline;
mod join;
mod list;
mod remove;
mod show;
mod verify;
mod view;

use crate::{
    app::AppState,
    domain::invitations::{Closed, open},
    http::{Answer, Refusal},
    store::{
        Tx,
        invitations::{self, Invitation},
    },
};
use axum::{
    Router,
    routing::{get, post},
};
use sha2::{Digest as _, Sha256};
use stafeta_shared::{
    api::{Delivery, ProblemCode, paths},
    bytes::B64,
    ids::InviteId,
};

/// Routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(paths::INVITATIONS, get(list::list).post(create::create))
        .route(paths::INVITATION, get(show::show).delete(remove::remove))
        .route(paths::INVITATION_CODES, post(codes::codes))
        .route(paths::INVITATION_VERIFY, post(verify::verify))
        .route(paths::INVITATION_ACCEPT, post(accept::accept))
        .route(paths::INVITATION_JOIN, post(join::join))
        .route(paths::INVITATION_DECLINE, post(decline::decline))
}

impl From<Closed> for Refusal {
    fn from(closed: Closed) -> Self {
        match closed {
            Closed::Used => ProblemCode::InvitationUsed.into(),
            Closed::Expired => ProblemCode::InvitationExpired.into(),
        }
    }
}

/// An invitation that waits for an answer, locked.
async fn waiting(tx: &mut Tx, id: InviteId, now: i64) -> Answer<Invitation> {
    let invitation = invitations::lock(tx, id).await?.ok_or(ProblemCode::NotFound)?;
    open(&invitation, now)?;
    Ok(invitation)
}

/// What the database knows of a grant.
fn grant_hash(grant: &B64) -> [u8; 32] {
    Sha256::digest(grant.0.as_slice()).into()
}

/// A proof of the pairing: 32 bytes, and none where no secret travelled.
fn proof_fits(proof: Option<&B64>, delivery: Delivery) -> bool {
    proof.is_none_or(|proof| proof.len() == 32 && delivery == Delivery::Link)
}

#[cfg(test)]
mod tests;
