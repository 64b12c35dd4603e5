//! People who collude: their own real keys, taken out of their own vault with their own password.

use stafeta_client::protocol::Answer;
use stafeta_shared::{
    api::{
        CodeRequest, Delivery, InstanceResponse, KeyResponse, LoginFinishRequest,
        LoginStartRequest, LoginStartResponse, MeResponse, SealedResponse, VaultResponse,
        VaultUpdate, paths,
    },
    bytes::B64,
    content::{Block, Content, Text},
    crypto::{
        Key, Random, Suite, SystemRng,
        account::{AccountKey, Kek, open_slot},
        bundle::Bundle,
        opaque::{ExportKey, LoginContext, Password, login_start},
        pairing::Psk,
        vault::{Change, Vault},
        version::{Purpose, SealPlan, SealTo, SealedVersion, seal_version},
    },
    ids::HandoverId,
};
use stafeta_tests::support::{
    device::{Device, PASSWORD, Stage, kit},
    pair::{Pair, accept_as, invite, link_of, people},
    service::Service,
};

/// Address and number of the third person.
pub(crate) const THIRD: (&str, &str) = ("karel@example.org", "+420601000003");

/// Everything somebody holds.
pub(crate) struct Insider {
    pub(crate) export_key: ExportKey,
    pub(crate) answer: VaultResponse,
    pub(crate) vault: Vault,
    key: AccountKey,
}

impl Insider {
    /// Logs in with a client of their own making and opens what they get.
    pub(crate) async fn new(service: &Service, (email, phone): (&str, &str)) -> Self {
        let device = Device::new(service);
        service.wait(10 * 60_000);
        let realm = device.page_gets::<InstanceResponse>(paths::INSTANCE).await.realm;
        let password = Password::new(PASSWORD);
        let (state, ke1) = login_start(&password, &mut SystemRng).unwrap();
        let suite = Suite::CURRENT.number();
        let request = LoginStartRequest { email: email.to_owned(), suite, ke1: B64(ke1) };
        let start = device.page_posts(paths::LOGIN_START, &request).await;
        let start: LoginStartResponse = serde_json::from_slice(&start).unwrap();
        let context = LoginContext { suite: Suite::CURRENT, account: start.account, realm: &realm };
        let finish = state.finish(&password, &start.ke2, &context, &mut SystemRng).unwrap();
        let request = LoginFinishRequest { login: start.login, ke3: B64(finish.ke3) };
        device.page_posts(paths::LOGIN_FINISH, &request).await;
        let code = service.code_to(phone).await;
        device.page_posts(paths::LOGIN_CODE, &CodeRequest { code }).await;
        let answer: VaultResponse = device.page_gets(paths::VAULT).await;
        let kek = Kek::from_password(&finish.export_key);
        let (_, key) = open_slot(&answer.stored, start.account, &kek).unwrap();
        let vault = Vault::open(&answer.vault, start.account, &key).unwrap();
        Self { export_key: finish.export_key, answer, vault, key }
    }

    /// Writes the vault once more, as this device knows it; whether or not the server takes it.
    pub(crate) fn next_vault(&mut self) -> VaultUpdate {
        let change = Change { time: 1, device: "jiné zařízení".to_owned() };
        let sealed = self.vault.seal_next(change, &self.key, &mut SystemRng).unwrap();
        VaultUpdate { counter: self.vault.counter(), vault: B64(sealed.stored) }
    }

    /// Seals something to somebody with their own keys, as version `version` of `handover`.
    pub(crate) fn seals(&self, plan: &Plan<'_>, rng: &mut dyn Random) -> SealedVersion {
        let text = Text { md: plan.words.to_owned(), extra: None };
        let content = Content { title: "podvrženo".to_owned(), blocks: vec![Block::Text(text)] };
        let to = SealTo { bundle: plan.to, psk: plan.psk, prev: None };
        let plan = SealPlan {
            owner: self.vault.current_keys(),
            handover: plan.handover,
            version: plan.version,
            purpose: plan.purpose,
            sealed_at: plan.sealed_at,
            content: &content,
            extra: Default::default(),
            attachments: &[],
            recipients: &[to],
        };
        seal_version(&plan, rng).unwrap()
    }
}

/// What an insider seals.
pub(crate) struct Plan<'a> {
    pub(crate) handover: HandoverId,
    pub(crate) version: u64,
    pub(crate) purpose: Purpose,
    pub(crate) sealed_at: u64,
    pub(crate) words: &'a str,
    pub(crate) to: &'a Bundle,
    pub(crate) psk: Option<&'a Psk>,
}

/// The server hands out what an insider sealed, with the insider's half of the key.
pub(crate) fn hand_out(
    sealed: &SealedVersion,
    as_if: &SealedResponse,
) -> (SealedResponse, KeyResponse) {
    let share = &sealed.recipients[0];
    let answer = SealedResponse {
        version: sealed.context.version,
        header: B64(share.header.header.clone()),
        sig: B64(share.header.signature.clone()),
        wrap: B64(share.wrap.clone()),
        lock: B64(share.lock.clone()),
        psk_hint: share.psk_hint,
        body: B64(sealed.body.clone()),
        ..as_if.clone()
    };
    let k_srv = B64(share.k_srv.expose_secret().to_vec());
    (answer, KeyResponse { k_srv, opened_at: 0 })
}

/// Draws one known key first, then true randomness.
pub(crate) struct KnownFirst(pub(crate) Option<Key>);

impl Random for KnownFirst {
    fn fill(&mut self, dest: &mut [u8]) {
        match self.0.take() {
            Some(known) => dest.copy_from_slice(known.expose_secret()),
            None => SystemRng.fill(dest),
        }
    }
}

/// An owner, their recipient, and a second recipient who colludes with the server.
pub(crate) struct Trio {
    pub(crate) pair: Pair,
    pub(crate) third: Device,
    pub(crate) third_me: MeResponse,
}

impl Trio {
    pub(crate) async fn on(stage: Stage<'_>) -> Self {
        let pair = Pair::on(stage, Delivery::Link).await;
        let third = Device::new(&pair.service);
        let mut asked = invite(Delivery::Link);
        if let stafeta_client::protocol::Command::Invite { name, email, phone, .. } = &mut asked {
            *name = "Karel".to_owned();
            *email = THIRD.0.to_owned();
            *phone = Some(THIRD.1.to_owned());
        }
        let link = link_of(pair.owner.ask(asked).await);
        let accepted: Answer = accept_as(&pair.service, &third, link, THIRD).await;
        let (_, third_me) = kit(accepted);
        people(&pair.owner).await;
        Self { pair, third, third_me }
    }
}
