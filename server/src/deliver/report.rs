//! What a delivery status notification (RFC 3464) says: read from a stranger's mail, so it believes little.

use mail_parser::{Message, MimeHeaders as _};

/// Why a recipient will never get the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The mailbox does not exist or takes nothing (5.1.x, 5.2.x).
    Address,
    /// Anything else, such as a queue that gave up.
    Other,
}

/// What a report says about the first recipient who will never get the message.
#[must_use]
pub fn failure(mail: &Message<'_>) -> Option<Failure> {
    let reports = mail.parts.iter().filter(|part| {
        part.is_content_type("message", "delivery-status")
            || part.is_content_type("message", "global-delivery-status")
    });
    let mut groups = reports.flat_map(|part| groups(&String::from_utf8_lossy(part.contents())));
    groups.find_map(|group| {
        let has =
            |name: &str, begin: &str| group.iter().any(|(n, v)| n == name && v.starts_with(begin));
        let failed = group.contains(&("action".to_owned(), "failed".to_owned()));
        let about_address = has("status", "5.1.") || has("status", "5.2.");
        let failure = if about_address { Failure::Address } else { Failure::Other };
        (failed && !has("status", "2.")).then_some(failure)
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

#[cfg(test)]
mod tests {
    use super::*;
    use mail_parser::MessageParser;

    fn failed(report: &str) -> bool {
        of(report).is_some()
    }

    fn of(report: &str) -> Option<Failure> {
        let mail = format!(
            "From: MAILER-DAEMON@relay.test\r\nTo: bounces@stafeta.test\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; relay.test\r\n\r\n{report}\r\n--b--\r\n"
        );
        failure(&MessageParser::default().parse(mail.as_bytes()).unwrap())
    }

    #[test]
    fn a_failure_is_about_the_address_or_not() {
        for (status, about) in [
            ("5.1.1", Failure::Address),
            ("5.2.1 (mailbox disabled)", Failure::Address),
            ("5.7.1", Failure::Other),
            ("5.0.0", Failure::Other),
            ("4.4.7", Failure::Other),
        ] {
            assert_eq!(of(&format!("Action: failed\r\nStatus: {status}\r\n")), Some(about));
        }
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
        assert_eq!(failure(&MessageParser::default().parse(quoted.as_bytes()).unwrap()), None);
    }
}
