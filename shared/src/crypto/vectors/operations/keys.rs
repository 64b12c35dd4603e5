//! Kit, slots, bundles.

use super::{Inputs, Outcome, nothing};
use crate::crypto::{
    Secret,
    account::{self, Kek, SlotKind},
    error::ensure,
    kit::{self, KitChallenge, KitCode},
    vectors::{Failure, value::map},
};
use crate::ids::{AccountId, LoginId};

pub(super) fn read_kit(i: Inputs<'_>) -> Outcome {
    let code = KitCode::parse(i.text("typed")?).map_err(|_| Failure::Refused)?;
    Ok(map([
        ("code", code.expose_bytes()[..].into()),
        ("printed", code.to_text().expose_secret().into()),
        ("kek", code.kek().expose_secret()[..].into()),
        ("locator", code.locator()[..].into()),
        ("login_public_key", code.login_public_key()[..].into()),
    ]))
}

pub(super) fn verify_kit_login(i: Inputs<'_>) -> Outcome {
    let challenge = KitChallenge {
        realm: i.text("realm")?,
        locator: i.array("locator")?,
        login: i.id("login", LoginId::from_bytes)?,
        nonce: i.array("nonce")?,
    };
    kit::verify_kit_login(&i.array("public_key")?, &challenge, i.bytes("signature")?)?;
    Ok(nothing())
}

pub(super) fn open_slot(i: Inputs<'_>) -> Outcome {
    let kek = match i.number("kind")? {
        1 => Kek::from_password(&Secret::new(&i.array("secret")?)),
        2 => Kek::from_kit(&KitCode::from_bytes(&i.array("secret")?)),
        _ => return Err(Failure::Refused),
    };
    let account = i.id("account", AccountId::from_bytes)?;
    let (context, key) = account::open_slot(i.bytes("stored")?, account, &kek)?;
    ensure(matches!(context.kind, SlotKind::Password | SlotKind::Kit))?;
    Ok(map([
        ("slot", context.slot.as_bytes()[..].into()),
        ("generation", u64::from(context.generation).into()),
        ("ak", key.key().expose_secret()[..].into()),
    ]))
}

pub(super) fn read_bundle(i: Inputs<'_>) -> Outcome {
    let bundle = i.bundle("bundle")?;
    Ok(map([
        ("account", bundle.account().as_bytes()[..].into()),
        ("generation", u64::from(bundle.generation()).into()),
        ("hash", bundle.hash()[..].into()),
    ]))
}

pub(super) fn follow_bundle(i: Inputs<'_>) -> Outcome {
    ensure(i.bundle("new")?.follows(&i.bundle("old")?))?;
    Ok(nothing())
}
