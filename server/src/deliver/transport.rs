//! The ways out: mail and SMS, each real or captured.

use super::{Outcome, captured, sms::Gateway, smtp::Relay};
use crate::{
    clock::Clock,
    config::{Config, mail::MailTransport, sms::SmsTransport},
    store::Db,
};
use std::sync::Arc;

/// How a message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// E-mail.
    Mail,
    /// Text message to a phone.
    Sms,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 2] = [Self::Mail, Self::Sms];

    /// The word in column `channel`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
        }
    }
}

/// A mail, ready to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Address.
    pub to: String,
    /// `<id@host>`.
    pub message_id: String,
    /// What the return path carries.
    pub return_token: String,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// An SMS, ready to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Short {
    /// Number in E.164.
    pub to: String,
    /// Left side of the Message-ID, for gateways that recognise a repetition.
    pub id: String,
    /// Text.
    pub text: String,
}

/// A message in the form its channel takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rendered {
    /// By mail.
    Mail(Letter),
    /// By SMS.
    Sms(Short),
}

/// The configured ways out.
pub struct Transports {
    mail: MailWay,
    sms: SmsWay,
}

enum MailWay {
    Smtp(Box<Relay>),
    Captured(Db, Arc<dyn Clock>),
}

enum SmsWay {
    Http(Box<Gateway>),
    Captured(Db, Arc<dyn Clock>),
}

/// Why the configured ways cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{key}: {reason}")]
pub struct BadTransport {
    /// The key of the settings.
    pub key: &'static str,
    /// What is wrong with it.
    pub reason: String,
}

impl Transports {
    /// Builds what the settings ask for. Connects to nothing yet.
    ///
    /// # Errors
    /// A URL or header that cannot be used.
    pub fn new(config: &Config, db: &Db, clock: &Arc<dyn Clock>) -> Result<Self, BadTransport> {
        let mail = match &config.mail.transport {
            MailTransport::Captured => MailWay::Captured(db.clone(), clock.clone()),
            MailTransport::Smtp { url } => {
                MailWay::Smtp(Box::new(Relay::new(url, &config.mail, config.server.host())?))
            }
        };
        let sms = match &config.sms.transport {
            SmsTransport::Captured => SmsWay::Captured(db.clone(), clock.clone()),
            SmsTransport::Http(template) => SmsWay::Http(Box::new(Gateway::new(template.clone())?)),
        };
        Ok(Self { mail, sms })
    }

    /// Sends one message. Takes at most about 20 seconds.
    pub async fn send(&self, message: &Rendered, now: i64) -> Outcome {
        match (message, &self.mail, &self.sms) {
            (Rendered::Mail(letter), MailWay::Smtp(relay), _) => relay.send(letter, now).await,
            (Rendered::Sms(short), _, SmsWay::Http(gateway)) => gateway.send(short).await,
            (Rendered::Mail(_), MailWay::Captured(db, clock), _)
            | (Rendered::Sms(_), _, SmsWay::Captured(db, clock)) => {
                captured::keep(db, message, clock.wall()).await
            }
        }
    }

    /// Whether messages of this channel stay here.
    #[must_use]
    pub const fn is_captured(&self, channel: Channel) -> bool {
        match channel {
            Channel::Mail => matches!(self.mail, MailWay::Captured(..)),
            Channel::Sms => matches!(self.sms, SmsWay::Captured(..)),
        }
    }

    /// Asks a relay or gateway for a sign of life without sending anything.
    pub async fn probe(&self) -> bool {
        // One that answers is enough: a dead relay must not stop the time of those whom the
        // gateway still reaches, nor the other way round.
        match (&self.mail, &self.sms) {
            (MailWay::Smtp(relay), SmsWay::Http(gateway)) => {
                let (relay, gateway) = tokio::join!(relay.probe(), gateway.probe());
                relay || gateway
            }
            (MailWay::Smtp(relay), SmsWay::Captured(..)) => relay.probe().await,
            (MailWay::Captured(..), SmsWay::Http(gateway)) => gateway.probe().await,
            (MailWay::Captured(..), SmsWay::Captured(..)) => true,
        }
    }
}
