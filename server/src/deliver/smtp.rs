//! Mail over SMTP, speaking command by command: *where* a refusal happens decides whether it
//! speaks about the address or about us.
//!
//! RCPT 5.1.x / 5.2.x: the address is refused. RCPT 4xx: the address, for now. Everything else:
//! ours. A connection that breaks after the data was sent: unknown. Anything that breaks before
//! is tried once more on a fresh connection.

use super::{
    Outcome,
    transport::{BadTransport, Letter},
};
use crate::config::mail::{Mail as Settings, ReturnPath};
use lettre::{
    Address, Message,
    message::{Mailbox, MultiPart, header},
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt, Rset},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    },
};
use std::{
    error::Error as _,
    sync::atomic::{AtomicU8, Ordering},
    time::{Duration, UNIX_EPOCH},
};
use tokio::sync::Mutex;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const SEND_TIMEOUT: Duration = Duration::from_secs(20);
const IDLE_MAX: usize = 8;
/// The stage from which on a broken connection means that the mail may have left.
const AFTER_DATA: u8 = 1;

/// A relay and the connections to it that are idle.
pub struct Relay {
    host: String,
    port: u16,
    security: Security,
    credentials: Option<Credentials>,
    from: Mailbox,
    bounces: Option<ReturnPath>,
    hello: ClientId,
    idle: Mutex<Vec<AsyncSmtpConnection>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Security {
    Plain,
    StartTls,
    Tls,
}

/// Between whom the relay carries one mail.
struct Envelope {
    from: Address,
    to: Address,
}

/// How an attempt on one connection ended.
enum Attempt {
    Done(Outcome, bool),
    Broken(String),
}

impl Relay {
    /// A relay from its settings.
    ///
    /// # Errors
    /// A URL that cannot be used.
    pub fn new(url: &str, settings: &Settings, host: &str) -> Result<Self, BadTransport> {
        let bad = |key, reason: &str| BadTransport { key, reason: reason.to_owned() };
        let (security, rest) = match (url.strip_prefix("smtps://"), url.strip_prefix("smtp://")) {
            (Some(rest), _) => (Security::Tls, rest),
            (_, Some(rest)) if rest.contains("tls=required") => (Security::StartTls, rest),
            (_, Some(rest)) => (Security::Plain, rest),
            _ => return Err(bad("mail.url", "must begin with smtp:// or smtps://")),
        };
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        let (name, port) = match authority.rsplit_once(':') {
            Some((name, port)) => {
                (name, port.parse().map_err(|_| bad("mail.url", "the port is no number"))?)
            }
            None => (authority, if security == Security::Tls { 465 } else { 587 }),
        };
        let credentials = match (&settings.user, &settings.password) {
            (Some(user), Some(password)) => {
                Some(Credentials::new(user.clone(), password.expose_secret().to_owned()))
            }
            _ => None,
        };
        Ok(Self {
            host: name.to_owned(),
            port,
            security,
            credentials,
            from: settings.from.clone(),
            bounces: settings.bounces.clone(),
            hello: ClientId::Domain(host.to_owned()),
            idle: Mutex::new(Vec::new()),
        })
    }

    /// Sends one mail.
    pub async fn send(&self, letter: &Letter, now: i64) -> Outcome {
        let Ok(to) = letter.to.parse::<Address>() else {
            return Outcome::NoAddress;
        };
        let bytes = match self.compose(letter, to.clone(), now) {
            Ok(bytes) => bytes,
            Err(reason) => return Outcome::Ours(reason),
        };
        let envelope = match self.sender(letter) {
            Ok(from) => Envelope { from, to },
            Err(reason) => return Outcome::Ours(reason),
        };
        let stage = AtomicU8::new(0);
        match tokio::time::timeout(SEND_TIMEOUT, self.deliver(&envelope, &bytes, &stage)).await {
            Ok(outcome) => outcome,
            Err(_) if stage.load(Ordering::SeqCst) >= AFTER_DATA => {
                Outcome::Unknown("no answer after the data".to_owned())
            }
            Err(_) => Outcome::Ours("the relay did not answer in time".to_owned()),
        }
    }

    /// Whether the relay greets us. A refused log-in is an answer too: it proves that the way
    /// outside is open, which is all that is asked here.
    pub async fn probe(&self) -> bool {
        let greeted = tokio::time::timeout(CONNECT_TIMEOUT, self.greet()).await;
        if let Ok(Ok(mut connection)) = greeted {
            // A relay that does not say goodbye has answered all the same.
            let _ = tokio::time::timeout(CONNECT_TIMEOUT, connection.quit()).await;
            return true;
        }
        false
    }

    /// Where this mail returns to if it cannot be delivered.
    fn sender(&self, letter: &Letter) -> Result<Address, String> {
        match &self.bounces {
            None => Ok(self.from.email.clone()),
            Some(path) => path.with(&letter.return_token).parse().map_err(|e| format!("{e}")),
        }
    }

    fn compose(&self, letter: &Letter, to: Address, now: i64) -> Result<Vec<u8>, String> {
        let date = UNIX_EPOCH + Duration::from_millis(u64::try_from(now).unwrap_or_default());
        let message = Message::builder()
            .from(self.from.clone())
            .to(to.into())
            .subject(&letter.subject)
            .date(date)
            .message_id(Some(letter.message_id.clone()))
            .raw_header(header::HeaderValue::new(
                header::HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ))
            .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
            .map_err(|e| e.to_string())?;
        Ok(message.formatted())
    }

    async fn deliver(&self, envelope: &Envelope, bytes: &[u8], stage: &AtomicU8) -> Outcome {
        let pooled = self.idle.lock().await.pop();
        if let Some(connection) = pooled
            && let Some(outcome) = self.attempt_on(connection, envelope, bytes, stage).await
        {
            return outcome;
        }
        let mut last = String::new();
        for _ in 0..2 {
            match self.connect().await {
                Err(error) => last = error.to_string(),
                Ok(connection) => match self.attempt(connection, envelope, bytes, stage).await {
                    Attempt::Done(outcome, _) => return outcome,
                    Attempt::Broken(reason) => last = reason,
                },
            }
        }
        Outcome::Ours(last)
    }

    /// On a connection from the pool: `None` when it turned out to be stale.
    async fn attempt_on(
        &self,
        connection: AsyncSmtpConnection,
        envelope: &Envelope,
        bytes: &[u8],
        stage: &AtomicU8,
    ) -> Option<Outcome> {
        match self.attempt(connection, envelope, bytes, stage).await {
            Attempt::Done(outcome, _) => Some(outcome),
            Attempt::Broken(_) => None,
        }
    }

    async fn attempt(
        &self,
        mut connection: AsyncSmtpConnection,
        envelope: &Envelope,
        bytes: &[u8],
        stage: &AtomicU8,
    ) -> Attempt {
        let attempt = dialogue(&mut connection, envelope, bytes, stage).await;
        if let Attempt::Done(outcome, clean) = &attempt {
            let reusable = *clean || connection.command(Rset).await.is_ok();
            if reusable && !matches!(outcome, Outcome::Unknown(_)) {
                self.keep(connection).await;
            }
        }
        attempt
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let mut connection = self.greet().await?;
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }

    async fn greet(&self) -> Result<AsyncSmtpConnection, Error> {
        let tls = match self.security {
            Security::Plain => None,
            Security::StartTls | Security::Tls => Some(TlsParameters::new(self.host.clone())?),
        };
        let implicit = (self.security == Security::Tls).then(|| tls.clone()).flatten();
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            (self.host.as_str(), self.port),
            Some(CONNECT_TIMEOUT),
            &self.hello,
            implicit,
            None,
        )
        .await?;
        if let (Security::StartTls, Some(tls)) = (self.security, tls) {
            connection.starttls(tls, &self.hello).await?;
        }
        Ok(connection)
    }

    async fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().await;
        if idle.len() < IDLE_MAX {
            idle.push(connection);
        }
    }
}

/// One mail on one connection.
async fn dialogue(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    bytes: &[u8],
    stage: &AtomicU8,
) -> Attempt {
    let mut options = Vec::new();
    if connection.server_info().supports_feature(Extension::EightBitMime) {
        options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    if let Err(error) = connection.command(Mail::new(Some(envelope.from.clone()), options)).await {
        return ours(&error);
    }
    if let Err(error) = connection.command(Rcpt::new(envelope.to.clone(), Vec::new())).await {
        return match error.status() {
            None => Attempt::Broken(error.to_string()),
            Some(_) => Attempt::Done(at_rcpt(error.is_transient(), &words(&error)), false),
        };
    }
    if let Err(error) = connection.command(Data).await {
        return ours(&error);
    }
    stage.store(AFTER_DATA, Ordering::SeqCst);
    match connection.message(bytes).await {
        Ok(_) => Attempt::Done(Outcome::Accepted, true),
        Err(error) if error.status().is_some() => {
            stage.store(0, Ordering::SeqCst);
            Attempt::Done(Outcome::Ours(words(&error)), false)
        }
        Err(error) => Attempt::Done(Outcome::Unknown(error.to_string()), false),
    }
}

fn ours(error: &Error) -> Attempt {
    match error.status() {
        Some(_) => Attempt::Done(Outcome::Ours(words(error)), false),
        None => Attempt::Broken(error.to_string()),
    }
}

/// The peer's words, without our own wrapping.
fn words(error: &Error) -> String {
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}

/// What a refusal of RCPT says, by its enhanced status code (RFC 3463).
fn at_rcpt(transient: bool, words: &str) -> Outcome {
    let enhanced = words.split_whitespace().next().unwrap_or_default();
    match () {
        () if transient => Outcome::AddressTemporary(words.to_owned()),
        // Some relays look at the sender only here; that it is wrong says nothing of the recipient.
        () if ["5.1.7", "5.1.8"].contains(&enhanced) => Outcome::Ours(words.to_owned()),
        () if enhanced.starts_with("5.1.") || enhanced.starts_with("5.2.") => {
            Outcome::Refused(words.to_owned())
        }
        () => Outcome::Ours(words.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[tokio::test]
    async fn what_is_no_address_is_not_taken_for_the_relays_word() {
        let config = Config::from_parts("", &Default::default()).unwrap();
        let relay = Relay::new("smtp://127.0.0.1:1", &config.mail, "localhost").unwrap();
        let letter = Letter {
            to: "Ops <ops@example.org>".to_owned(),
            message_id: "<id@localhost>".to_owned(),
            return_token: String::new(),
            subject: String::new(),
            text: String::new(),
            html: String::new(),
        };
        let outcome = relay.send(&letter, 0).await;
        assert_eq!(outcome, Outcome::NoAddress);
        assert!(!outcome.proves_outside(), "nobody was asked");
    }

    #[test]
    fn only_words_about_the_address_count_against_it() {
        let kind = |transient, words| at_rcpt(transient, words).code();
        assert_eq!(kind(false, "5.1.1 no such user"), "refused");
        assert_eq!(kind(false, "5.2.1 mailbox disabled"), "refused");
        assert_eq!(kind(true, "4.2.2 mailbox full"), "address-temporary");
        assert_eq!(kind(true, "greylisted"), "address-temporary");
        assert_eq!(kind(false, "5.7.1 blocked by policy"), "ours");
        assert_eq!(kind(false, "5.1.7 bad sender's address"), "ours");
        assert_eq!(kind(false, "5.1.8 sender's domain not found"), "ours");
        assert_eq!(kind(false, "relaying denied"), "ours");
    }
}
