//! The SMS code between password and session, bound to the pre-authenticated session it began with.

use crate::{
    app::Deps,
    deliver::{Channel, Template},
    domain::codes::{self, Purpose, Sending, Subject, TooMany},
    store::{Result, Tx, accounts::Account, sessions::Session},
};
use stafeta_shared::lang::Lang;

/// Whose code this is.
pub(super) fn subject(session: &Session) -> Subject<'_> {
    Subject {
        id: session.account.as_bytes(),
        purpose: Purpose::Login,
        binding: &session.token_hash,
    }
}

/// Sends a code; answers when the next one may be asked for.
pub(super) async fn send(
    tx: &mut Tx,
    app: &Deps,
    account: &Account,
    phone: &str,
    session: &Session,
    now: i64,
) -> Result<std::result::Result<i64, TooMany>> {
    let sending = Sending {
        channel: Channel::Sms,
        target: phone,
        language: Lang::parse(&account.language).unwrap_or_default(),
        template: Template::LoginCode,
    };
    codes::issue(tx, app, subject(session), sending, now).await
}
