//! `[server]`: address, public URL, realm, proxies, demo.

use super::values::{ConfigError, Key, Values, bad};
use std::net::{IpAddr, SocketAddr};

/// Keys of this section.
pub const KEYS: &[Key] = &[
    Key::new("server.listen", "127.0.0.1:8080", "Address and port the server listens on."),
    Key::new(
        "server.public_url",
        "http://localhost:8080",
        "URL under which people reach it, without a trailing slash. Plain http only on loopback.",
    ),
    Key::new(
        "server.realm",
        "",
        "Name of this installation inside the cryptography and on every printed kit. Fixed for\n\
         ever at the first start. Default: the host of server.public_url.",
    ),
    Key::new(
        "server.trusted_proxies",
        "",
        "Addresses of reverse proxies whose X-Forwarded-For is believed.",
    ),
    Key::new(
        "server.demo",
        "false",
        "Captures all messages, shows them at /demo and lets everybody move the clock.\n\
         Only on loopback, only in a binary with the feature `demo`.",
    ),
    Key::new("server.log_json", "false", "Log as JSON lines."),
];

/// Address, public URL, realm, proxies, demo.
#[derive(Debug, Clone)]
pub struct Server {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Base URL without a trailing slash.
    pub public_url: String,
    /// OPAQUE server identity.
    pub realm: String,
    /// Proxies to believe.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether this is a demo.
    pub demo: bool,
    /// Log as JSON.
    pub log_json: bool,
}

impl Server {
    /// Whether people come through TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// `scheme://host[:port]`, as browsers send it in `Origin`.
    #[must_use]
    pub fn origin(&self) -> String {
        let (scheme, rest) = self.public_url.split_once("://").unwrap_or(("http", ""));
        let authority = rest.split('/').next().unwrap_or_default();
        format!("{scheme}://{authority}")
    }

    /// The host of the public URL, without its port.
    #[must_use]
    pub fn host(&self) -> &str {
        host_of(&self.public_url)
    }

    /// Whether the world can reach it, by its URL or its port.
    #[must_use]
    pub fn is_public(&self) -> bool {
        !self.public_url_is_loopback() || !self.listen.ip().is_loopback()
    }

    /// Whether the public URL reaches this machine only.
    #[must_use]
    pub fn public_url_is_loopback(&self) -> bool {
        let host = self.host();
        host == "localhost"
            || host.ends_with(".localhost")
            || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default();
    if authority.starts_with('[') {
        return authority.split_inclusive(']').next().unwrap_or_default();
    }
    authority.split(':').next().unwrap_or_default()
}

/// Reads the section.
pub(super) fn read(values: &Values) -> Result<Server, ConfigError> {
    let public_url = values.required("server.public_url")?.trim_end_matches('/').to_owned();
    if host_of(&public_url).is_empty() || public_url.contains(['?', '#', '@', ' ']) {
        return Err(bad("server.public_url", "is not a plain URL such as https://stafeta.example"));
    }
    let realm = values.text("server.realm").unwrap_or_else(|| host_of(&public_url).to_owned());
    let server = Server {
        listen: values.parse("server.listen")?,
        public_url,
        realm,
        trusted_proxies: values
            .list("server.trusted_proxies")
            .iter()
            .map(|text| {
                text.parse().map_err(|_| bad("server.trusted_proxies", "not an IP address"))
            })
            .collect::<Result<_, _>>()?,
        demo: values.parse("server.demo")?,
        log_json: values.parse("server.log_json")?,
    };
    let local = server.public_url.starts_with("http://") && server.public_url_is_loopback();
    if !server.is_https() && !local {
        return Err(bad("server.public_url", "must begin with https:// unless it is on loopback"));
    }
    Ok(server)
}
