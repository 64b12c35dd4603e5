//! End this session, whatever its level. Answers the same when there was none.

use crate::{
    app::AppState,
    http::{Answer, cookie},
    store::sessions,
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};

/// Not `"storage"`: the device keeps a non-secret anchor there, against rolled-back vaults.
const CLEAR: &str = "\"cache\", \"cookies\"";

pub(super) async fn logout(State(app): State<AppState>, headers: HeaderMap) -> Answer<Response> {
    if let Some(token) = cookie::read(&headers, &app.config.server) {
        let mut tx = app.db.begin_write().await?;
        sessions::delete(&mut tx, &token.hash()).await?;
        tx.commit().await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    let out = response.headers_mut();
    out.insert(header::SET_COOKIE, cookie::clear(&app.config.server));
    out.insert("clear-site-data", axum::http::HeaderValue::from_static(CLEAR));
    Ok(response)
}
