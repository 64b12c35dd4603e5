//! Getting in: password and code, or the kit; and out.
//!
//! The suite is this build's choice: an answer in another one is refused before anything that depends on the
//! password leaves. A wrong password, an unknown address and a false server look the same.

use super::{
    commands::Report,
    refusal::Outcome,
    state::{Keeper, PendingLogin},
    transport::Method,
    world::World,
};
use crate::protocol::{Answer, ProgressStep, Refusal};
use stafeta_shared::{
    api::{
        CodeRequest, CodeSentResponse, KitFinishRequest, KitStartRequest, KitStartResponse,
        LoginFinishRequest, LoginFinishResponse, LoginStartRequest, LoginStartResponse, MeResponse,
        ProblemCode, paths,
    },
    bytes::B64,
    crypto::{
        Suite,
        account::Kek,
        kit::{KitChallenge, KitCode},
        opaque::{LoginContext, Password, login_start},
    },
};

impl<W: World> Keeper<W> {
    pub(crate) async fn login(
        &self,
        email: String,
        typed: &str,
        own_device: bool,
        report: &Report,
    ) -> Outcome<Answer> {
        self.lock();
        report(ProgressStep::Password, 0, 1);
        let (pending, next) = self.prove_password(email, typed, own_device).await.map_err(
            |refusal| match refusal {
                failed if failed.is(ProblemCode::LoginFailed) => Refusal::WrongSecret,
                other => other,
            },
        )?;
        report(ProgressStep::Password, 1, 1);
        match next {
            LoginFinishResponse::Code { phone, resend_at } => {
                self.state_mut().pending = Some(pending);
                Ok(Answer::Login { phone, resend_at })
            }
            LoginFinishResponse::Done => self.unlock_as(pending).await,
        }
    }

    async fn prove_password(
        &self,
        email: String,
        typed: &str,
        own_device: bool,
    ) -> Outcome<(PendingLogin, LoginFinishResponse)> {
        let realm = self.instance().await?.realm;
        let password = Password::new(typed);
        let (state, ke1) = login_start(&password, &mut self.world.rng())?;
        let request = LoginStartRequest { email, suite: Suite::CURRENT.number(), ke1: B64(ke1) };
        let answer: LoginStartResponse = self.http().post(paths::LOGIN_START, &request).await?;
        if answer.suite != Suite::CURRENT.number() {
            return Err(Refusal::Unverifiable);
        }
        let context =
            LoginContext { suite: Suite::CURRENT, account: answer.account, realm: &realm };
        let finish = state.finish(&password, &answer.ke2, &context, &mut self.world.rng())?;
        let request = LoginFinishRequest { login: answer.login, ke3: B64(finish.ke3) };
        let next = self.http().post(paths::LOGIN_FINISH, &request).await?;
        let kek = Kek::from_password(&finish.export_key);
        let (account, since) = (answer.account, self.world.now());
        Ok((PendingLogin { account, kek, own_device, since }, next))
    }

    pub(crate) async fn login_code(&self, code: String) -> Outcome<Answer> {
        if self.state().pending.is_none() {
            return Err(Refusal::Locked);
        }
        self.http().tell(Method::Post, paths::LOGIN_CODE, Some(&CodeRequest { code })).await?;
        let pending = self.state_mut().pending.take().ok_or(Refusal::Locked)?;
        self.unlock_as(pending).await
    }

    pub(crate) async fn login_resend(&self) -> Outcome<Answer> {
        let sent: CodeSentResponse = self.http().post_empty(paths::LOGIN_RESEND).await?;
        Ok(Answer::CodeSent { target: sent.target, resend_at: sent.resend_at })
    }

    async fn unlock_as(&self, pending: PendingLogin) -> Outcome<Answer> {
        let me: Option<MeResponse> = self.http().get(paths::ME).await?;
        let me = me.filter(|me| me.account == pending.account).ok_or(Refusal::Unverifiable)?;
        self.unlock(me, &pending.kek, pending.own_device).await
    }

    pub(crate) async fn kit_login(&self, typed: &str, own_device: bool) -> Outcome<Answer> {
        self.lock();
        let code = KitCode::parse(typed)?;
        let me = self.prove_kit(&code).await?;
        self.unlock(me, &Kek::from_kit(&code), own_device).await
    }

    /// Logs in with a kit; whose it is.
    pub(crate) async fn prove_kit(&self, code: &KitCode) -> Outcome<MeResponse> {
        let realm = self.instance().await?.realm;
        let locator = code.locator();
        let start: KitStartResponse = self
            .http()
            .post(paths::KIT_START, &KitStartRequest { locator: locator.into() })
            .await?;
        let nonce = start.nonce.as_ref().try_into().map_err(|_| Refusal::Unverifiable)?;
        let challenge = KitChallenge { realm: &realm, locator, login: start.login, nonce };
        let request =
            KitFinishRequest { login: start.login, signature: code.sign_login(&challenge).into() };
        self.http().post(paths::KIT_FINISH, &request).await.map_err(|refusal| match refusal {
            failed if failed.is(ProblemCode::LoginFailed) => Refusal::WrongSecret,
            other => other,
        })
    }

    /// Who is unlocked here. The server's view of the person is fetched anew, the vault is not.
    pub(crate) async fn session(&self) -> Outcome<Answer> {
        let Ok(account) = self.with(|open| open.me.account) else {
            return Ok(Answer::Session { me: None });
        };
        let me: Option<MeResponse> = self.http().get(paths::ME).await?;
        let Some(me) = me.filter(|me| me.account == account) else {
            self.forget();
            return Ok(Answer::Session { me: None });
        };
        if let Some(open) = &mut self.state_mut().unlocked {
            open.me = me.clone();
        }
        Ok(Answer::Session { me: Some(Box::new(me)) })
    }

    /// Forgets first, tells the server second: a lost connection must not keep secrets alive.
    pub(crate) async fn logout(&self) -> Outcome<Answer> {
        self.forget();
        self.http().tell(Method::Post, paths::LOGOUT, None::<&()>).await?;
        Ok(Answer::Done)
    }
}
