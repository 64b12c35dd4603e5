//! The keeper's world made of memory: its cookies, its anchors, its files, its clock.

#![expect(clippy::unwrap_used, reason = "support of tests")]

use super::liar::Liar;
use axum::http::{self, header};
use stafeta_client::keeper::{
    World,
    anchor::{Anchors, Raise, Sent},
    files::{FileLost, Sink, Source},
    transport::{NoAnswer, Request, Response, Transport},
};
use stafeta_shared::{
    crypto::{
        SystemRng,
        attachment::InRust,
        vault::{Anchor, Lineage},
    },
    ids::{AccountId, AttachmentId},
};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::Arc,
};

/// Where native devices have their client from.
pub const ORIGIN: &str = "https://stafeta.example";

/// The world of a device. Windows of one device share it.
#[derive(Clone)]
pub struct Native(Rc<Inner>);

struct Inner {
    liar: Arc<Liar>,
    cookie: RefCell<Option<String>>,
    anchors: RefCell<HashMap<AccountId, Anchor>>,
    sent: RefCell<HashMap<AttachmentId, Sent>>,
    now: Cell<i64>,
}

impl Native {
    pub(super) fn new(liar: Arc<Liar>, now: i64) -> Self {
        Self(Rc::new(Inner {
            liar,
            cookie: RefCell::default(),
            anchors: RefCell::default(),
            sent: RefCell::default(),
            now: Cell::new(now),
        }))
    }

    /// How many anchors the device keeps.
    pub(super) fn remembers(&self) -> usize {
        self.0.anchors.borrow().len() + self.0.sent.borrow().len()
    }

    pub(super) fn wait(&self, milliseconds: i64) {
        self.0.now.set(self.0.now.get() + milliseconds);
    }

    pub(super) async fn pass(&self, request: &Request) -> Option<Response> {
        let mut http = http::Request::builder().method(request.method.as_str()).uri(&request.path);
        for (name, value) in &request.headers {
            http = http.header(*name, value);
        }
        if let Some(cookie) = &*self.0.cookie.borrow() {
            http = http.header(header::COOKIE, cookie);
        }
        let answer = self.0.liar.pass(http.body(request.body.clone()).unwrap()).await?;
        if let Some(set) = answer.headers().get(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            *self.0.cookie.borrow_mut() = (!pair.ends_with('=')).then(|| pair.to_owned());
        }
        Some(Response { status: answer.status().as_u16(), body: answer.into_body() })
    }
}

impl Transport for Native {
    async fn send(&self, request: Request) -> Result<Response, NoAnswer> {
        self.pass(&request).await.ok_or(NoAnswer)
    }
}

impl Anchors for Native {
    async fn load(&self, account: AccountId) -> Option<Anchor> {
        self.0.anchors.borrow().get(&account).copied()
    }

    async fn raise(&self, shown: Lineage) -> bool {
        let mut anchors = self.0.anchors.borrow_mut();
        let raise = Raise::of(anchors.get(&shown.anchor.account), &shown);
        if raise == Raise::Put {
            anchors.insert(shown.anchor.account, shown.anchor);
        }
        raise != Raise::Fork
    }

    async fn replace(&self, before: Anchor, next: Anchor) -> bool {
        let mut anchors = self.0.anchors.borrow_mut();
        let fits = anchors.get(&next.account) == Some(&before);
        if fits {
            anchors.insert(next.account, next);
        }
        fits
    }

    async fn sent(&self, upload: AttachmentId) -> Option<Sent> {
        self.0.sent.borrow().get(&upload).copied()
    }

    async fn advance(
        &self,
        upload: AttachmentId,
        before: Option<Sent>,
        next: Option<Sent>,
    ) -> bool {
        let mut sent = self.0.sent.borrow_mut();
        let fits = sent.get(&upload).copied() == before;
        match next.filter(|_| fits) {
            Some(next) => drop(sent.insert(upload, next)),
            None if fits => drop(sent.remove(&upload)),
            None => {}
        }
        fits
    }
}

/// A file in memory.
#[derive(Clone)]
pub struct MemoryFile {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub mime: &'static str,
    /// What it holds; may change while it is read.
    pub bytes: Rc<RefCell<Vec<u8>>>,
}

impl MemoryFile {
    /// A PDF, as far as its type goes.
    #[must_use]
    pub fn new(name: &'static str, bytes: Vec<u8>) -> Self {
        Self { name, mime: "application/pdf", bytes: Rc::new(RefCell::new(bytes)) }
    }

    /// `len` bytes without any pattern that padding or chunks could hide.
    #[must_use]
    pub fn noise(name: &'static str, len: usize) -> Self {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ len as u64;
        let next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as u8
        };
        Self::new(name, std::iter::repeat_with(next).take(len).collect())
    }
}

impl Source for MemoryFile {
    fn name(&self) -> String {
        self.name.to_owned()
    }

    fn mime(&self) -> String {
        self.mime.to_owned()
    }

    fn len(&self) -> u64 {
        self.bytes.borrow().len() as u64
    }

    async fn read(&self, from: u64, len: usize) -> Result<Vec<u8>, FileLost> {
        let from = from as usize;
        self.bytes.borrow().get(from..from + len).map(<[u8]>::to_vec).ok_or(FileLost)
    }
}

/// Collects a file.
#[derive(Default)]
pub struct MemorySink(Vec<u8>);

impl Sink for MemorySink {
    type Blob = Vec<u8>;

    fn push(&mut self, bytes: &[u8]) -> Result<(), FileLost> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn finish(self, _: &str) -> Result<Vec<u8>, FileLost> {
        Ok(self.0)
    }
}

impl World for Native {
    type Transport = Self;
    type Anchors = Self;
    type File = MemoryFile;
    type Sink = MemorySink;
    type Rng = SystemRng;
    type Engine = InRust;

    fn transport(&self) -> &Self {
        self
    }

    fn anchors(&self) -> &Self {
        self
    }

    fn sink(&self) -> MemorySink {
        MemorySink::default()
    }

    fn rng(&self) -> SystemRng {
        SystemRng
    }

    fn engine(&self) -> InRust {
        InRust
    }

    fn now(&self) -> i64 {
        self.0.now.get()
    }

    fn origin(&self) -> String {
        ORIGIN.to_owned()
    }

    fn device(&self) -> String {
        "test".to_owned()
    }
}
