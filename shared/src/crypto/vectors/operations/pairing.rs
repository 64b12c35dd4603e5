//! Pairing: keys, proofs, number, QR code.

use super::{Inputs, Outcome, nothing};
use crate::crypto::{
    pairing::{self, Invitation, InviteSecret, Number},
    vectors::{
        Failure,
        value::{Item, map},
    },
};
use crate::ids::{AccountId, InviteId};

fn secret(i: Inputs<'_>) -> Result<InviteSecret, Failure> {
    Ok(InviteSecret::from_key(i.key("s_inv")?))
}

fn invite(i: Inputs<'_>) -> Result<InviteId, Failure> {
    i.id("invite", InviteId::from_bytes)
}

fn invitation(i: Inputs<'_>) -> Result<Invitation, Failure> {
    Ok(Invitation { owner: i.id("owner", AccountId::from_bytes)?, invite: invite(i)? })
}

pub(super) fn pair(i: Inputs<'_>) -> Outcome {
    let (secret, invitation) = (secret(i)?, invitation(i)?);
    let (owner, recipient) = (i.bundle("bundle_owner")?, i.bundle("bundle_recipient")?);
    let psk = secret.psk(&invitation);
    let proof = secret.owner_proof(&owner, invitation.invite);
    let answer = secret.recipient_proof(&owner, &recipient, invitation.invite);
    Ok(map([
        ("fragment", secret.to_fragment().expose_secret().into()),
        ("psk", psk.key.expose_secret()[..].into()),
        ("psk_id", psk.hpke_id()[..].into()),
        ("proof_owner", proof[..].into()),
        ("proof_recipient", answer[..].into()),
        ("qr", pairing::qr(&owner, &recipient)[..].into()),
    ]))
}

pub(super) fn check_owner_proof(i: Inputs<'_>) -> Outcome {
    secret(i)?.check_owner(&invitation(i)?, &i.bundle("bundle_owner")?, i.bytes("proof")?)?;
    Ok(nothing())
}

pub(super) fn check_recipient_proof(i: Inputs<'_>) -> Outcome {
    let (owner, recipient) = (i.bundle("bundle_owner")?, i.bundle("bundle_recipient")?);
    secret(i)?.check_recipient(&owner, &recipient, invite(i)?, i.bytes("proof")?)?;
    Ok(nothing())
}

pub(super) fn check_qr(i: Inputs<'_>) -> Outcome {
    pairing::check_qr(i.bytes("scanned")?, &i.bundle("bundle_a")?, &i.bundle("bundle_b")?)?;
    Ok(nothing())
}

pub(super) fn number(i: Inputs<'_>) -> Outcome {
    let number = Number::derive(&i.bundle("bundle_a")?, &i.bundle("bundle_b")?)?;
    let groups = number.groups().iter().map(|group| group.as_str().into()).collect();
    Ok(map([("groups", Item::List(groups))]))
}
