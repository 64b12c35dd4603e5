//! A person's device: the real keeper, natively on a world made of memory or in Chromium behind the real page.
//!
//! The service between is the honest one behind a [`Liar`]: [`Device::on_answer`].

#![expect(clippy::unwrap_used, reason = "support of tests")]

use super::{
    browser::Chromium,
    liar::{Liar, rewrite},
    native::Native,
    service::Service,
    tab::Tab,
};
use serde::{Serialize, de::DeserializeOwned};
use stafeta_client::{
    keeper::{
        Keeper,
        transport::{Method, Request, Response},
    },
    protocol::{Answer, Command, ProgressStep, Refusal},
};
use stafeta_shared::api::{CodeRequest, MeResponse, PhoneRequest, SignUpRequest, paths};
use std::sync::Arc;

pub use super::native::{MemoryFile, ORIGIN};

/// Everybody's password.
pub const PASSWORD: &str = "sedm statečných slov na zdi";

/// Where devices are.
#[derive(Clone, Copy)]
pub enum Stage<'a> {
    /// In this process.
    Native,
    /// In Chromium, each in a context of its own.
    Browser(&'a Chromium),
}

impl Stage<'_> {
    /// A service whose clock the devices share.
    #[expect(clippy::disallowed_methods, reason = "Chromium has the machine's clock")]
    pub async fn service(self) -> Service {
        match self {
            Self::Native => Service::start().await,
            Self::Browser(_) => {
                let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
                Service::start_at(i64::try_from(now.unwrap().as_millis()).unwrap()).await
            }
        }
    }

    /// A new device.
    pub async fn device(self, service: &Service, name: &str) -> Device {
        let liar = Liar::new(service.router.clone());
        let body = match self {
            Self::Native => Body::native(Native::new(liar.clone(), service.now())),
            Self::Browser(chromium) => {
                Body::Tab(Tab::open(chromium, name, liar.clone()).await.unwrap())
            }
        };
        Device { liar, body }
    }
}

/// A device and the keeper in it.
pub struct Device {
    /// What stands between it and the service.
    pub liar: Arc<Liar>,
    body: Body,
}

enum Body {
    Native(Native, Box<Keeper<Native>>),
    Tab(Tab),
}

impl Body {
    fn native(world: Native) -> Self {
        Self::Native(world.clone(), Box::new(Keeper::new(world)))
    }
}

impl Device {
    /// A native one.
    #[must_use]
    pub fn new(service: &Service) -> Self {
        let liar = Liar::new(service.router.clone());
        Self { body: Body::native(Native::new(liar.clone(), service.now())), liar }
    }

    /// Another window of the same device: it shares cookies and anchors, not the keeper's memory.
    ///
    /// # Panics
    /// In a browser.
    #[must_use]
    pub fn window(&self) -> Self {
        let Body::Native(world, _) = &self.body else { panic!("windows are native ones") };
        Self { liar: self.liar.clone(), body: Body::native(world.clone()) }
    }

    /// The page is loaded again: cookies and anchors stay, the keeper's memory is gone.
    pub async fn reload(&mut self) {
        match &mut self.body {
            Body::Native(world, keeper) => **keeper = Keeper::new(world.clone()),
            Body::Tab(tab) => tab.reload().await.unwrap(),
        }
    }

    /// The page in Chromium.
    ///
    /// # Panics
    /// Natively, where there is none.
    #[must_use]
    pub fn tab(&self) -> &Tab {
        match &self.body {
            Body::Tab(tab) => tab,
            Body::Native(..) => panic!("there is no page"),
        }
    }

    /// Lets the device's own clock go on.
    ///
    /// # Panics
    /// In a browser.
    pub fn wait(&self, milliseconds: i64) {
        match &self.body {
            Body::Native(world, _) => world.wait(milliseconds),
            Body::Tab(_) => panic!("Chromium's clock is the machine's"),
        }
    }

    /// How many anchors lie on the device.
    pub async fn anchors(&self) -> usize {
        match &self.body {
            Body::Native(world, _) => world.remembers(),
            Body::Tab(tab) => tab.anchors().await.unwrap(),
        }
    }

    /// From now on the service lies.
    pub fn on_answer(
        &self,
        lie: impl Fn(&Request, Response) -> Option<Response> + Send + Sync + 'static,
    ) {
        self.liar.lie(lie);
    }

    /// From now on the service lies about one thing only: the JSON of one successful answer.
    pub fn hears<T: DeserializeOwned + Serialize>(
        &self,
        method: Method,
        path: &str,
        change: impl Fn(&mut T) + Send + Sync + 'static,
    ) {
        let path = path.to_owned();
        self.on_answer(move |request, response| {
            let about = request.method == method && request.path == path && response.status < 300;
            Some(if about { rewrite(response, &change) } else { response })
        });
    }

    /// From now on it does not.
    pub fn honest(&self) {
        self.liar.honest();
    }

    /// Requests sent since the last call, as "GET /path".
    pub fn take_sent(&self) -> Vec<String> {
        let sent = self.liar.take_sent();
        sent.iter().map(|sent| format!("{} {}", sent.method.as_str(), sent.path)).collect()
    }

    /// A command without files.
    pub async fn ask(&self, command: Command) -> Answer {
        self.ask_with(command, Vec::new()).await.0
    }

    /// A command with files; what it answers, and blobs.
    pub async fn ask_with(
        &self,
        command: Command,
        files: Vec<MemoryFile>,
    ) -> (Answer, Vec<Vec<u8>>) {
        match &self.body {
            Body::Native(_, keeper) => {
                let report = |_: ProgressStep, done, total| assert!(done <= total);
                keeper.handle(command, files, &report).await
            }
            Body::Tab(tab) => tab.ask(&command, &files).await.unwrap(),
        }
    }

    /// What a command was refused with.
    ///
    /// # Panics
    /// When it was not.
    #[track_caller]
    pub fn refused(answer: Answer) -> Refusal {
        match answer {
            Answer::Refused { refusal } => refusal,
            other => panic!("not refused: {}", serde_json::to_string(&other).unwrap()),
        }
    }

    /// The page's own calls: they need no secret.
    ///
    /// # Panics
    /// When they fail.
    pub async fn page_posts(&self, path: &str, body: &impl serde::Serialize) -> Vec<u8> {
        let json = serde_json::to_vec(body).unwrap();
        let response = match &self.body {
            Body::Native(world, _) => {
                let headers = vec![("content-type", "application/json".to_owned())];
                let request =
                    Request { method: Method::Post, path: path.to_owned(), headers, body: json };
                world.pass(&request).await.unwrap()
            }
            Body::Tab(tab) => tab.post(path, &json).await.unwrap(),
        };
        let text = String::from_utf8_lossy(&response.body);
        assert!(response.status < 300, "{path}: {text}");
        response.body
    }

    /// Reads something with the session of this device, past the keeper.
    ///
    /// # Panics
    /// When it fails, or in a browser.
    pub async fn page_gets<T: DeserializeOwned>(&self, path: &str) -> T {
        let Body::Native(world, _) = &self.body else { panic!("only natively") };
        let request =
            Request { method: Method::Get, path: path.to_owned(), headers: vec![], body: vec![] };
        serde_json::from_slice(&world.pass(&request).await.unwrap().body).unwrap()
    }

    /// E-mail link, password, kit; then the phone. Returns the kit's code.
    ///
    /// # Panics
    /// When any of it is refused.
    pub async fn sign_up(
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
    pub async fn log_in(&self, service: &Service, email: &str, phone: &str) -> Answer {
        // Codes may be asked for only so often.
        service.wait(10 * 60_000);
        match self.ask(password(email)).await {
            Answer::Login { .. } => {}
            other => return other,
        }
        let code = service.code_to(phone).await;
        self.ask(Command::LoginCode { code }).await
    }
}

/// The first step of logging in, on one's own device.
#[must_use]
pub fn password(email: &str) -> Command {
    Command::Login { email: email.to_owned(), password: PASSWORD.to_owned(), own_device: true }
}

/// The kit's code and who it belongs to.
///
/// # Panics
/// When the answer is no kit.
#[track_caller]
pub fn kit(answer: Answer) -> (String, MeResponse) {
    match answer {
        Answer::Kit { kit, me } => (kit.groups.join("-"), *me),
        other => panic!("no kit: {}", serde_json::to_string(&other).unwrap()),
    }
}
