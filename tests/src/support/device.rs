//! A person's device: the keeper on a world made of memory, its cookies, its anchors, its files.
//!
//! The network between device and service can be cut and can lie: [`Device::on_answer`].

use super::service::Service;
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::header,
};
use stafeta_client::{
    keeper::{
        Keeper, World,
        anchor::Anchors,
        files::{FileLost, Sink, Source},
        transport::{NoAnswer, Request, Response, Transport},
    },
    protocol::{Answer, Command, ProgressStep, Refusal},
};
use stafeta_shared::{
    api::{CodeRequest, MeResponse, PhoneRequest, SignUpRequest, paths},
    crypto::{SystemRng, vault::Anchor},
    ids::AccountId,
};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    net::SocketAddr,
    rc::Rc,
};
use tower::ServiceExt as _;

pub(crate) const PASSWORD: &str = "sedm statečných slov na zdi";

/// What happens to an answer on its way: `None` is a cut line.
pub(crate) type Meddler = Box<dyn Fn(&Request, Response) -> Option<Response>>;

/// The world of a device.
#[derive(Clone)]
pub(crate) struct Native(Rc<Inner>);

pub(crate) struct Inner {
    router: Router,
    cookie: RefCell<Option<String>>,
    anchors: RefCell<HashMap<AccountId, Anchor>>,
    now: Cell<i64>,
    meddler: RefCell<Option<Meddler>>,
    pub(crate) sent: RefCell<Vec<String>>,
}

impl Transport for Native {
    async fn send(&self, request: Request) -> Result<Response, NoAnswer> {
        self.0.sent.borrow_mut().push(format!("{} {}", request.method.as_str(), request.path));
        let response = self.0.pass(&request).await;
        match &*self.0.meddler.borrow() {
            Some(meddler) => meddler(&request, response).ok_or(NoAnswer),
            None => Ok(response),
        }
    }
}

impl Inner {
    async fn pass(&self, request: &Request) -> Response {
        let mut http =
            axum::http::Request::builder().method(request.method.as_str()).uri(&request.path);
        for (name, value) in &request.headers {
            http = http.header(*name, value);
        }
        if let Some(cookie) = &*self.cookie.borrow() {
            http = http.header(header::COOKIE, cookie);
        }
        let address: SocketAddr = "203.0.113.7:40000".parse().unwrap();
        let http =
            http.extension(ConnectInfo(address)).body(Body::from(request.body.clone())).unwrap();
        let (parts, body) = self.router.clone().oneshot(http).await.unwrap().into_parts();
        if let Some(set) = parts.headers.get(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            *self.cookie.borrow_mut() = (!pair.ends_with('=')).then(|| pair.to_owned());
        }
        Response {
            status: parts.status.as_u16(),
            body: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        }
    }
}

impl Anchors for Native {
    async fn load(&self, account: AccountId) -> Option<Anchor> {
        self.0.anchors.borrow().get(&account).copied()
    }

    async fn store(&self, anchor: Anchor) {
        self.0.anchors.borrow_mut().insert(anchor.account, anchor);
    }
}

/// A file in memory.
#[derive(Clone)]
pub(crate) struct MemoryFile {
    pub(crate) name: &'static str,
    pub(crate) mime: &'static str,
    pub(crate) bytes: Rc<RefCell<Vec<u8>>>,
}

impl MemoryFile {
    pub(crate) fn new(name: &'static str, bytes: Vec<u8>) -> Self {
        Self { name, mime: "application/pdf", bytes: Rc::new(RefCell::new(bytes)) }
    }

    /// `len` bytes without any pattern that padding or chunks could hide.
    pub(crate) fn noise(name: &'static str, len: usize) -> Self {
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
pub(crate) struct MemorySink(Vec<u8>);

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

    fn now(&self) -> i64 {
        self.0.now.get()
    }

    fn device(&self) -> String {
        "test".to_owned()
    }
}

/// A device and the keeper in it.
pub(crate) struct Device {
    pub(crate) world: Native,
    keeper: Keeper<Native>,
}

impl Device {
    pub(crate) fn new(service: &Service) -> Self {
        let inner = Inner {
            router: service.router.clone(),
            cookie: RefCell::default(),
            anchors: RefCell::default(),
            now: Cell::new(service.now()),
            meddler: RefCell::default(),
            sent: RefCell::default(),
        };
        let world = Native(Rc::new(inner));
        Self { keeper: Keeper::new(world.clone()), world }
    }

    /// The page is loaded again: cookies and anchors stay, the keeper's memory is gone.
    pub(crate) fn reload(&mut self) {
        self.keeper = Keeper::new(self.world.clone());
    }

    pub(crate) fn on_answer(
        &self,
        meddler: impl Fn(&Request, Response) -> Option<Response> + 'static,
    ) {
        *self.world.0.meddler.borrow_mut() = Some(Box::new(meddler));
    }

    pub(crate) fn honest(&self) {
        *self.world.0.meddler.borrow_mut() = None;
    }

    /// Requests sent since the last call, as "GET /path".
    pub(crate) fn take_sent(&self) -> Vec<String> {
        std::mem::take(&mut *self.world.0.sent.borrow_mut())
    }

    pub(crate) async fn ask(&self, command: Command) -> Answer {
        self.ask_with(command, Vec::new()).await.0
    }

    pub(crate) async fn ask_with(
        &self,
        command: Command,
        files: Vec<MemoryFile>,
    ) -> (Answer, Vec<Vec<u8>>) {
        self.keeper
            .handle(command, files, &|_: ProgressStep, done, total| assert!(done <= total))
            .await
    }

    /// Asks and expects a refusal.
    #[track_caller]
    pub(crate) fn refused(answer: Answer) -> Refusal {
        match answer {
            Answer::Refused { refusal } => refusal,
            other => panic!("not refused: {}", serde_json::to_string(&other).unwrap()),
        }
    }

    /// The page's own calls: they need no secret.
    pub(crate) async fn page_posts(&self, path: &str, body: &impl serde::Serialize) -> Vec<u8> {
        let request = Request {
            method: stafeta_client::keeper::transport::Method::Post,
            path: path.to_owned(),
            headers: vec![("content-type", "application/json".to_owned())],
            body: serde_json::to_vec(body).unwrap(),
        };
        let response = self.world.0.pass(&request).await;
        assert!(response.status < 300, "{path}: {}", String::from_utf8_lossy(&response.body));
        response.body
    }

    /// E-mail link, password, kit; then the phone. Returns the kit's code.
    pub(crate) async fn sign_up(
        &self,
        service: &Service,
        email: &str,
        phone: &str,
    ) -> (MeResponse, String) {
        let request = SignUpRequest { email: email.to_owned(), language: "cs".to_owned() };
        self.page_posts(paths::SIGN_UP, &request).await;
        let token = service.token_to(email).await;
        let Answer::SignUp { email: proven, .. } =
            self.ask(Command::SignUpOpen { token: token.clone() }).await
        else {
            panic!("the link opens")
        };
        assert_eq!(proven, email);
        let finish = Command::SignUpFinish {
            token,
            name: "Jana Nováková".to_owned(),
            language: "cs".to_owned(),
            zone: "Europe/Prague".to_owned(),
            password: PASSWORD.to_owned(),
        };
        let (kit, me) = kit(self.ask(finish).await);
        self.page_posts(paths::PHONE_START, &PhoneRequest { phone: phone.to_owned() }).await;
        let code = service.code_to(phone).await;
        self.page_posts(paths::PHONE_CONFIRM, &CodeRequest { code }).await;
        (me, kit)
    }

    /// Password and code.
    pub(crate) async fn log_in(&self, service: &Service, email: &str, phone: &str) -> Answer {
        // Codes may be asked for only so often.
        service.wait(10 * 60_000);
        let login = Command::Login { email: email.to_owned(), password: PASSWORD.to_owned() };
        match self.ask(login).await {
            Answer::Login { phone: Some(_), .. } => {}
            other => return other,
        }
        let code = service.code_to(phone).await;
        self.ask(Command::LoginCode { code }).await
    }
}

/// The kit's code and who it belongs to.
#[track_caller]
pub(crate) fn kit(answer: Answer) -> (String, MeResponse) {
    match answer {
        Answer::Kit { kit, me } => (kit.groups.join("-"), *me),
        other => panic!("no kit: {}", serde_json::to_string(&other).unwrap()),
    }
}
