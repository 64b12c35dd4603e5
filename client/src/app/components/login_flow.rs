//! Logging in, wherever it is needed: address and password, then the code.

use crate::{
    app::{
        components::{
            code_form::CodeForm,
            feedback::{Notice, ProgressBar, Tone, task_failure},
            form::{Button, Check, Field, Form, Password, bind},
            older_vault::OlderVault,
        },
        context::{Ctx, use_ctx},
        services::{dates, failure::Failure},
        task::use_task,
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command, VaultChange},
};
use stafeta_shared::api::MeResponse;
use yew::prelude::*;

/// Properties of [`LoginFlow`].
#[derive(Properties, PartialEq)]
pub struct LoginFlowProps {
    /// Address that is known already.
    #[prop_or_default]
    pub email: AttrValue,
    /// Everything is open.
    #[prop_or_default]
    pub on_done: Callback<MeResponse>,
}

#[derive(Clone, PartialEq)]
enum Step {
    Password,
    Code { phone: String, resend_at: i64 },
    Older(VaultChange),
}

/// What a right password led to.
enum Next {
    Open(Entered),
    Code { phone: String, resend_at: i64 },
    Older(VaultChange),
}

/// Address and password, then the code.
#[component]
pub fn LoginFlow(props: &LoginFlowProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let step = use_state(|| Step::Password);
    let (email, password) = (use_state(|| props.email.to_string()), use_state(String::new));
    let foreign = use_state(|| false);
    let (task, resend) = (use_task(), use_task());

    let finish = {
        let (ctx, step, password) = (ctx.clone(), step.clone(), password.clone());
        let on_done = props.on_done.clone();
        Callback::from(move |next: Next| match next {
            Next::Code { phone, resend_at } => {
                password.set(String::new());
                step.set(Step::Code { phone, resend_at });
            }
            Next::Open(entered) => {
                password.set(String::new());
                on_done.emit(entered.open(&ctx));
            }
            Next::Older(change) => {
                password.set(String::new());
                step.set(Step::Older(change));
            }
        })
    };
    let log_in = {
        let (ctx, task, finish) = (ctx.clone(), task.clone(), finish.clone());
        let (email, password, foreign) = (email.clone(), password.clone(), foreign.clone());
        Callback::from(move |()| {
            let command = Command::Login {
                email: email.trim().to_owned(),
                password: (*password).clone(),
                own_device: !*foreign,
            };
            let work = go_in(ctx.clone(), command);
            let finish = finish.clone();
            task.run(work, move |next| finish.emit(next));
        })
    };
    let send_code = {
        let (ctx, task, finish) = (ctx.clone(), task.clone(), finish.clone());
        Callback::from(move |code: String| {
            let work = go_in(ctx.clone(), Command::LoginCode { code });
            let finish = finish.clone();
            task.run(work, move |next| finish.emit(next));
        })
    };
    let send_again = {
        let (ctx, step, resend) = (ctx.clone(), step.clone(), resend.clone());
        Callback::from(move |()| {
            let call = ctx.keeper.call(&Command::LoginResend);
            let work = async move {
                expect_answer!(call, Answer::CodeSent { target, resend_at } => (target, resend_at))
            };
            let step = step.clone();
            resend.run(work, move |(phone, resend_at)| step.set(Step::Code { phone, resend_at }));
        })
    };

    let use_older = Callback::from(move |entered| finish.emit(Next::Open(entered)));
    let leave = {
        let step = step.clone();
        Callback::from(move |()| step.set(Step::Password))
    };
    match (*step).clone() {
        Step::Older(change) => {
            html! { <OlderVault {change} on_done={use_older} on_leave={leave} /> }
        }
        Step::Password => html! {
            <Form on={log_in}>
                <Field id={test_ids::EMAIL} label={t.t("common-email")} kind="email" value={(*email).clone()}
                    on={bind(&email)} autocomplete="username" required=true />
                <Password id={test_ids::PASSWORD} label={t.t("common-password")} value={(*password).clone()}
                    on={bind(&password)} autocomplete="current-password" required=true />
                <Foreign checked={*foreign} on={move |ticked| foreign.set(ticked)} />
                { task_failure(&task) }
                <ProgressBar progress={task.progress()} />
                <div class="actions">
                    <Button text={t.t("common-log-in")} busy={task.busy()} test={test_ids::SUBMIT} />
                </div>
            </Form>
        },
        Step::Code { phone, resend_at } => html! {
            <>
                <Notice tone={Tone::Info} live=true>
                    <p>{ t.ta("login-code-sent", &[("phone", phone.into())]) }</p>
                </Notice>
                { task_failure(&task) }
                { task_failure(&resend) }
                <CodeForm action={t.t("common-log-in")} {resend_at} on_code={send_code} on_resend={send_again}
                    busy={task.busy()} resending={resend.busy()} />
            </>
        },
    }
}

/// Properties of [`Foreign`].
#[derive(Properties, PartialEq)]
pub struct ForeignProps {
    /// Ticked.
    pub checked: bool,
    /// It was ticked or not.
    pub on: Callback<bool>,
}

/// "This is not my device": nothing stays on it, not even what would notice an older vault next time.
#[component]
pub fn Foreign(props: &ForeignProps) -> Html {
    let t = use_ctx().texts;
    html! {
        <Check id={test_ids::FOREIGN} checked={props.checked} on={props.on.clone()}>
            { t.t("login-foreign") }
        </Check>
    }
}

/// A step of logging in, and where it leads.
async fn go_in(ctx: Ctx, command: Command) -> Result<Next, Failure> {
    match ctx.keeper.call(&command).await? {
        Answer::Login { phone, resend_at } => Ok(Next::Code { phone, resend_at }),
        Answer::Unlocked { me, last_change, read_only } => {
            Ok(Next::Open(Entered { me, last_change, read_only }))
        }
        Answer::VaultOlder { change } => Ok(Next::Older(change)),
        _ => Err(Failure::Unexpected),
    }
}

/// An account that is open in the keeper, and not yet on the page.
pub struct Entered {
    /// Whose.
    pub me: Box<MeResponse>,
    /// A device that knows nothing of this vault cannot notice an old one; the person can.
    pub last_change: Option<VaultChange>,
    /// Nothing may be changed.
    pub read_only: bool,
}

impl Entered {
    /// Opens it on the page too.
    pub fn open(self, ctx: &Ctx) -> MeResponse {
        if let Some(VaultChange { at, device }) = self.last_change {
            let time = dates::day_time(ctx.lang(), at, None);
            let args = [("time", time.into()), ("device", device.into())];
            ctx.toast(ctx.texts.ta("login-last-change", &args));
        }
        ctx.opened((*self.me).clone(), self.read_only);
        *self.me
    }
}
