//! The module `proof` in a worker of Chromium, behind a page with the product's own policy.
//!
//! `cargo xtask build --proof` makes the module; it is served from `target/proof` and is no part of the site.

use super::browser::{Chromium, Person};
use anyhow::{Context as _, Result, bail};
use axum::{
    Router,
    extract::Query,
    http::{HeaderValue, header},
    middleware::map_response,
    response::Response,
    routing::get,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use stafeta_server::http::middleware::headers::CONTENT_SECURITY_POLICY;
use stafeta_shared::crypto::vectors::REJECTS;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};
use tokio::{net::TcpListener, task::JoinHandle};

/// The golden files by their paths.
#[derive(Clone)]
pub struct Goldens(BTreeMap<String, Vec<u8>>);

impl Goldens {
    /// All files of version 1.
    ///
    /// # Errors
    /// What the disk says.
    pub fn read() -> Result<Self> {
        let mut files = BTreeMap::new();
        read(&root().join("shared/vectors/v1"), "", &mut files)?;
        Ok(Self(files))
    }

    /// How many cases a manifest lists.
    ///
    /// # Errors
    /// When there is no such manifest.
    pub fn cases(&self, manifest: &str) -> Result<usize> {
        let manifest: Value = serde_json::from_slice(self.0.get(manifest).context("no manifest")?)?;
        Ok(manifest["cases"].as_array().context("no cases")?.len())
    }

    /// As the module reads them, damaged if wanted.
    fn json(&self, damage: &Damage) -> String {
        let encoded = self.0.iter().map(|(path, bytes)| {
            let mut bytes = bytes.clone();
            if damage.flip.as_deref() == Some(path) {
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
            }
            if let (REJECTS, Some(case)) = (path.as_str(), &damage.tame) {
                bytes = tamed(&bytes, case);
            }
            (path.clone(), Value::from(STANDARD.encode(bytes)))
        });
        encoded.collect::<Value>().to_string()
    }
}

/// What is to be wrong with the files, so that the module has something to notice.
#[derive(Deserialize)]
struct Damage {
    /// One bit in the middle of this file is flipped.
    flip: Option<String>,
    /// Nothing is wrong with the inputs of this reject.
    tame: Option<String>,
}

fn tamed(manifest: &[u8], case: &str) -> Vec<u8> {
    let mut manifest: Value = serde_json::from_slice(manifest).unwrap_or_default();
    let cases = manifest["cases"].as_array_mut().into_iter().flatten();
    for known in cases.filter(|known| known["name"] == case) {
        known["inputs"] = json!({});
    }
    manifest.to_string().into_bytes()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.insert(path, std::fs::read(entry.path())?);
        }
    }
    Ok(())
}

/// The page, its worker, and the server both come from.
pub struct Proof {
    /// Who looks at the page.
    pub person: Person,
    server: JoinHandle<()>,
}

impl Drop for Proof {
    fn drop(&mut self) {
        self.server.abort();
    }
}

#[derive(Deserialize)]
struct Answer {
    result: Option<Value>,
    error: Option<String>,
}

impl Proof {
    /// Serves page and module, and opens the page.
    ///
    /// # Errors
    /// No module, or what the browser says.
    pub async fn open(chromium: &Chromium, goldens: Goldens) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/", listener.local_addr()?);
        let router = router(goldens)?;
        let server = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        let person = chromium.person("proof").await?;
        person.open(&url).await?;
        person.until("the page's script", "globalThis.ask").await?;
        Ok(Self { person, server })
    }

    /// Lets the worker run a task and waits for its result, five minutes at most.
    ///
    /// # Errors
    /// What the task or the browser says.
    pub async fn ask<T: DeserializeOwned>(&self, task: &str, input: Value) -> Result<T> {
        let task = Value::from(task);
        let id: u32 = self.person.eval(format!("ask({task}, ...{input})")).await?;
        for _ in 0..30 {
            let later = "new Promise((later) => setTimeout(() => later({}), 10000))";
            let race = format!("Promise.race([answers[{id}], {later}])");
            match self.person.eval::<Answer>(race).await? {
                Answer { error: Some(error), .. } => bail!("{task}: {error}"),
                Answer { result: Some(result), .. } => return Ok(serde_json::from_value(result)?),
                Answer { .. } => {}
            }
        }
        bail!("{task} gave nothing in five minutes; {:#?}", self.person.console())
    }
}

fn router(goldens: Goldens) -> Result<Router> {
    let built = |name: &str| {
        let path = root().join("target/proof").join(name);
        let hint = || format!("{}: `cargo xtask build --proof --dev` makes it", path.display());
        std::fs::read(&path).with_context(hint)
    };
    let script = "text/javascript";
    let json = move |Query(damage): Query<Damage>| async move {
        let body = goldens.json(&damage);
        ([(header::CONTENT_TYPE, "application/json")], body)
    };
    Ok(Router::new()
        .route("/", fixed("text/html", include_str!("proof/index.html")))
        .route("/page.js", fixed(script, include_str!("proof/page.js")))
        .route("/worker.js", fixed(script, include_str!("proof/worker.js")))
        .route("/speed.js", fixed(script, include_str!("proof/speed.js")))
        .route("/proof.js", fixed(script, built("proof.js")?))
        .route("/proof.wasm", fixed("application/wasm", built("proof.wasm")?))
        .route("/goldens.json", get(json))
        .layer(map_response(policed)))
}

fn fixed(kind: &'static str, content: impl Into<Vec<u8>>) -> axum::routing::MethodRouter {
    let content = content.into();
    get(move || async move { ([(header::CONTENT_TYPE, kind)], content) })
}

/// The headers that decide what page and worker may do.
async fn policed(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let policy = HeaderValue::from_static(CONTENT_SECURITY_POLICY);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
