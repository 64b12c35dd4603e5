//! A new account: OPAQUE registration, account key, slots, kit, keys, vault, all committed at once.
//!
//! Used by sign-up and by accepting an invitation, which differ in who grants the right to register and in
//! what the first vault holds. Nothing is entered here until the server has committed all of it. When its answer
//! is lost it may have: the account, whose kit nobody has seen, waits in memory, and the next try sends the very
//! same request, which the server answers like the first one. Once it no longer does, the kit itself finds out
//! whether the account is there.

use super::{
    commands::Report,
    passphrase,
    refusal::Outcome,
    state::{Keeper, Unlocked},
    world::World,
};
use crate::protocol::{Answer, KitSheet, PasswordJudgement, ProgressStep, Refusal};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use stafeta_shared::{
    api::{
        MeResponse, NewAccount, NewKit, OpaqueRegisterRequest, OpaqueRegisterResponse,
        SignUpFinishRequest, SignUpOpenRequest, SignUpOpenResponse, paths,
    },
    bytes::B64,
    crypto::{
        Hash, Suite,
        account::{AccountKey, Kek, seal_slot},
        bundle::{Bundle, IdentityKeys},
        draw, hash,
        kit::KitCode,
        opaque::{ExportKey, LoginContext, LoginFailed, Password, registration_start},
        vault::{Change, Vault},
    },
    ids::{AccountId, SlotId},
};
use std::rc::Rc;
use zeroize::Zeroizing;

/// What a person says about a new account.
pub(crate) struct Newcomer {
    pub(crate) name: String,
    pub(crate) language: String,
    pub(crate) zone: String,
    pub(crate) password: Zeroizing<String>,
    /// By what name they know who invited them, if somebody did.
    pub(crate) owner_name: Option<String>,
}

/// A new account that the server is not known to have yet.
pub(crate) struct Prepared {
    /// By what right it was made.
    grant: B64,
    /// H of the password: with another one it would be another account.
    password: Hash,
    /// When it was made.
    pub(crate) since: i64,
    pub(crate) wire: NewAccount,
    pub(crate) bundle: Bundle,
    key: AccountKey,
    vault: Vault,
    kit: KitCode,
}

impl From<LoginFailed> for Refusal {
    fn from(_: LoginFailed) -> Self {
        Self::WrongSecret
    }
}

impl<W: World> Keeper<W> {
    pub(crate) async fn sign_up_open(&self, token: &str) -> Outcome<Answer> {
        let request = SignUpOpenRequest { token: parse_token(token)? };
        let answer: SignUpOpenResponse = self.http().post(paths::SIGN_UP_OPEN, &request).await?;
        Ok(Answer::SignUp { email: answer.email, language: answer.language })
    }

    pub(crate) async fn sign_up_finish(
        &self,
        token: &str,
        newcomer: Newcomer,
        report: &Report,
    ) -> Outcome<Answer> {
        let token = parse_token(token)?;
        let prepared = self.prepare_account(&token, newcomer, |_, _| Ok(()), report).await?;
        let request = SignUpFinishRequest { token, account: prepared.wire.clone() };
        self.commit_account(paths::SIGN_UP_FINISH, &request, &prepared).await
    }

    /// Registers the password and seals everything a new account consists of. `fill` puts into the first
    /// vault what belongs there. If one was prepared by this right and with this password before, and nobody knows
    /// what became of it, it is that again, whatever else was typed differently by now.
    pub(crate) async fn prepare_account(
        &self,
        grant: &B64,
        newcomer: Newcomer,
        fill: impl FnOnce(&mut Vault, &Bundle) -> Outcome<()>,
        report: &Report,
    ) -> Outcome<Rc<Prepared>> {
        let password = hash(newcomer.password.as_bytes());
        let unanswered = self.state().unanswered.clone();
        if let Some(prepared) = unanswered.filter(|it| it.is_of(grant, &password)) {
            return Ok(prepared);
        }
        if passphrase::judge(&newcomer.password) != PasswordJudgement::Good {
            return Err(Refusal::Unfit);
        }
        report(ProgressStep::Password, 0, 2);
        let (account, record, export_key) =
            self.register_password(grant, &newcomer.password).await?;
        report(ProgressStep::Keys, 1, 2);
        let rng = &mut self.world.rng();
        let keys = IdentityKeys::make(rng);
        let bundle = Bundle::make(account, &keys)?;
        let mut vault = Vault::new(bundle.clone(), keys)?;
        fill(&mut vault, &bundle)?;
        let (key, kit) = (AccountKey::make(rng), KitCode::make(rng));
        let sealed =
            vault.seal_next(Change { time: self.now(), device: self.world.device() }, &key, rng)?;
        let mut slot = |kek: &Kek| {
            let id = SlotId::from_bytes(draw(rng));
            (id, B64(seal_slot(account, id, 1, kek, &key, rng)))
        };
        let (password_slot, password_stored) = slot(&Kek::from_password(&export_key));
        let (kit_slot, kit_stored) = slot(&Kek::from_kit(&kit));
        let wire = NewAccount {
            name: newcomer.name,
            language: newcomer.language,
            zone: newcomer.zone,
            suite: Suite::CURRENT.number(),
            opaque_record: B64(record),
            bundle: B64(bundle.as_bytes().to_vec()),
            vault: B64(sealed.stored),
            password_slot,
            password_stored,
            kit: NewKit {
                locator: kit.locator().into(),
                public_key: kit.login_public_key().into(),
                slot: kit_slot,
                stored: kit_stored,
            },
        };
        report(ProgressStep::Keys, 2, 2);
        let (grant, since) = (grant.clone(), self.world.now());
        Ok(Rc::new(Prepared { grant, password, since, wire, bundle, key, vault, kit }))
    }

    async fn register_password(
        &self,
        grant: &B64,
        typed: &str,
    ) -> Outcome<(AccountId, Vec<u8>, ExportKey)> {
        let realm = self.instance().await?.realm;
        let password = Password::new(typed);
        let (state, message) = registration_start(&password, &mut self.world.rng())?;
        let request = OpaqueRegisterRequest {
            grant: grant.clone(),
            suite: Suite::CURRENT.number(),
            request: B64(message),
        };
        let answer: OpaqueRegisterResponse =
            self.http().post(paths::OPAQUE_REGISTER, &request).await?;
        let context =
            LoginContext { suite: Suite::CURRENT, account: answer.account, realm: &realm };
        let finish = state.finish(&password, &answer.response, &context, &mut self.world.rng())?;
        Ok((answer.account, finish.upload, finish.export_key))
    }

    /// Has the server commit the account. Without its word on that the only copy of the kit is kept.
    pub(crate) async fn commit_account(
        &self,
        path: &str,
        request: &impl Serialize,
        prepared: &Rc<Prepared>,
    ) -> Outcome<Answer> {
        let before = self.state_mut().unanswered.replace(prepared.clone());
        let again = before.is_some_and(|before| Rc::ptr_eq(&before, prepared));
        match self.http().post(path, request).await.and_then(|me| prepared.checked(me)) {
            Ok(me) => self.enter_new(prepared, me).await,
            Err(refusal) if refusal.is_final() && again => {
                self.enter_by_kit(prepared, refusal).await
            }
            Err(refusal) => {
                if refusal.is_final() {
                    self.state_mut().unanswered = None;
                }
                Err(refusal)
            }
        }
    }

    /// The server does not repeat its answer any more. If the account is there all the same, its kit opens it.
    async fn enter_by_kit(&self, prepared: &Prepared, refusal: Refusal) -> Outcome<Answer> {
        match self.prove_kit(&prepared.kit).await.and_then(|me| prepared.checked(me)) {
            Ok(me) => self.enter_new(prepared, me).await,
            Err(Refusal::WrongSecret) => {
                self.state_mut().unanswered = None;
                Err(refusal)
            }
            Err(unknown) => Err(unknown),
        }
    }

    /// The server has committed the account: it is open now, and its kit is shown once.
    async fn enter_new(&self, prepared: &Prepared, me: MeResponse) -> Outcome<Answer> {
        let instance = self.instance().await?;
        let text = prepared.kit.to_text();
        let mut groups = text.expose_secret().split('-').map(str::to_owned);
        let kit = KitSheet {
            groups: std::array::from_fn(|_| groups.next().unwrap_or_default()),
            realm: instance.realm,
            // Whoever types the code in later types it in there.
            url: self.world.origin(),
            email: me.email.clone(),
            created_at: self.world.now(),
        };
        let (key, vault) = (prepared.key.clone(), prepared.vault.clone());
        let opened = Unlocked { me: me.clone(), key, vault, own_device: true, read_only: false };
        self.enter(opened, None).await?;
        self.state_mut().unanswered = None;
        Ok(Answer::Kit { kit, me: Box::new(me) })
    }
}

impl Prepared {
    fn is_of(&self, grant: &B64, password: &Hash) -> bool {
        self.grant == *grant && self.password == *password
    }

    fn checked(&self, me: MeResponse) -> Outcome<MeResponse> {
        if me.account == self.bundle.account() { Ok(me) } else { Err(Refusal::Unverifiable) }
    }
}

/// A token out of a link's fragment.
fn parse_token(token: &str) -> Outcome<B64> {
    match URL_SAFE_NO_PAD.decode(token) {
        Ok(bytes) if bytes.len() == 32 => Ok(B64(bytes)),
        _ => Err(Refusal::WrongSecret),
    }
}
