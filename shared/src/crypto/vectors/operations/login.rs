//! One registration and one login with known randomness, both sides.

use super::{Inputs, Outcome};
use crate::crypto::{
    Suite,
    opaque::{self, LoginContext, LoginFailed, Password, ServerSetup},
    vectors::{Failure, stream::Queue, value::map},
};
use crate::ids::AccountId;

impl From<LoginFailed> for Failure {
    fn from(_: LoginFailed) -> Self {
        Self::Refused
    }
}

pub(super) fn opaque(i: Inputs<'_>) -> Outcome {
    let account = i.id("account", AccountId::from_bytes)?;
    let login = LoginContext { suite: Suite::CURRENT, account, realm: i.text("realm")? };
    let password = Password::new(i.text("password")?);
    let setup = ServerSetup::from_bytes(i.bytes("setup")?)?;
    let drawn = i.map("randomness")?;
    let draw = |step: &str| drawn.bytes(step).map(Queue);

    let (state, request) = opaque::registration_start(&password, &mut draw("registration_start")?)?;
    let response = opaque::registration_response(&setup, &request, account)?;
    let registered =
        state.finish(&password, &response, &login, &mut draw("registration_finish")?)?;
    let record = opaque::registration_record(&registered.upload)?;
    let (state, ke1) = opaque::login_start(&password, &mut draw("login_start")?)?;
    let (kept, ke2) = opaque::server_login_start(
        &setup,
        Some(&record),
        &ke1,
        &login,
        &mut draw("server_login")?,
    )?;
    let done = state.finish(&password, &ke2, &login, &mut draw("login_finish")?)?;
    let session_key = opaque::login_finish(kept.expose_secret(), &done.ke3, &login)?;
    if session_key != done.session_key || registered.export_key != done.export_key {
        return Err(Failure::Broken("the two sides disagree".into()));
    }
    Ok(map([
        ("registration_request", request[..].into()),
        ("registration_response", response[..].into()),
        ("registration_record", registered.upload[..].into()),
        ("ke1", ke1[..].into()),
        ("ke2", ke2[..].into()),
        ("ke3", done.ke3[..].into()),
        ("export_key", done.export_key.expose_secret()[..].into()),
        ("session_key", session_key.expose_secret()[..].into()),
    ]))
}
