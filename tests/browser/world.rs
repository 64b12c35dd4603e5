//! Everything around the people: server, relay, gateway, recorder, browser, clock.

use anyhow::{Context as _, Result, bail};
use serde_json::json;
use stafeta_tests::support::{
    browser::{Chromium, Person},
    recorder::Recorder,
    sms::{Sms, SmsGateway},
    smtp::{Mail, SmtpServer},
    stafeta::Stafeta,
};
use std::{cell::RefCell, collections::HashMap, time::Duration};
use tokio::net::TcpListener;

/// How long a message may take to arrive after what caused it.
const PATIENCE: Duration = Duration::from_secs(20);

/// Everything around the people.
pub(crate) struct World {
    pub(crate) server: Stafeta,
    pub(crate) smtp: SmtpServer,
    pub(crate) sms: SmsGateway,
    pub(crate) recorder: Recorder,
    pub(crate) chromium: Chromium,
    /// How many messages to an address have been read.
    read: RefCell<HashMap<String, usize>>,
    http: reqwest::Client,
}

impl World {
    /// Starts all of it.
    pub(crate) async fn start() -> Result<Self> {
        let (smtp, sms) = (SmtpServer::start().await?, SmsGateway::start().await?);
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let public_url = format!("http://{}", listener.local_addr()?);
        let mut settings = sms.settings();
        for (name, value) in [
            ("STAFETA_MAIL_TRANSPORT", "smtp"),
            ("STAFETA_MAIL_URL", smtp.url.as_str()),
            ("STAFETA_MAIL_FROM", "Stafeta <stafeta@example.org>"),
            ("STAFETA_INSTANCE_OPERATOR_MAIL", "operator@example.org"),
        ] {
            settings.push((name.to_owned(), value.to_owned()));
        }
        // The port is free now; nobody else on loopback takes it in the next instant. The public
        // address must answer while the server starts: it probes itself.
        let upstream = TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
        let recorder = Recorder::start(listener, &format!("http://{upstream}"))?;
        let server = Stafeta::start(&public_url, upstream, settings).await?;
        let chromium = Chromium::launch().await?;
        let http = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self { server, smtp, sms, recorder, chromium, read: RefCell::default(), http })
    }

    /// The address people use, with a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.recorder.url)
    }

    /// A person at a browser of their own.
    pub(crate) async fn person(&self, name: &str) -> Result<Person> {
        self.chromium.person(name).await
    }

    /// The next mail to an address that was not read yet.
    pub(crate) async fn mail(&self, to: &str) -> Result<Mail> {
        self.next(to, || self.smtp.mails().into_iter().filter(|mail| mail.to == to).collect()).await
    }

    /// The next text message to a number that was not read yet.
    pub(crate) async fn text_message(&self, to: &str) -> Result<Sms> {
        self.next(to, || self.sms.messages().into_iter().filter(|sms| sms.to == to).collect()).await
    }

    async fn next<T: Clone>(&self, to: &str, all: impl Fn() -> Vec<T>) -> Result<T> {
        let index = self.read.borrow().get(to).copied().unwrap_or(0);
        let arrived = tokio::time::timeout(PATIENCE, async {
            loop {
                if let Some(message) = all().get(index) {
                    break message.clone();
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        })
        .await
        .with_context(|| {
            let log = self.server.log().unwrap_or_default();
            let tail = log.lines().rev().take(40).collect::<Vec<_>>();
            format!("no message {} to {to}; the server's log, newest first:\n{tail:#?}", index + 1)
        })?;
        self.read.borrow_mut().insert(to.to_owned(), index + 1);
        Ok(arrived)
    }

    /// Messages to an address that were not read yet.
    pub(crate) fn unread(&self, to: &str) -> usize {
        let mails = self.smtp.mails().iter().filter(|mail| mail.to == to).count();
        let texts = self.sms.messages().iter().filter(|sms| sms.to == to).count();
        mails + texts - self.read.borrow().get(to).copied().unwrap_or(0)
    }

    /// Moves the clock to the next event.
    pub(crate) async fn next_event(&self) -> Result<()> {
        self.clock(json!({"advance": "next-event"})).await
    }

    async fn clock(&self, body: serde_json::Value) -> Result<()> {
        let url = format!("{}/api/demo/clock", self.server.upstream);
        let answer =
            self.http.post(url).header("origin", &self.recorder.url).json(&body).send().await?;
        if !answer.status().is_success() {
            bail!("the clock says {}: {}", answer.status(), answer.text().await?);
        }
        Ok(())
    }

    /// Moves event by event until something unread for `to` is there.
    pub(crate) async fn until_message(&self, to: &str) -> Result<()> {
        for _ in 0..60 {
            if self.unread(to) > 0 {
                return Ok(());
            }
            self.next_event().await?;
        }
        bail!("sixty events brought no message to {to}")
    }
}

/// The first link of this server in a message.
pub(crate) fn link(text: &str) -> Result<String> {
    text.split_whitespace()
        .map(|word| word.trim_matches(['<', '>', '(', ')', ',']))
        .find(|word| word.starts_with("http://"))
        .map(ToOwned::to_owned)
        .with_context(|| format!("a link in {text:?}"))
}

/// The first group of exactly `count` digits that stands alone, blanks inside ignored.
pub(crate) fn digits(text: &str, count: usize) -> Result<String> {
    let alone = text.lines().map(|line| line.replace(' ', "")).find(|line| is_number(line, count));
    let word = || {
        text.split_whitespace()
            .map(|word| word.trim_matches(|c: char| !c.is_ascii_alphanumeric()))
            .find(|word| is_number(word, count))
            .map(ToOwned::to_owned)
    };
    alone.or_else(word).with_context(|| format!("{count} digits in {text:?}"))
}

fn is_number(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}
