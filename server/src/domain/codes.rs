//! Eight-digit codes by SMS and e-mail: issued, sent again, redeemed once.
//!
//! 5 minutes, 5 tries, 10 failures a day over all codes of a subject (a new code never resets
//! them); again after 30, 60, 120 s; 10 a day for one subject; 5 an hour and 10 a day to one
//! number; a daily brake over all numbers, half of which proofs of new numbers cannot use up, so
//! that whoever pumps them does not keep recipients out. The code is derived from the message's key, so nothing here stores it; what is stored
//! is an HMAC bound to subject, purpose, target and `binding` (such as the login's session).

use super::throttle::{Wait, Window};
use crate::{
    app::Deps,
    deliver::{Channel, Message, Template, derive, enqueue},
    store::{Result, Tx, codes},
};
use stafeta_shared::{crypto::equal, lang::Lang};

/// A code is worthless after this.
pub const LIFE_MS: i64 = 5 * 60_000;
const TRIES: i64 = 5;
const DAY_MS: i64 = 24 * 3_600_000;
const HOUR_MS: i64 = 3_600_000;
const FAILURES: Window = Window { max: 10, length: DAY_MS };
const PER_TARGET: [(&str, Window); 2] =
    [("hour", Window { max: 5, length: HOUR_MS }), ("day", Window { max: 10, length: DAY_MS })];
const PER_SUBJECT_A_DAY: i64 = 10;
const RESEND_AFTER_MS: [i64; 3] = [30_000, 60_000, 120_000];

/// What a code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Second factor of a login; subject: the account.
    Login,
    /// Proof of a phone; subject: the account.
    Phone,
    /// Proof of an invited person's phone; subject: the invitation.
    InvitationPhone,
    /// Proof of an invited person's mailbox; subject: the invitation.
    InvitationEmail,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Phone => "phone",
            Self::InvitationPhone => "invitation-phone",
            Self::InvitationEmail => "invitation-email",
        }
    }
}

/// Whose code, what for, where to.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Account or invitation.
    pub id: &'a [u8; 16],
    /// What it is for.
    pub purpose: Purpose,
    /// What else it is bound to; the code works only with the same bytes again.
    pub binding: &'a [u8],
}

/// A message that carries a code.
#[derive(Debug, Clone)]
pub struct Sending<'a> {
    /// Mail or SMS.
    pub channel: Channel,
    /// Phone number (E.164) or address.
    pub target: &'a str,
    /// Language of the message.
    pub language: Lang,
    /// Its text.
    pub template: Template,
}

/// Why no code was sent: too many already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany(pub Wait);

/// What became of a typed code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redeemed {
    /// Right, and used up now; this was its target.
    Yes {
        /// Phone number or address that is proven by it.
        target: String,
    },
    /// Wrong; the caller must commit, or the try is not counted.
    Wrong,
    /// There is none, or it had too many tries.
    Expired,
    /// Too many failures today.
    TooMany(Wait),
}

/// Sends a code, if the limits permit, and puts older ones of the subject out of force.
/// Answers when the next one may be asked for.
///
/// # Errors
/// When the database fails; limits are the inner `Err`, the caller must then not commit.
pub async fn issue(
    tx: &mut Tx,
    app: &Deps,
    subject: Subject<'_>,
    sending: Sending<'_>,
    now: i64,
) -> Result<std::result::Result<i64, TooMany>> {
    if let Err(wait) = within_limits(tx, app, subject, &sending, now).await? {
        return Ok(Err(TooMany(wait)));
    }
    let id: [u8; 16] = app.rng.bytes();
    let key = message_key(&id);
    let code = derive::code(&app.keys.link, &key);
    let row = codes::Code {
        id,
        subject: subject.id.to_vec(),
        purpose: subject.purpose.as_str().to_owned(),
        channel: sending.channel.as_str().to_owned(),
        target: sending.target.to_owned(),
        mac: mac(app, subject, sending.target, &code),
        tries: 0,
        created_at: now,
        expires_at: now + LIFE_MS,
    };
    codes::replace(tx, &row).await?;
    let message = Message {
        key,
        scope: None,
        channel: sending.channel,
        addressee: "code".to_owned(),
        address: sending.target.to_owned(),
        language: sending.language,
        template: sending.template,
        not_before: None,
        expires_at: Some(row.expires_at),
    };
    enqueue(tx, &message, now).await?;
    next_at(tx, subject, now).await.map(Ok)
}

/// When the next code may be asked for.
///
/// # Errors
/// When the database fails.
pub async fn next_at(tx: &mut Tx, subject: Subject<'_>, now: i64) -> Result<i64> {
    let (sent, last) =
        codes::sent_since(tx, subject.id, subject.purpose.as_str(), now - HOUR_MS).await?;
    let Some(last) = last else { return Ok(now) };
    let step = usize::try_from(sent - 1).unwrap_or_default().min(RESEND_AFTER_MS.len() - 1);
    Ok(last + RESEND_AFTER_MS[step])
}

/// Redeems a typed code. Commit in every case: wrong tries count.
///
/// # Errors
/// When the database fails.
pub async fn redeem(
    tx: &mut Tx,
    app: &Deps,
    subject: Subject<'_>,
    typed: &str,
    now: i64,
) -> Result<Redeemed> {
    let failures = failures_name(app, subject);
    if let Err(wait) = FAILURES.check(tx, &failures, now).await? {
        return Ok(Redeemed::TooMany(wait));
    }
    let purpose = subject.purpose.as_str();
    let Some(code) = codes::in_force(tx, subject.id, purpose, now).await? else {
        return Ok(Redeemed::Expired);
    };
    if code.tries >= TRIES {
        return Ok(Redeemed::Expired);
    }
    let typed: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if equal(&code.mac, &mac(app, subject, &code.target, &typed)) {
        let first = codes::consume(tx, &code.id, now).await?;
        return Ok(if first { Redeemed::Yes { target: code.target } } else { Redeemed::Expired });
    }
    codes::count_try(tx, &code.id).await?;
    let _ = FAILURES.take(tx, &failures, now).await?;
    Ok(Redeemed::Wrong)
}

async fn within_limits(
    tx: &mut Tx,
    app: &Deps,
    subject: Subject<'_>,
    sending: &Sending<'_>,
    now: i64,
) -> Result<std::result::Result<(), Wait>> {
    // A short pause between two codes of one subject; across logins it starts anew only with time.
    let again = next_at(tx, subject, now).await?;
    if again > now {
        return Ok(Err(Wait(again - now)));
    }
    let purpose = subject.purpose.as_str();
    let (today, _) = codes::sent_since(tx, subject.id, purpose, now - DAY_MS).await?;
    if today >= PER_SUBJECT_A_DAY {
        return Ok(Err(Wait(HOUR_MS)));
    }
    let target = hidden(app, sending.target);
    // Counted apart: proofs of a number, which anybody can ask for, must not use up the logins of
    // the person who has it.
    let kind = if subject.purpose == Purpose::Login { "login" } else { "proof" };
    for (span, window) in PER_TARGET {
        if let Err(wait) = window.take(tx, &format!("code/{kind}/{span}/{target}"), now).await? {
            return Ok(Err(wait));
        }
    }
    if sending.channel == Channel::Sms {
        return brake(tx, app, subject.purpose, now).await;
    }
    Ok(Ok(()))
}

/// The daily limit over all numbers.
async fn brake(
    tx: &mut Tx,
    app: &Deps,
    purpose: Purpose,
    now: i64,
) -> Result<std::result::Result<(), Wait>> {
    let day_max = app.config.sms.day_max;
    let all = ("code/all-sms", Window { max: day_max, length: DAY_MS });
    let proofs = ("code/proof-sms", Window { max: day_max - day_max / 2, length: DAY_MS });
    let windows = if purpose == Purpose::Login { vec![all] } else { vec![proofs, all] };
    for (name, window) in windows {
        if let Err(wait) = window.take(tx, name, now).await? {
            tracing::warn!(name, "the daily limit of SMS codes is reached");
            return Ok(Err(wait));
        }
    }
    Ok(Ok(()))
}

/// The outbox key of a code's message.
fn message_key(id: &[u8; 16]) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    format!("code/{}", URL_SAFE_NO_PAD.encode(id))
}

fn mac(app: &Deps, subject: Subject<'_>, target: &str, code: &str) -> [u8; 32] {
    app.keys.code.mac(&[
        b"stafeta/code",
        subject.purpose.as_str().as_bytes(),
        subject.id,
        target.as_bytes(),
        subject.binding,
        code.as_bytes(),
    ])
}

fn failures_name(app: &Deps, subject: Subject<'_>) -> String {
    let id = hidden(app, &format!("{:?}", subject.id));
    format!("code-failures/{}/{id}", subject.purpose.as_str())
}

/// A name for a counter that does not spell out a phone number.
fn hidden(app: &Deps, text: &str) -> String {
    let mac = app.keys.code.mac(&[b"stafeta/counter", text.as_bytes()]);
    mac[..12].iter().map(|byte| format!("{byte:02x}")).collect()
}
