//! The golden files, the rejects and the published vectors.

use crate::keeper::{
    browser::fetch::Fetch,
    transport::{Method, Request, Transport as _},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use stafeta_shared::crypto::{
    hash,
    vectors::{PUBLISHED, verify_all},
};
use std::collections::HashMap;

/// Fetches all files (JSON of path and base64) and runs every case: `{opened, refused, failures}`.
///
/// # Errors
/// When the files do not come or are of another form.
pub async fn goldens(path: &str) -> Result<Value, String> {
    let request = Request {
        method: Method::Get,
        path: path.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    let answer = Fetch.send(request).await.map_err(|error| error.to_string())?;
    let files: HashMap<String, String> =
        serde_json::from_slice(&answer.body).map_err(|error| error.to_string())?;
    let load = |path: &str| files.get(path).and_then(|text| STANDARD.decode(text).ok());
    let report = verify_all(&load);
    Ok(json!({"opened": report.opened, "refused": report.refused, "failures": report.failures}))
}

/// Runs every published set: `{name: how many held}`.
///
/// # Panics
/// At a vector that does not hold.
#[must_use]
pub fn published() -> Value {
    PUBLISHED.iter().map(|(set, run)| ((*set).to_owned(), Value::from(run()))).collect()
}

/// Runs a vector that cannot hold, so that one is known to be noticed.
///
/// # Panics
/// Always.
pub fn planted() {
    assert_eq!(hash(b""), [0; 32], "a planted vector");
}
