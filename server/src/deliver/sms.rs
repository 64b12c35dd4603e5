//! SMS through a gateway's HTTP interface, described by a template.
//!
//! `{to}`, `{text}`, `{id}` and `{secret}` are filled in, escaped as the place needs it. A gateway
//! that answers anything but success is *our* trouble; only a template that names a refusal
//! could speak about a number. To add a preset: its lines in the operator's documentation.

use super::{
    Outcome,
    transport::{BadTransport, Short},
};
use crate::config::sms::HttpTemplate;
use reqwest::{Client, Method, header::CONTENT_TYPE};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(20);
const ANSWER_MAX: usize = 64 * 1024;

/// A gateway.
pub struct Gateway {
    template: HttpTemplate,
    method: Method,
    json: bool,
    client: Client,
}

/// How a value is written at its place.
#[derive(Debug, Clone, Copy)]
enum Escape {
    Percent,
    Json,
    None,
}

impl Gateway {
    /// A gateway from its template.
    ///
    /// # Errors
    /// A method or URL that cannot be used.
    pub fn new(template: HttpTemplate) -> Result<Self, BadTransport> {
        let bad = |key, reason: &str| BadTransport { key, reason: reason.to_owned() };
        let method = template.method.parse().map_err(|_| bad("sms.method", "is no method"))?;
        if !template.url.starts_with("http://") && !template.url.starts_with("https://") {
            return Err(bad("sms.url", "must begin with http:// or https://"));
        }
        let json = template.headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case(CONTENT_TYPE.as_str()) && value.contains("json")
        });
        let client = Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|e| bad("sms.url", &e.to_string()))?;
        Ok(Self { template, method, json, client })
    }

    /// Sends one SMS.
    pub async fn send(&self, short: &Short) -> Outcome {
        let fill = |text: &str, escape| self.fill(text, short, escape);
        let body = if self.json { Escape::Json } else { Escape::Percent };
        let mut request = self
            .client
            .request(self.method.clone(), fill(&self.template.url, Escape::Percent))
            .body(fill(&self.template.body, body));
        for (name, value) in &self.template.headers {
            request = request.header(name, fill(value, Escape::None));
        }
        match request.send().await {
            // The address of a request may carry the gateway's password: it is never repeated.
            Err(error) => broken(&error.without_url()),
            Ok(answer) => self.judge(answer).await,
        }
    }

    /// Whether the gateway's machine answers at all.
    pub async fn probe(&self) -> bool {
        let end = self.template.url.find("://").map_or(0, |at| at + 3);
        let host = self.template.url[end..].split(['/', '?']).next().unwrap_or_default();
        let origin = &self.template.url[..end + host.len()];
        self.client.head(origin).send().await.is_ok()
    }

    async fn judge(&self, answer: reqwest::Response) -> Outcome {
        let status = answer.status();
        if !status.is_success() {
            return Outcome::Ours(format!("the gateway answered {status}"));
        }
        let Some((pointer, wanted)) = &self.template.success else { return Outcome::Accepted };
        let Ok(bytes) = answer.bytes().await else {
            return Outcome::Unknown("the gateway's answer broke off".to_owned());
        };
        let found = serde_json::from_slice::<serde_json::Value>(
            bytes.get(..ANSWER_MAX.min(bytes.len())).unwrap_or_default(),
        )
        .ok()
        .and_then(|value| value.pointer(pointer).map(plain));
        match found {
            Some(found) if &found == wanted => Outcome::Accepted,
            _ => Outcome::Ours("the gateway did not report success".to_owned()),
        }
    }

    fn fill(&self, text: &str, short: &Short, escape: Escape) -> String {
        let secret = self.template.secret.as_ref().map_or("", |s| s.expose_secret());
        let mut out = String::with_capacity(text.len() + short.text.len());
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let word = [
                ("{to}", &*short.to),
                ("{text}", &*short.text),
                ("{id}", &*short.id),
                ("{secret}", secret),
            ]
            .into_iter()
            .find(|(word, _)| rest.starts_with(word));
            match word {
                Some((word, value)) => {
                    escape.write(value, &mut out);
                    rest = &rest[word.len()..];
                }
                None => {
                    out.push('{');
                    rest = &rest[1..];
                }
            }
        }
        out.push_str(rest);
        out
    }
}

impl Escape {
    fn write(self, value: &str, out: &mut String) {
        match self {
            Self::None => out.push_str(value),
            Self::Json => {
                let quoted = serde_json::Value::from(value).to_string();
                out.push_str(quoted.get(1..quoted.len() - 1).unwrap_or_default());
            }
            Self::Percent => {
                for byte in value.bytes() {
                    match byte {
                        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                            out.push(char::from(byte));
                        }
                        _ => out.push_str(&format!("%{byte:02X}")),
                    }
                }
            }
        }
    }
}

/// A request that got no answer: if it may have arrived, nobody knows.
fn broken(error: &reqwest::Error) -> Outcome {
    if error.is_connect() || error.is_builder() {
        Outcome::Ours(error.to_string())
    } else {
        Outcome::Unknown(error.to_string())
    }
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gateway(headers: &[(&str, &str)], body: &str) -> Gateway {
        Gateway::new(HttpTemplate {
            method: "POST".into(),
            url: "http://127.0.0.1:1/send?to={to}".into(),
            headers: headers.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect(),
            body: body.into(),
            secret: None,
            success: None,
            id_pointer: None,
        })
        .unwrap()
    }

    #[test]
    fn values_cannot_leave_their_place() {
        let short = Short { to: "+420 1&x=y".into(), id: "i".into(), text: "a\"}\n{to} Č".into() };
        let json = gateway(&[("Content-Type", "application/json")], r#"{"text":"{text}"}"#);
        assert_eq!(
            json.fill(&json.template.body, &short, Escape::Json),
            r#"{"text":"a\"}\n{to} Č"}"#
        );
        assert_eq!(
            json.fill(&json.template.url, &short, Escape::Percent),
            "http://127.0.0.1:1/send?to=%2B420%201%26x%3Dy"
        );
    }

    #[tokio::test]
    async fn a_gateway_that_is_not_there_is_our_trouble() {
        let short = Short { to: "+420601000000".into(), id: "i".into(), text: "x".into() };
        assert_eq!(gateway(&[], "").send(&short).await.code(), "ours");
    }
}
