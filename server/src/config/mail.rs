//! `[mail]`: how mails leave.

use super::values::{ConfigError, Key, SecretText, Values, bad};

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
];

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
    pub from: String,
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
        from: values.required("mail.from")?,
    })
}
