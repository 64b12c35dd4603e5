//! The one cookie: a session token, readable by no script, sent to no other site.

use crate::{config::server::Server, rng::Rng};
use axum::http::{HeaderMap, HeaderValue, header};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// 256 random bits; the database knows only their hash.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SessionToken([u8; 32]);

impl SessionToken {
    /// Draws a new one.
    #[must_use]
    pub fn make(rng: &dyn Rng) -> Self {
        Self(rng.bytes())
    }

    /// What the database keeps.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    /// Reads the token out of a request's cookies.
    #[must_use]
    pub fn from_headers(headers: &HeaderMap, server: &Server) -> Option<Self> {
        let name = name(server);
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .and_then(|(_, value)| URL_SAFE_NO_PAD.decode(value).ok()?.try_into().ok())
            .map(Self)
    }

    /// The `Set-Cookie` value that hands it to the browser.
    #[must_use]
    pub fn set_cookie(&self, server: &Server) -> HeaderValue {
        let value = URL_SAFE_NO_PAD.encode(self.0);
        cookie(server, &value, "")
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// The `Set-Cookie` value that takes it back.
#[must_use]
pub fn clear(server: &Server) -> HeaderValue {
    cookie(server, "", "; Max-Age=0")
}

/// `__Host-` binds a cookie to exactly this host and to TLS; plain http exists on loopback only.
fn name(server: &Server) -> &'static str {
    if server.is_https() { "__Host-stafeta" } else { "stafeta" }
}

fn cookie(server: &Server, value: &str, more: &str) -> HeaderValue {
    let secure = if server.is_https() { "; Secure" } else { "" };
    let name = name(server);
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{more}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
