//! A real SMS gateway as most of them are: one HTTP POST of JSON a message, an id in the answer.

use anyhow::Result;
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::{
    net::TcpListener,
    sync::{Notify, watch},
    task::JoinHandle,
};

/// What the gateway's users must send along.
pub const SECRET: &str = "gateway-secret-2718";

/// A message as the gateway accepted it.
#[derive(Debug, Clone, Deserialize)]
pub struct Sms {
    /// E.164.
    pub to: String,
    /// Words.
    pub text: String,
}

/// How the gateway behaves towards the next message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    /// Accepts.
    #[default]
    Kind,
    /// Answers 503.
    Down,
    /// Answers that it refuses the number.
    Refuse,
    /// Answers nothing until it is kind again.
    Hang,
}

#[derive(Default)]
struct Shared {
    messages: Vec<Sms>,
    mood: watch::Sender<Mood>,
    asked: Arc<Notify>,
}

/// The running gateway; ends when dropped.
pub struct SmsGateway {
    /// URL for `sms.url`.
    pub url: String,
    shared: Arc<Mutex<Shared>>,
    task: JoinHandle<()>,
}

impl SmsGateway {
    /// Starts on a free port of loopback.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/send", listener.local_addr()?);
        let shared = Arc::<Mutex<Shared>>::default();
        let router = Router::new().route("/send", post(send)).with_state(shared.clone());
        let task = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { url, shared, task })
    }

    /// Settings that make a server use this gateway.
    #[must_use]
    pub fn settings(&self) -> Vec<(String, String)> {
        [
            ("STAFETA_SMS_TRANSPORT", "http"),
            ("STAFETA_SMS_URL", &self.url),
            (
                "STAFETA_SMS_HEADERS",
                "Content-Type: application/json, Authorization: Bearer {secret}",
            ),
            ("STAFETA_SMS_BODY", r#"{"to":"{to}","text":"{text}"}"#),
            ("STAFETA_SMS_SECRET", SECRET),
            ("STAFETA_SMS_SUCCESS", "/status=queued"),
            ("STAFETA_SMS_ID_POINTER", "/id"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
    }

    /// Everything accepted so far, oldest first.
    #[must_use]
    pub fn messages(&self) -> Vec<Sms> {
        lock(&self.shared).messages.clone()
    }

    /// Changes how the gateway behaves from the next message on.
    pub fn set_mood(&self, mood: Mood) {
        lock(&self.shared).mood.send_replace(mood);
    }

    /// Waits until somebody has asked it for something.
    pub async fn asked(&self) {
        let asked = lock(&self.shared).asked.clone();
        asked.notified().await;
    }
}

impl Drop for SmsGateway {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn send(
    State(shared): State<Arc<Mutex<Shared>>>,
    headers: HeaderMap,
    Json(sms): Json<Sms>,
) -> (StatusCode, Json<Value>) {
    let bearer = headers.get("authorization").and_then(|value| value.to_str().ok());
    if bearer != Some(&format!("Bearer {SECRET}")) {
        return (StatusCode::UNAUTHORIZED, Json(json!({"status": "who are you?"})));
    }
    let (asked, mut mood) = {
        let shared = lock(&shared);
        (shared.asked.clone(), shared.mood.subscribe())
    };
    asked.notify_one();
    let mood = mood.wait_for(|mood| *mood != Mood::Hang).await.map_or(Mood::Down, |mood| *mood);
    let mut shared = lock(&shared);
    match mood {
        Mood::Kind => {
            shared.messages.push(sms);
            let id = shared.messages.len();
            (StatusCode::OK, Json(json!({"status": "queued", "id": id.to_string()})))
        }
        Mood::Down | Mood::Hang => {
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"status": "down"})))
        }
        Mood::Refuse => (StatusCode::OK, Json(json!({"status": "refused"}))),
    }
}
