//! `[sms]`: how text messages leave: one HTTP request, described by a template.

use super::values::{ConfigError, Key, SecretText, Values, bad};

/// Keys of this section.
pub const KEYS: &[Key] = &[
    Key::new(
        "sms.transport",
        "captured",
        "http, or captured (nothing leaves; messages stay in the database, for demo and tests).",
    ),
    Key::new(
        "sms.method",
        "POST",
        "HTTP method of the gateway's request. In url, headers and body the words {to}, {text},\n\
         {id} and {secret} are filled in, escaped as the place needs it.",
    ),
    Key::new("sms.url", "", "URL of the gateway."),
    Key::new("sms.headers", "", "Headers, each as \"Name: value\"; an array in this file."),
    Key::new("sms.body", "", "Body; JSON or form fields, by its Content-Type header."),
    Key::secret("sms.secret", "What {secret} stands for: the gateway's password or token."),
    Key::new(
        "sms.success",
        "",
        "What an accepted answer looks like: a JSON pointer and the value found there, such as\n\
         \"/status=OK\". Empty: any status 2xx.",
    ),
    Key::new("sms.id_pointer", "", "JSON pointer of the gateway's message id in its answer."),
    Key::new(
        "sms.countries",
        "CZ,SK,DE,AT,PL",
        "Countries to which messages are sent (ISO 3166, commas or an array); * for all.",
    ),
    Key::new(
        "sms.own_number",
        "",
        "A number of your own, such as +420601123456. One message a day to it (and a mail to\n\
         instance.operator_mail) proves that the gateway (or the relay) works; an alarm is raised\n\
         when it does not. While an owner is unreachable on every address, their wait goes on only\n\
         with that proof. Empty: any message that the gateway took within a day proves it; if there\n\
         is none and no mail leaves either, the wait stands still, with an alarm every day.",
    ),
    Key::new("sms.day_max", "1000", "Messages a day, over all accounts; then codes must wait."),
];

/// How text messages leave.
#[derive(Debug, Clone)]
pub struct Sms {
    /// The way.
    pub transport: SmsTransport,
    /// Allowed countries, ISO 3166 capitals; `*` for all.
    pub countries: Vec<String>,
    /// Where a message to ourselves goes, E.164.
    pub own_number: Option<String>,
    /// Messages a day, over all accounts.
    pub day_max: i64,
}

/// The way text messages go.
#[derive(Debug, Clone)]
pub enum SmsTransport {
    /// They stay here.
    Captured,
    /// One HTTP request a message.
    Http(HttpTemplate),
}

/// A gateway's request.
#[derive(Debug, Clone)]
pub struct HttpTemplate {
    /// Method.
    pub method: String,
    /// URL with words to fill in.
    pub url: String,
    /// Names and values with words to fill in.
    pub headers: Vec<(String, String)>,
    /// Body with words to fill in.
    pub body: String,
    /// What {secret} stands for.
    pub secret: Option<SecretText>,
    /// JSON pointer and the value that means success.
    pub success: Option<(String, String)>,
    /// JSON pointer of the message id.
    pub id_pointer: Option<String>,
}

/// Reads the section.
pub(super) fn read(values: &Values) -> Result<Sms, ConfigError> {
    let transport = match values.required("sms.transport")?.as_str() {
        "captured" => SmsTransport::Captured,
        "http" => SmsTransport::Http(template(values)?),
        _ => return Err(bad("sms.transport", "must be http or captured")),
    };
    Ok(Sms {
        transport,
        own_number: values.text("sms.own_number").as_deref().map(own_number).transpose()?,
        countries: values.list("sms.countries").iter().map(|c| c.to_uppercase()).collect(),
        day_max: values.parse("sms.day_max")?,
    })
}

/// A number in E.164, with blanks forgiven.
fn own_number(text: &str) -> Result<String, ConfigError> {
    let number: String = text.split_whitespace().collect();
    let digits = number.strip_prefix('+').unwrap_or_default();
    if !(7..=15).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(bad("sms.own_number", "is no number such as +420601123456"));
    }
    Ok(number)
}

fn template(values: &Values) -> Result<HttpTemplate, ConfigError> {
    let headers = values
        .list("sms.headers")
        .iter()
        .map(|line| pair("sms.headers", line, ':'))
        .collect::<Result<_, _>>()?;
    let success =
        values.text("sms.success").map(|rule| pair("sms.success", &rule, '=')).transpose()?;
    Ok(HttpTemplate {
        method: values.required("sms.method")?,
        url: values.required("sms.url")?,
        headers,
        body: values.text("sms.body").unwrap_or_default(),
        secret: values.secret("sms.secret"),
        success,
        id_pointer: values.text("sms.id_pointer"),
    })
}

fn pair(key: &'static str, text: &str, at: char) -> Result<(String, String), ConfigError> {
    let (left, right) = text.split_once(at).ok_or_else(|| bad(key, &format!("needs a `{at}`")))?;
    Ok((left.trim().to_owned(), right.trim().to_owned()))
}
