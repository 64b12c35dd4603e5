//! `[instance]`: name, operator, sign-up.

use super::values::{ConfigError, Key, SecretText, Values, bad};
use lettre::{Address, message::Mailbox};
use stafeta_shared::api::SignUpMode;

/// Keys of this section.
pub const KEYS: &[Key] = &[
    Key::new("instance.name", "Stafeta", "Name that people read."),
    Key::new("instance.sign_up", "open", "Who may sign up: open, invitation, closed."),
    Key::new(
        "instance.operator_mail",
        "",
        "Address that alarms go to, and every day a message that proves that the relay works.\n\
         Default for the latter: mail.from.",
    ),
    Key::secret(
        "instance.heartbeat_url",
        "URL that is asked every minute while all is well; a service behind it raises the alarm\n\
         when the asking stops.",
    ),
    Key::secret(
        "instance.outside_url",
        "https:// URL on another host that is asked every few minutes. Like an answer of the relay or\n\
         the gateway, its success proves that we can reach the world; without any of them no time counts.",
    ),
];

/// Name, operator, sign-up.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Name that people read.
    pub name: String,
    /// Who may sign up.
    pub sign_up: SignUpMode,
    /// Where alarms go.
    pub operator_mail: Option<Address>,
    /// Asked while all is well.
    pub heartbeat_url: Option<SecretText>,
    /// Asked for a sign of life of the world.
    pub outside_url: Option<SecretText>,
}

/// Reads the section; `own_host` is the host of the public URL.
pub(super) fn read(values: &Values, own_host: &str) -> Result<Instance, ConfigError> {
    let sign_up = match values.required("instance.sign_up")?.as_str() {
        "open" => SignUpMode::Open,
        "invitation" => SignUpMode::Invitation,
        "closed" => SignUpMode::Closed,
        _ => return Err(bad("instance.sign_up", "must be open, invitation or closed")),
    };
    Ok(Instance {
        name: values.required("instance.name")?,
        sign_up,
        operator_mail: values.mailbox("instance.operator_mail")?.map(|Mailbox { email, .. }| email),
        heartbeat_url: values.secret("instance.heartbeat_url"),
        outside_url: outside_url(values, own_host)?,
    })
}

/// An answer of our own, or one that anybody on the way can give, proves nothing about the world.
fn outside_url(values: &Values, own_host: &str) -> Result<Option<SecretText>, ConfigError> {
    let Some(text) = values.secret("instance.outside_url") else { return Ok(None) };
    let refused = |problem: &str| Err(bad("instance.outside_url", problem));
    let Ok(url) = url::Url::parse(text.expose_secret()) else {
        return refused("is not a URL");
    };
    // The tests play the world on this machine.
    let is_played = cfg!(test) && url.host_str() == Some("127.0.0.1");
    if url.scheme() != "https" && !is_played {
        return refused("must begin with https://");
    }
    if url.host_str().is_none_or(|host| host.eq_ignore_ascii_case(own_host)) {
        return refused("must be on another host than server.public_url");
    }
    Ok(Some(text))
}
