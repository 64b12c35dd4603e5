//! A real SMTP server (RFC 5321) on loopback that keeps what it gets and can be told to misbehave.

use anyhow::Result;
use mail_parser::MessageParser;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::Notify,
    task::JoinHandle,
};

/// A mail as the relay accepted it.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Envelope sender.
    pub from: String,
    /// Envelope recipient.
    pub to: String,
    /// `Subject`.
    pub subject: String,
    /// `Message-ID`.
    pub message_id: String,
    /// Text part, decoded.
    pub text: String,
    /// The whole message as it came.
    pub raw: Vec<u8>,
}

/// How the server behaves towards the next commands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Mood {
    /// Accepts everything.
    #[default]
    Kind,
    /// Answers every `RCPT TO` that contains the text with this reply line.
    Recipient {
        /// Part of the address.
        containing: String,
        /// Reply, such as `550 5.1.1 no such mailbox`.
        reply: String,
    },
    /// Answers the end of `DATA` with this reply line.
    Data(String),
    /// Takes the message, then cuts the connection without an answer.
    CutAfterData,
    /// Cuts every connection at once.
    Dead,
}

#[derive(Default)]
struct Shared {
    mails: Vec<Mail>,
    mood: Mood,
    arrived: Arc<Notify>,
}

/// The running server; ends when dropped.
pub struct SmtpServer {
    /// URL for `mail.url`.
    pub url: String,
    shared: Arc<Mutex<Shared>>,
    task: JoinHandle<()>,
}

impl SmtpServer {
    /// Starts on a free port of loopback.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("smtp://{}", listener.local_addr()?);
        let shared = Arc::<Mutex<Shared>>::default();
        let state = shared.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = state.clone();
                tokio::spawn(async move {
                    // A client that hangs up in the middle is its own business.
                    let _ = Conversation::new(stream, state).run().await;
                });
            }
        });
        Ok(Self { url, shared, task })
    }

    /// Everything accepted so far, oldest first.
    #[must_use]
    pub fn mails(&self) -> Vec<Mail> {
        lock(&self.shared).mails.clone()
    }

    /// Waits until so many mails have been accepted in all.
    pub async fn until(&self, many: usize) {
        let arrived = lock(&self.shared).arrived.clone();
        while self.mails().len() < many {
            arrived.notified().await;
        }
    }

    /// Changes how the server behaves from the next command on.
    pub fn set_mood(&self, mood: Mood) {
        lock(&self.shared).mood = mood;
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(shared: &Mutex<Shared>) -> std::sync::MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Conversation {
    reader: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
    shared: Arc<Mutex<Shared>>,
    from: String,
    to: Vec<String>,
}

impl Conversation {
    fn new(stream: TcpStream, shared: Arc<Mutex<Shared>>) -> Self {
        let (reader, writer) = stream.into_split();
        let reader = BufReader::new(reader);
        Self { reader, writer, shared, from: String::new(), to: Vec::new() }
    }

    async fn run(mut self) -> Result<()> {
        if self.mood() == Mood::Dead {
            return Ok(());
        }
        self.say("220 relay.test ESMTP").await?;
        let mut line = String::new();
        while self.reader.read_line(&mut line).await? > 0 {
            let command = line.trim_end().to_owned();
            line.clear();
            if !self.obey(&command).await? {
                break;
            }
        }
        Ok(())
    }

    /// Answers one command; false ends the conversation.
    async fn obey(&mut self, command: &str) -> Result<bool> {
        let mood = self.mood();
        if mood == Mood::Dead {
            return Ok(false);
        }
        let upper = command.to_ascii_uppercase();
        if upper.starts_with("EHLO") {
            self.say("250-relay.test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES")
                .await?;
        } else if upper.starts_with("MAIL FROM:") {
            self.from = address(command);
            self.to.clear();
            self.say("250 2.1.0 ok").await?;
        } else if upper.starts_with("RCPT TO:") {
            let to = address(command);
            match mood {
                Mood::Recipient { containing, reply } if to.contains(&containing) => {
                    self.say(&reply).await?;
                }
                _ => {
                    self.to.push(to);
                    self.say("250 2.1.5 ok").await?;
                }
            }
        } else if upper == "DATA" {
            return self.data().await;
        } else if upper == "QUIT" {
            self.say("221 2.0.0 bye").await?;
            return Ok(false);
        } else if matches!(upper.as_str(), "RSET" | "NOOP") || upper.starts_with("HELO") {
            self.say("250 2.0.0 ok").await?;
        } else {
            self.say("502 5.5.1 not known here").await?;
        }
        Ok(true)
    }

    async fn data(&mut self) -> Result<bool> {
        if self.to.is_empty() {
            self.say("503 5.5.1 no recipients").await?;
            return Ok(true);
        }
        self.say("354 go on").await?;
        let mut raw = Vec::new();
        let mut line = Vec::new();
        loop {
            line.clear();
            if self.reader.read_until(b'\n', &mut line).await? == 0 {
                return Ok(false);
            }
            if line == b".\r\n" {
                break;
            }
            raw.extend(line.strip_prefix(b".").unwrap_or(&line));
        }
        match self.mood() {
            Mood::Data(reply) => self.say(&reply).await?,
            Mood::CutAfterData => return Ok(false),
            _ => {
                self.keep(&raw);
                self.say("250 2.0.0 queued").await?;
            }
        }
        Ok(true)
    }

    fn keep(&self, raw: &[u8]) {
        let parsed = MessageParser::default().parse(raw);
        let subject = parsed.as_ref().and_then(|m| m.subject()).unwrap_or_default();
        let message_id = parsed.as_ref().and_then(|m| m.message_id()).unwrap_or_default();
        let text = parsed.as_ref().and_then(|m| m.body_text(0)).unwrap_or_default();
        let mut shared = lock(&self.shared);
        for to in &self.to {
            shared.mails.push(Mail {
                from: self.from.clone(),
                to: to.clone(),
                subject: subject.to_owned(),
                message_id: message_id.to_owned(),
                text: text.to_string(),
                raw: raw.to_vec(),
            });
        }
        shared.arrived.notify_one();
    }

    async fn say(&mut self, line: &str) -> Result<()> {
        Ok(self.writer.write_all(format!("{line}\r\n").as_bytes()).await?)
    }

    fn mood(&self) -> Mood {
        lock(&self.shared).mood.clone()
    }
}

/// What stands between the angle brackets.
fn address(command: &str) -> String {
    let inner = command.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or_else(String::new, |(inside, _)| inside.to_owned())
}
