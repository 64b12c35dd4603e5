//! `[mail]`: how mails leave.

use super::values::{ConfigError, Key, SecretText, Values, bad};
use lettre::message::Mailbox;

/// Keys of this section.
pub const KEYS: &[Key] = &[
    Key::new(
        "mail.transport",
        "captured",
        "smtp, or captured (nothing leaves; messages stay in the database, for demo and tests).",
    ),
    Key::new(
        "mail.url",
        "",
        "The relay: smtps://host, smtp://host:587?tls=required, or smtp://127.0.0.1:25.",
    ),
    Key::new("mail.user", "", "User name at the relay."),
    Key::secret("mail.password", "Password at the relay."),
    Key::new("mail.from", "Stafeta <stafeta@localhost>", "Sender of every mail."),
    Key::new(
        "mail.bounces",
        "",
        "Address that relays return to what they cannot deliver, such as bounces@stafeta.example, at\n\
         most 14 characters before the @. A token after a plus sign names the message. Let your mail\n\
         server hand what comes back to `stafeta bounce`; with Postfix, recipient_delimiter = + and\n\
         this line in /etc/aliases:  bounces: \"|/usr/bin/stafeta --config <this file> bounce\"\n\
         Empty: a message that was accepted first and came back later counts as delivered.",
    ),
];

/// Length of the token that is added: which message (32), a hyphen, and a MAC (16).
pub const RETURN_TOKEN_LEN: usize = 32 + 1 + 16;
/// Room for the token in the local part (RFC 5321, 4.5.3.1.1: 64 octets).
const LOCAL_MAX: usize = 64 - 1 - RETURN_TOKEN_LEN;

/// How mails leave.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The way.
    pub transport: MailTransport,
    /// User at the relay.
    pub user: Option<String>,
    /// Password at the relay.
    pub password: Option<SecretText>,
    /// Sender.
    pub from: Mailbox,
    /// Where undeliverable mails return to, if they can be taken in.
    pub bounces: Option<ReturnPath>,
}

/// An address to which a token is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnPath {
    local: String,
    domain: String,
}

impl ReturnPath {
    /// The envelope sender of one mail.
    #[must_use]
    pub fn with(&self, token: &str) -> String {
        format!("{}+{token}@{}", self.local, self.domain)
    }

    fn parse(text: &str) -> Result<Self, ConfigError> {
        let wrong = |problem| bad("mail.bounces", problem);
        let (local, domain) = text.split_once('@').ok_or_else(|| wrong("is no address"))?;
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
        if local.is_empty()
            || domain.is_empty()
            || !(local.chars().chain(domain.chars())).all(plain)
        {
            return Err(wrong("is no plain address such as bounces@stafeta.example"));
        }
        if local.len() > LOCAL_MAX {
            return Err(wrong("leaves no room for the token: shorten what stands before the @"));
        }
        Ok(Self { local: local.to_owned(), domain: domain.to_owned() })
    }
}

/// The way mails go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailTransport {
    /// They stay here.
    Captured,
    /// Over SMTP to this relay.
    Smtp {
        /// URL in lettre's notation.
        url: String,
    },
}

/// Reads the section.
pub(super) fn read(values: &Values) -> Result<Mail, ConfigError> {
    let transport = match values.required("mail.transport")?.as_str() {
        "captured" => MailTransport::Captured,
        "smtp" => MailTransport::Smtp { url: values.required("mail.url")? },
        _ => return Err(bad("mail.transport", "must be smtp or captured")),
    };
    Ok(Mail {
        transport,
        user: values.text("mail.user"),
        password: values.secret("mail.password"),
        from: values.mailbox("mail.from")?.ok_or_else(|| bad("mail.from", "is needed"))?,
        bounces: values.text("mail.bounces").as_deref().map(ReturnPath::parse).transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_path_leaves_room_for_its_token() {
        let path = ReturnPath::parse("bounces.abcdef@stafeta.example").unwrap();
        let full = path.with(&"0".repeat(RETURN_TOKEN_LEN));
        assert_eq!(full.find('@'), Some(64), "{full}");
        for bad in ["", "bounces", "@x", "bounces@", "a b@x", "a+b@x", "bounces.abcdefg@x"] {
            assert!(ReturnPath::parse(bad).is_err(), "{bad}");
        }
    }
}
