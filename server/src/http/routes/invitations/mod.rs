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
    deliver::Template,
    domain::invitations::{Closed, is_consent, open, tell_owner},
    http::{Answer, Refusal},
    store::{
        Tx,
        invitations::{self, Acceptance, Invitation},
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
    ids::{AccountId, InviteId},
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

/// What somebody agreed to, in a form that can be stored.
struct Consent<'a> {
    text: &'a str,
    proof: Option<&'a [u8]>,
}

impl<'a> Consent<'a> {
    /// Refuses a version of the text that cannot be, and a proof that does not fit the invitation.
    fn to(invitation: &Invitation, text: &'a str, proof: Option<&'a B64>) -> Answer<Self> {
        if !is_consent(text) {
            return Err(Refusal::invalid("consent", "form"));
        }
        if !proof_fits(proof, invitation.delivery) {
            return Err(Refusal::invalid("proof_recipient", "delivery"));
        }
        Ok(Self { text, proof: proof.map(|proof| &proof[..]) })
    }

    /// Makes the pairing, with the bundle that the proof names, and tells the owner.
    async fn accept(
        &self,
        tx: &mut Tx,
        invitation: &Invitation,
        (recipient, bundle): (AccountId, [u8; 32]),
        now: i64,
    ) -> Answer<()> {
        let acceptance = Acceptance { recipient, bundle, proof: self.proof, consent: self.text };
        if !invitations::accept(tx, invitation.id, &acceptance, now).await? {
            return Err(ProblemCode::InvitationUsed.into());
        }
        let news = Template::InvitationAccepted { email: invitation.email.clone() };
        Ok(tell_owner(tx, invitation, news, now).await?)
    }
}

#[cfg(test)]
mod tests;
