//! A person with the real client cryptography of crate `shared`.

use super::{
    World,
    browser::{Browser, Reply},
};
use stafeta_shared::{
    api::{
        CodeRequest, KitFinishRequest, KitStartRequest, KitStartResponse, LoginFinishRequest,
        LoginFinishResponse, LoginStartRequest, LoginStartResponse, MeResponse, NewAccount, NewKit,
        OpaqueRegisterRequest, OpaqueRegisterResponse, PhoneRequest, SignUpFinishRequest,
        SignUpOpenRequest, SignUpOpenResponse, SignUpRequest, VaultResponse, paths,
    },
    bytes::B64,
    crypto::{
        Suite, SystemRng,
        account::{AccountKey, Kek, open_slot, seal_slot},
        bundle::{Bundle, IdentityKeys},
        draw,
        kit::{KitChallenge, KitCode},
        opaque::{ExportKey, LoginContext, Password, login_start, registration_start},
        vault::{Change, Vault},
    },
    ids::{AccountId, SlotId},
};

pub(crate) const REALM: &str = "localhost";
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// Somebody with an account.
pub(crate) struct Person {
    pub(crate) email: String,
    pub(crate) account: AccountId,
    pub(crate) key: AccountKey,
    pub(crate) kit: KitCode,
    pub(crate) bundle: Bundle,
    pub(crate) phone: Option<String>,
}

/// What a browser seals for a new account.
pub(crate) struct Sealed {
    pub(crate) new: NewAccount,
    pub(crate) key: AccountKey,
    pub(crate) kit: KitCode,
    pub(crate) bundle: Bundle,
}

/// Registers with a grant: OPAQUE, keys, vault, slots, kit.
pub(crate) async fn register(
    world: &World,
    browser: &mut Browser,
    grant: &[u8; 32],
    account: AccountId,
) -> Sealed {
    let rng = &mut SystemRng;
    let password = Password::new(PASSWORD);
    let (state, request) = registration_start(&password, rng).unwrap();
    let body = OpaqueRegisterRequest { grant: (*grant).into(), suite: 1, request: request.into() };
    let answer: OpaqueRegisterResponse =
        browser.post(world, paths::OPAQUE_REGISTER, &body).await.json();
    assert_eq!(answer.account, account);
    let context = LoginContext { suite: Suite::CURRENT, account, realm: REALM };
    let finish = state.finish(&password, &answer.response, &context, rng).unwrap();
    seal(account, finish.upload, &finish.export_key)
}

fn seal(account: AccountId, upload: Vec<u8>, export_key: &ExportKey) -> Sealed {
    let rng = &mut SystemRng;
    let key = AccountKey::make(rng);
    let kit = KitCode::make(rng);
    let secrets = IdentityKeys::make(rng);
    let bundle = Bundle::make(account, &secrets).unwrap();
    let mut vault = Vault::new(bundle.clone(), secrets).unwrap();
    let change = Change { time: 0, device: "test".to_owned() };
    let stored = vault.seal_next(change, &key, rng).unwrap().stored;
    let (password_slot, kit_slot) = (SlotId::from_bytes(draw(rng)), SlotId::from_bytes(draw(rng)));
    let from_password = Kek::from_password(export_key);
    let new = NewAccount {
        name: "Jana Nováková".to_owned(),
        language: "cs".to_owned(),
        zone: "Europe/Prague".to_owned(),
        suite: 1,
        opaque_record: upload.into(),
        bundle: bundle.as_bytes().into(),
        vault: stored.into(),
        password_slot,
        password_stored: seal_slot(account, password_slot, 1, &from_password, &key, rng).into(),
        kit: NewKit {
            locator: kit.locator().into(),
            public_key: kit.login_public_key().into(),
            slot: kit_slot,
            stored: seal_slot(account, kit_slot, 1, &Kek::from_kit(&kit), &key, rng).into(),
        },
    };
    Sealed { new, key, kit, bundle }
}

impl Person {
    /// Mail link, password, kit; the browser is logged in afterwards.
    pub(crate) async fn sign_up(world: &World, browser: &mut Browser, email: &str) -> Self {
        let request = SignUpRequest { email: email.to_owned(), language: "cs".to_owned() };
        browser.post(world, paths::SIGN_UP, &request).await.ok();
        let token = world.token_to(email).await;
        let open: SignUpOpenResponse = browser
            .post(world, paths::SIGN_UP_OPEN, &SignUpOpenRequest { token: token.into() })
            .await
            .json();
        let sealed = register(world, browser, &token, open.account).await;
        let finish = SignUpFinishRequest { token: token.into(), account: sealed.new };
        let me: MeResponse = browser.post(world, paths::SIGN_UP_FINISH, &finish).await.json();
        assert_eq!(me.account, open.account);
        Self {
            email: email.to_owned(),
            account: open.account,
            key: sealed.key,
            kit: sealed.kit,
            bundle: sealed.bundle,
            phone: None,
        }
    }

    /// Confirms a phone.
    pub(crate) async fn confirm_phone(
        &mut self,
        world: &World,
        browser: &mut Browser,
        phone: &str,
    ) {
        let request = PhoneRequest { phone: phone.to_owned() };
        browser.post(world, paths::PHONE_START, &request).await.ok();
        let code = world.code_to(phone).await;
        let me: MeResponse =
            browser.post(world, paths::PHONE_CONFIRM, &CodeRequest { code }).await.json();
        assert!(me.phone.is_some());
        self.phone = Some(phone.to_owned());
    }

    /// Sign-up and phone.
    pub(crate) async fn complete(world: &World, email: &str, phone: &str) -> (Self, Browser) {
        let mut browser = Browser::new();
        let mut person = Self::sign_up(world, &mut browser, email).await;
        person.confirm_phone(world, &mut browser, phone).await;
        (person, browser)
    }

    /// Password, then code.
    pub(crate) async fn log_in(&self, world: &World, browser: &mut Browser) -> MeResponse {
        let (reply, _) = password(world, browser, &self.email, PASSWORD).await;
        let next: LoginFinishResponse = reply.unwrap().json();
        assert!(matches!(next, LoginFinishResponse::Code { .. }));
        let code = world.code_to(self.phone.as_ref().unwrap()).await;
        browser.post(world, paths::LOGIN_CODE, &CodeRequest { code }).await.json()
    }

    /// Kit: nonce, signature.
    pub(crate) async fn log_in_by_kit(&self, world: &World, browser: &mut Browser) -> Reply {
        let locator = self.kit.locator();
        let start: KitStartResponse = browser
            .post(world, paths::KIT_START, &KitStartRequest { locator: locator.into() })
            .await
            .json();
        let nonce = start.nonce.0.as_slice().try_into().unwrap();
        let challenge = KitChallenge { realm: REALM, locator, login: start.login, nonce };
        let signature = B64::from(self.kit.sign_login(&challenge));
        let finish = KitFinishRequest { login: start.login, signature };
        browser.post(world, paths::KIT_FINISH, &finish).await
    }

    /// Opens what the server gave with this key.
    pub(crate) fn open(&self, answer: &VaultResponse, kek: &Kek) -> Vault {
        let (context, key) = open_slot(&answer.stored, self.account, kek).unwrap();
        assert_eq!(context.slot, answer.slot);
        Vault::open(&answer.vault, self.account, &key).unwrap()
    }
}

/// One OPAQUE login; the second part is `None` when the client itself refused KE2. Also answers
/// with the key that opens the password slot.
pub(crate) async fn password(
    world: &World,
    browser: &mut Browser,
    email: &str,
    password: &str,
) -> (Option<Reply>, Option<Kek>) {
    let rng = &mut SystemRng;
    let password = Password::new(password);
    let (state, ke1) = login_start(&password, rng).unwrap();
    let request = LoginStartRequest { email: email.to_owned(), suite: 1, ke1: ke1.into() };
    let start: LoginStartResponse = browser.post(world, paths::LOGIN_START, &request).await.json();
    let context = LoginContext { suite: Suite::CURRENT, account: start.account, realm: REALM };
    let Ok(finish) = state.finish(&password, &start.ke2, &context, rng) else {
        return (None, None);
    };
    let request = LoginFinishRequest { login: start.login, ke3: finish.ke3.into() };
    let reply = browser.post(world, paths::LOGIN_FINISH, &request).await;
    (Some(reply), Some(Kek::from_password(&finish.export_key)))
}
