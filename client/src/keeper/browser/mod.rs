//! The keeper's world in the browser: a worker with `fetch`, files, IndexedDB, a clock.
//!
//! Nothing here decides anything. Secrets pass `fetch` only as ciphertext or as what the interface asks for,
//! and nothing is written to the console.

mod anchors;
pub(crate) mod fetch;
mod files;
mod web_crypto;

pub use web_crypto::{BrowserEngine, BrowserKey};

use super::{state::Keeper, world::World};
use crate::{
    bridge::worker::{self, Progress},
    protocol::{Answer, Command, ProgressStep, Refusal},
};
use anchors::IndexedDb;
use fetch::Fetch;
use files::{BlobSink, BrowserFile};
use stafeta_shared::crypto::SystemRng;
use std::rc::Rc;
use wasm_bindgen::JsCast as _;
use web_sys::{Blob, File, WorkerGlobalScope};

/// How often the keeper looks for what waited too long, when nobody asks it anything.
const IDLE_MS: i32 = 60_000;

/// The browser around the worker.
pub struct Browser {
    fetch: Fetch,
    anchors: IndexedDb,
    engine: BrowserEngine,
}

impl World for Browser {
    type Transport = Fetch;
    type Anchors = IndexedDb;
    type File = BrowserFile;
    type Sink = BlobSink;
    type Rng = SystemRng;
    type Engine = BrowserEngine;

    fn transport(&self) -> &Fetch {
        &self.fetch
    }

    fn anchors(&self) -> &IndexedDb {
        &self.anchors
    }

    fn sink(&self) -> BlobSink {
        BlobSink::default()
    }

    fn rng(&self) -> SystemRng {
        SystemRng
    }

    fn engine(&self) -> BrowserEngine {
        self.engine.clone()
    }

    #[expect(clippy::disallowed_methods, reason = "the one clock of the keeper")]
    fn now(&self) -> i64 {
        js_sys::Date::now() as i64
    }

    fn origin(&self) -> String {
        scope().location().origin()
    }

    fn device(&self) -> String {
        device_name(&scope().navigator().user_agent().unwrap_or_default())
    }
}

/// Serves the page's commands for the rest of the worker's life.
pub fn start() {
    let browser = Browser { fetch: Fetch, anchors: IndexedDb, engine: BrowserEngine::find() };
    let keeper = Rc::new(Keeper::new(browser));
    let idle = Rc::clone(&keeper);
    worker::every(IDLE_MS, move || idle.expire());
    worker::serve(move |json, files, progress| {
        let keeper = Rc::clone(&keeper);
        async move { serve_one(&keeper, json, files, progress).await }
    });
}

async fn serve_one(
    keeper: &Keeper<Browser>,
    json: String,
    files: Vec<File>,
    progress: Progress,
) -> (String, Vec<Blob>) {
    let Ok(command) = serde_json::from_str::<Command>(&zeroize::Zeroizing::new(json)) else {
        return (to_json(&Answer::Refused { refusal: Refusal::Unfit }), Vec::new());
    };
    let report = move |step: ProgressStep, done: u64, total: u64| {
        progress.report(&to_json(&Answer::Progress { step, done, total }));
    };
    let files = files.into_iter().map(BrowserFile::new).collect();
    let (answer, blobs) = keeper.handle(command, files, &report).await;
    (to_json(&answer), blobs)
}

fn to_json(answer: &Answer) -> String {
    // Answers are plain data with text keys, which always become JSON.
    serde_json::to_string(answer).unwrap_or_default()
}

fn scope() -> WorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// "Firefox, Windows": enough to recognise one's own device.
fn device_name(agent: &str) -> String {
    let find = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map_or("?", |(_, name)| name)
    };
    let browser = find(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    format!("{browser}, {system}")
}

#[cfg(test)]
mod tests {
    use super::device_name;

    #[test]
    fn devices_have_plain_names() {
        assert_eq!(
            device_name("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
            "Firefox, Linux"
        );
        assert_eq!(
            device_name(
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
            ),
            "Chrome, Android"
        );
        assert_eq!(device_name(""), "?, ?");
    }
}
