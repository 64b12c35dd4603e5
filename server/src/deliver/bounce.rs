//! Mails that come back: delivery status notifications (RFC 3464) to the return path of one of ours.
//!
//! Only a final failure counts (`Action: failed`, whatever its status: a queue that gave up after
//! days reports 4.4.7), and only under a return path that we made. Delays, successes, automatic
//! replies and forgeries change nothing. A message that came back was not accepted, up to release.

use super::{
    derive,
    report::{self, Failure},
};
use crate::{
    app::Deps,
    keys::Key,
    store::{self, outbox, retrying, watches, witness},
};
use mail_parser::{Message, MessageParser};

/// What became of a mail that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returned {
    /// No report of a final failure.
    NoFailure,
    /// To no return path of ours.
    NotOurs,
    /// So many messages came back with it; 0 when that was known.
    Noted(u64),
}

/// Where the mail servers on the way write down whom a mail was for.
const RECIPIENT_HEADERS: [&str; 5] =
    ["to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to"];

/// Takes in a mail as it arrived, and the address it came to, if that is known.
///
/// # Errors
/// When the database fails: let the mail server try again later.
pub async fn receive(deps: &Deps, raw: &[u8], to: Option<&str>) -> store::Result<Returned> {
    let Some(mail) = MessageParser::default().parse(raw) else { return Ok(Returned::NoFailure) };
    let Some(failure) = report::failure(&mail) else { return Ok(Returned::NoFailure) };
    match message_id(&mail, to, &deps.keys.link) {
        None => Ok(Returned::NotOurs),
        Some(id) => retrying(|| note(deps, &id, failure)).await.map(Returned::Noted),
    }
}

async fn note(deps: &Deps, message_id: &str, failure: Failure) -> store::Result<u64> {
    let mut tx = deps.db.begin_write().await?;
    let witnessed = witness::value(&mut tx).await?;
    // Watches before rows, by id.
    for watch in outbox::watches_of(&mut tx, message_id).await? {
        watches::wake(&mut tx, watch).await?;
    }
    let about_address = failure == Failure::Address;
    let now = deps.clock.wall();
    let many = outbox::bounce(&mut tx, message_id, about_address, now, witnessed).await?;
    tx.commit().await?;
    Ok(many)
}

/// The message that came back, by the first return path of ours among its recipients.
fn message_id(mail: &Message<'_>, to: Option<&str>, key: &Key) -> Option<String> {
    let headers = mail
        .headers_raw()
        .filter(|(name, _)| RECIPIENT_HEADERS.contains(&name.to_ascii_lowercase().as_str()))
        .map(|(_, value)| value);
    let words = to
        .into_iter()
        .chain(headers)
        .flat_map(|text| text.split(|c: char| c.is_whitespace() || "<>,;\"()".contains(c)));
    words
        .filter_map(|word| word.split_once('@')?.0.split_once('+'))
        .find_map(|(_, token)| derive::returned(key, token))
}
