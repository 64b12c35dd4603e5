//! Mails that come back: delivery status notifications (RFC 3464) to the return path of one of ours.
//!
//! Only a final failure counts (`Action: failed`, whatever its status: a queue that gave up after
//! days reports 4.4.7), and only under a return path that we made. Delays, successes, automatic
//! replies and forgeries change nothing. A message that came back was not accepted, up to release.

use super::derive;
use crate::{
    app::Deps,
    keys::Key,
    store::{self, outbox, retrying, watches, witness},
};
use mail_parser::{Message, MessageParser, MimeHeaders as _};

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
    if !has_failed(&mail) {
        return Ok(Returned::NoFailure);
    }
    match message_id(&mail, to, &deps.keys.link) {
        None => Ok(Returned::NotOurs),
        Some(id) => retrying(|| note(deps, &id)).await.map(Returned::Noted),
    }
}

async fn note(deps: &Deps, message_id: &str) -> store::Result<u64> {
    let mut tx = deps.db.begin_write().await?;
    let witnessed = witness::value(&mut tx).await?;
    // Watches before rows, by id.
    for watch in outbox::watches_of(&mut tx, message_id).await? {
        watches::wake(&mut tx, watch).await?;
    }
    let many = outbox::bounce(&mut tx, message_id, deps.clock.wall(), witnessed).await?;
    tx.commit().await?;
    Ok(many)
}

/// Whether a report says that a recipient will never get the message.
fn has_failed(mail: &Message<'_>) -> bool {
    let reports = mail.parts.iter().filter(|part| {
        part.is_content_type("message", "delivery-status")
            || part.is_content_type("message", "global-delivery-status")
    });
    let mut groups = reports.flat_map(|part| groups(&String::from_utf8_lossy(part.contents())));
    groups.any(|group| {
        let is = |name: &str, value: &str| group.iter().any(|(n, v)| n == name && v == value);
        let delivered = |(n, v): &(String, String)| n == "status" && v.starts_with("2.");
        is("action", "failed") && !group.iter().any(delivered)
    })
}

/// The groups of fields between empty lines (RFC 3464, 2.1), in lower case, comments left out.
fn groups(text: &str) -> Vec<Vec<(String, String)>> {
    let text = text.replace("\r\n", "\n");
    let unfolded = text.replace("\n ", " ").replace("\n\t", " ");
    let field = |line: &str| {
        let (name, value) = line.split_once(':')?;
        let value = value.split('(').next().unwrap_or_default();
        Some((name.trim().to_ascii_lowercase(), value.trim().to_ascii_lowercase()))
    };
    unfolded.split("\n\n").map(|group| group.lines().filter_map(field).collect()).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(report: &str) -> bool {
        let mail = format!(
            "From: MAILER-DAEMON@relay.test\r\nTo: bounces@stafeta.test\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; relay.test\r\n\r\n{report}\r\n--b--\r\n"
        );
        has_failed(&MessageParser::default().parse(mail.as_bytes()).unwrap())
    }

    #[test]
    fn only_a_final_failure_counts() {
        let failure = "Final-Recipient: rfc822; a@b.test\r\nAction: failed\r\nStatus: 5.1.1\r\n";
        assert!(failed(failure));
        assert!(failed(&failure.replace("5.1.1", "4.4.7")), "the queue gave up");
        assert!(failed(&failure.replace("failed", "FAILED (expired)")));
        assert!(failed(&format!("Action: delayed\r\n\r\n{failure}")), "one of two recipients");
        for harmless in ["delayed", "delivered", "relayed", "expanded"] {
            assert!(!failed(&failure.replace("failed", harmless)), "{harmless}");
        }
        assert!(!failed(&failure.replace("5.1.1", "2.1.5")), "contradicts itself");
        assert!(!failed("Diagnostic-Code: smtp; 550\r\n Action: failed\r\n"), "a folded line");
    }

    #[test]
    fn what_is_quoted_is_no_report() {
        let quoted = "To: x@y.test\r\nContent-Type: text/plain\r\n\r\nAction: failed\r\n";
        assert!(!has_failed(&MessageParser::default().parse(quoted.as_bytes()).unwrap()));
    }
}
