//! The one cookie: a session token, readable by no script, sent to no other site.

use crate::{config::server::Server, domain::accounts::session::SessionToken};
use axum::http::{HeaderMap, HeaderValue, header};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// Reads the token out of a request's cookies.
#[must_use]
pub fn read(headers: &HeaderMap, server: &Server) -> Option<SessionToken> {
    let name = name(server);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .and_then(|(_, value)| URL_SAFE_NO_PAD.decode(value).ok()?.try_into().ok())
        .map(SessionToken::from_bytes)
}

/// The `Set-Cookie` value that hands the token to the browser.
#[must_use]
pub fn set(token: &SessionToken, server: &Server) -> HeaderValue {
    cookie(server, &URL_SAFE_NO_PAD.encode(token.expose_secret()), "")
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
