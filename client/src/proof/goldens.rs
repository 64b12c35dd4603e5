//! The golden files, the rejects and the published vectors.

use crate::keeper::{
    browser::fetch::Fetch,
    transport::{Method, Request, Transport as _},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use stafeta_shared::crypto::{
    hash,
    vectors::{self, PUBLISHED, Tried, verify_all},
};
use std::collections::HashMap;

/// Fetches all files (JSON of path and base64) and runs every case: `{opened, refused, failures}`.
///
/// # Errors
/// When the files do not come or are of another form.
pub async fn goldens(path: &str) -> Result<Value, String> {
    let files = fetch(path).await?;
    let report = verify_all(&|path| files.get(path).cloned());
    Ok(json!({"opened": report.opened, "refused": report.refused, "failures": report.failures}))
}

/// Fetches the same and tries the properties of every format: how often, by property and operation.
///
/// # Errors
/// Also what was accepted though it was changed.
pub async fn properties(path: &str) -> Result<[Tried; 3], String> {
    let files = fetch(path).await?;
    vectors::properties(&|path| files.get(path).cloned())
}

async fn fetch(path: &str) -> Result<HashMap<String, Vec<u8>>, String> {
    let request = Request {
        method: Method::Get,
        path: path.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    let answer = Fetch.send(request).await.map_err(|error| error.to_string())?;
    let files: HashMap<String, String> =
        serde_json::from_slice(&answer.body).map_err(|error| error.to_string())?;
    let decode = |(path, text)| match STANDARD.decode(text) {
        Ok(bytes) => Ok((path, bytes)),
        Err(error) => Err(format!("{path}: {error}")),
    };
    files.into_iter().map(decode).collect()
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
