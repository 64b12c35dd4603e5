//! `[instance]`: name, operator, sign-up.

use super::values::{ConfigError, Key, SecretText, Values, bad};
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
        "URL somewhere outside that is asked every few minutes. Like an answer of the relay or the\n\
         gateway, its success proves that we can reach the world; without any of them no time counts.",
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
    pub operator_mail: Option<String>,
    /// Asked while all is well.
    pub heartbeat_url: Option<SecretText>,
    /// Asked for a sign of life of the world.
    pub outside_url: Option<SecretText>,
}

/// Reads the section.
pub(super) fn read(values: &Values) -> Result<Instance, ConfigError> {
    let sign_up = match values.required("instance.sign_up")?.as_str() {
        "open" => SignUpMode::Open,
        "invitation" => SignUpMode::Invitation,
        "closed" => SignUpMode::Closed,
        _ => return Err(bad("instance.sign_up", "must be open, invitation or closed")),
    };
    Ok(Instance {
        name: values.required("instance.name")?,
        sign_up,
        operator_mail: values.text("instance.operator_mail"),
        heartbeat_url: values.secret("instance.heartbeat_url"),
        outside_url: values.secret("instance.outside_url"),
    })
}
