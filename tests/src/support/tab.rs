//! The keeper in Chromium: the real page starts it in its worker, and here one speaks to it as the page does.
//!
//! The page's address is a liar's, in front of the honest service: an origin of its own for every tab. Nothing
//! of the page is changed, except that the worker it starts is remembered.

use super::{
    browser::{Chromium, Person},
    liar::Liar,
    native::MemoryFile,
};
use anyhow::{Context as _, Result, ensure};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::StatusCode,
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chromiumoxide::cdp::browser_protocol::page::AddScriptToEvaluateOnNewDocumentParams;
use serde::Deserialize;
use serde_json::{Value, json};
use stafeta_client::{
    keeper::transport,
    protocol::{Answer, Command},
};
use std::sync::Arc;
use tokio::{net::TcpListener, task::JoinHandle};

/// Remembers the worker that the page starts, and when it listens; can start another one the same way.
const REMEMBER: &str = "(() => {
    const Real = window.Worker;
    window.__keepers = [];
    window.Worker = function (url, options) {
        const worker = new Real(url, options);
        worker.listens = new Promise((listens) => worker.addEventListener('message', (event) => {
            if (event.data.kind === 'ready') listens(true);
        }));
        window.__keepers.push(worker);
        window.__another = () => new window.Worker(url, options);
        return worker;
    };
    window.Worker.prototype = Real.prototype;
})();";

/// Asks as the page asks: `{id, json, files}`, answered by `{id, kind: 'done', json, blobs}`.
const ASK: &str = "(async (nth, json, files) => {
    while (window.__keepers.length <= nth) window.__another();
    const keeper = window.__keepers[nth];
    await keeper.listens;
    const id = (window.__asked = (window.__asked ?? 1000000) + 1);
    const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const handles = files.map((f) => new File([bytes(f.bytes)], f.name, {type: f.mime}));
    const text = async (blob) => {
        const all = new Uint8Array(await blob.arrayBuffer());
        let out = '';
        for (let at = 0; at < all.length; at += 32768) {
            out += String.fromCharCode(...all.subarray(at, at + 32768));
        }
        return btoa(out);
    };
    const answer = await new Promise((done) => {
        const hear = (event) => {
            if (event.data.id !== id || event.data.kind !== 'done') return;
            keeper.removeEventListener('message', hear);
            done(event.data);
        };
        keeper.addEventListener('message', hear);
        keeper.postMessage({id, json, files: handles});
    });
    return {json: answer.json, blobs: await Promise.all((answer.blobs ?? []).map(text))};
})";

const ANCHORS: &str = "new Promise((done, failed) => {
    const open = indexedDB.open('stafeta');
    open.onerror = failed;
    open.onsuccess = () => {
        const db = open.result;
        if (!db.objectStoreNames.contains('anchors')) return done(0);
        const count = db.transaction('anchors').objectStore('anchors').count();
        count.onsuccess = () => { db.close(); done(count.result); };
        count.onerror = failed;
    };
})";

/// A page, its keeper, and the liar it is served by.
pub struct Tab {
    /// Who sits there.
    pub person: Person,
    /// The liar's address.
    pub url: String,
    server: JoinHandle<()>,
}

impl Drop for Tab {
    fn drop(&mut self) {
        self.server.abort();
        let page = self.person.page.clone();
        tokio::spawn(async move { page.close().await });
    }
}

/// What the keeper said.
#[derive(Deserialize)]
struct Said {
    json: String,
    blobs: Vec<String>,
}

impl Tab {
    /// Serves the client from an address of its own and opens its log-in page.
    ///
    /// # Errors
    /// What browser or network say.
    pub async fn open(chromium: &Chromium, name: &str, liar: Arc<Liar>) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router = Router::new().fallback(move |request: Request| {
            let liar = liar.clone();
            async move { pass(&liar, request).await.unwrap_or_else(|error| cut(&error)) }
        });
        let server = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        let person = chromium.person(name).await?;
        person.page.execute(AddScriptToEvaluateOnNewDocumentParams::new(REMEMBER)).await?;
        let tab = Self { person, url, server };
        tab.reload().await?;
        Ok(tab)
    }

    /// Loads the log-in page.
    ///
    /// # Errors
    /// What the browser says.
    pub async fn reload(&self) -> Result<()> {
        self.person.open(&format!("{}/login", self.url)).await?;
        self.person.until("the keeper", "window.__keepers.length > 0").await
    }

    /// One command to the page's own keeper; its answer, and blobs.
    ///
    /// # Errors
    /// What the browser says, or an answer of no known form.
    pub async fn ask(
        &self,
        command: &Command,
        files: &[MemoryFile],
    ) -> Result<(Answer, Vec<Vec<u8>>)> {
        self.ask_of(0, command, files).await
    }

    /// The same of another keeper: they share cookies and anchors, as windows of one device do.
    ///
    /// # Errors
    /// As [`Tab::ask`].
    pub async fn ask_of(
        &self,
        nth: usize,
        command: &Command,
        files: &[MemoryFile],
    ) -> Result<(Answer, Vec<Vec<u8>>)> {
        let command = Value::from(serde_json::to_string(command)?);
        let handle = |file: &MemoryFile| json!({"name": file.name, "mime": file.mime, "bytes": STANDARD.encode(&*file.bytes.borrow())});
        let files = Value::from_iter(files.iter().map(handle));
        let said: Said = self.person.eval(format!("{ASK}({nth}, {command}, {files})")).await?;
        let blobs = said.blobs.iter().map(|blob| STANDARD.decode(blob));
        Ok((serde_json::from_str(&said.json)?, blobs.collect::<Result<_, _>>()?))
    }

    /// A POST of the page itself.
    ///
    /// # Errors
    /// What the browser says.
    pub async fn post(&self, path: &str, json: &[u8]) -> Result<transport::Response> {
        let (path, body) = (Value::from(path), Value::from(str::from_utf8(json)?));
        let (status, text): (u16, String) = self
            .person
            .eval(format!(
                "fetch({path}, {{method: 'POST', body: {body}, headers: \
                 {{'content-type': 'application/json'}}}}).then(async (r) => [r.status, await r.text()])"
            ))
            .await?;
        Ok(transport::Response { status, body: text.into_bytes() })
    }

    /// How many anchors the browser keeps for this origin.
    ///
    /// # Errors
    /// What the browser says.
    pub async fn anchors(&self) -> Result<usize> {
        self.person.eval(ANCHORS).await
    }
}

async fn pass(liar: &Liar, request: Request) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 64 << 20).await?.to_vec();
    let answer = liar.pass(axum::http::Request::from_parts(parts, body)).await;
    let answer = answer.context("the line was cut")?;
    ensure!(answer.status() != StatusCode::SWITCHING_PROTOCOLS, "no tunnels");
    Ok(answer.map(Body::from))
}

/// A cut line: the gateway says so, which the keeper takes for no answer.
fn cut(error: &anyhow::Error) -> Response {
    let mut response = Response::new(Body::from(format!("{error:#}")));
    *response.status_mut() = StatusCode::BAD_GATEWAY;
    response
}
