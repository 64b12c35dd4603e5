//! Signing up: address; after the mail name and password; the kit; the phone.

use crate::{
    app::{
        components::{
            feedback::{Notice, ProgressBar, Tone, Waiting, task_failure},
            form::{Button, Field, Form, bind},
            kit_sheet::KitStep,
            layout::Page,
            link::To,
            password_choice::PasswordChoice,
            phone::Phone,
        },
        context::{Ctx, use_ctx},
        router::Route,
        services::{api, browser, failure::Failure},
        shell::Session,
        state::{address, same::Same},
        task::use_task,
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command, KitSheet},
};
use stafeta_shared::api::{MeResponse, SignUpMode, SignUpRequest};
use yew::prelude::*;

#[derive(Clone, PartialEq)]
enum Step {
    Address,
    Mailed(String),
    Opening,
    Account { token: String, email: String },
    Kit(Same<KitSheet>),
    Phone,
}

/// The whole way, one step at a time.
#[component]
pub fn SignUp() -> Html {
    let ctx = use_ctx();
    let step = use_state(|| Step::Address);
    let failure = use_state(|| None::<Failure>);
    {
        // A link opened in this very page arrives as a new turn with a new fragment.
        let (ctx, step, failure) = (ctx.clone(), step.clone(), failure.clone());
        use_effect_with(ctx.app.turns, move |_| {
            if let Some(token) = ctx.fragment.take() {
                step.set(Step::Opening);
                failure.set(None);
                open(&ctx, token, step, failure);
            }
        });
    }
    let unfinished = match &ctx.app.session {
        Session::Open(me) => *step == Step::Address && me.phone.is_none(),
        _ => false,
    };
    let next = |to: Step| {
        let step = step.clone();
        Callback::from(move |()| step.set(to.clone()))
    };
    let finished = {
        let ctx = ctx.clone();
        Callback::from(move |()| ctx.go(Route::Home))
    };
    match (*step).clone() {
        _ if unfinished => html! { <PhoneStep on_done={finished} /> },
        Step::Address => html! {
            <AddressStep failure={(*failure).clone()} on_sent={
                let step = step.clone();
                Callback::from(move |email| step.set(Step::Mailed(email)))
            } />
        },
        Step::Mailed(email) => html! { <MailedStep {email} on_other={next(Step::Address)} /> },
        Step::Opening => html! { <article class="page page-narrow"><Waiting /></article> },
        Step::Account { token, email } => html! {
            <AccountStep {token} {email} on_kit={
                let step = step.clone();
                Callback::from(move |kit: KitSheet| step.set(Step::Kit(Same::new(kit))))
            } />
        },
        Step::Kit(kit) => html! { <KitPage {kit} on_done={next(Step::Phone)} /> },
        Step::Phone => html! { <PhoneStep on_done={finished} /> },
    }
}

fn open(
    ctx: &Ctx,
    token: String,
    step: UseStateHandle<Step>,
    failure: UseStateHandle<Option<Failure>>,
) {
    let call = ctx.keeper.call(&Command::SignUpOpen { token: token.clone() });
    wasm_bindgen_futures::spawn_local(async move {
        match expect_answer!(call, Answer::SignUp { email, .. } => email) {
            Ok(email) => step.set(Step::Account { token, email }),
            Err(why) => {
                failure.set(Some(why));
                step.set(Step::Address);
            }
        }
    });
}

#[derive(Properties, PartialEq)]
struct AddressProps {
    failure: Option<Failure>,
    on_sent: Callback<String>,
}

#[component]
fn AddressStep(props: &AddressProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let email = use_state(String::new);
    let wrong = use_state(|| false);
    let task = use_task();
    let mode = ctx.instance().map_or(SignUpMode::Open, |instance| instance.sign_up);
    let submit = {
        let (ctx, email, task) = (ctx.clone(), email.clone(), task.clone());
        let (wrong, on_sent) = (wrong.clone(), props.on_sent.clone());
        Callback::from(move |()| {
            let address = email.trim().to_owned();
            wrong.set(!address::looks_like_email(&address));
            if !address::looks_like_email(&address) {
                return;
            }
            let request =
                SignUpRequest { email: address.clone(), language: ctx.lang().tag().to_owned() };
            let on_sent = on_sent.clone();
            let work = async move { api::sign_up(&request).await };
            task.run(work, move |()| on_sent.emit(address));
        })
    };
    let error = wrong.then(|| AttrValue::from(t.t("problem-email-invalid")));
    if mode != SignUpMode::Open {
        return html! {
            <Page title={t.t("signup-title")}>
                <Notice tone={Tone::Info}><p>{ t.t("problem-sign-up-closed") }</p></Notice>
                <p><To route={Route::Login}>{ t.t("common-log-in") }</To></p>
            </Page>
        };
    }
    html! {
        <Page title={t.t("signup-title")} lead={t.t("signup-lead")}>
            if let Some(failure) = &props.failure {
                <Notice tone={Tone::Warning} live=true test={test_ids::ERROR}>
                    <p>{ failure.text(t) }</p>
                    <p>{ t.t("signup-link-again") }</p>
                </Notice>
            }
            <Form on={submit}>
                <Field id={test_ids::EMAIL} label={t.t("common-email")} kind="email" autocomplete="email"
                    value={(*email).clone()} on={bind(&email)} required=true hint={t.t("signup-email-hint")}
                    {error} />
                { task_failure(&task) }
                <div class="actions">
                    <Button text={t.t("signup-email-send")} busy={task.busy()} test={test_ids::SUBMIT} />
                </div>
            </Form>
            <p>{ t.t("signup-have-account") }{ " " }<To route={Route::Login}>{ t.t("common-log-in") }</To></p>
        </Page>
    }
}

#[derive(Properties, PartialEq)]
struct MailedProps {
    email: AttrValue,
    on_other: Callback<()>,
}

#[component]
fn MailedStep(props: &MailedProps) -> Html {
    let t = use_ctx().texts;
    html! {
        <Page title={t.t("signup-mailed-title")}
            lead={t.ta("signup-mailed-lead", &[("email", props.email.to_string().into())])}>
            <Notice tone={Tone::Info} test={test_ids::MAIL_SENT}><p>{ t.t("signup-mailed-hint") }</p></Notice>
            <Button text={t.t("signup-mailed-other")} look="quiet" on={props.on_other.clone()} />
        </Page>
    }
}

#[derive(Properties, PartialEq)]
struct AccountProps {
    token: AttrValue,
    email: AttrValue,
    on_kit: Callback<KitSheet>,
}

#[component]
fn AccountStep(props: &AccountProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let name = use_state(String::new);
    let password = use_state(|| None::<String>);
    let missing = use_state(|| false);
    let task = use_task();
    let choose = {
        let password = password.clone();
        Callback::from(move |chosen| password.set(chosen))
    };
    let submit = {
        let (ctx, task, name, password) =
            (ctx.clone(), task.clone(), name.clone(), password.clone());
        let (missing, token, on_kit) =
            (missing.clone(), props.token.to_string(), props.on_kit.clone());
        Callback::from(move |()| {
            let Some(password) = (*password).clone() else {
                missing.set(true);
                return;
            };
            missing.set(false);
            let command = Command::SignUpFinish {
                token: token.clone(),
                name: name.trim().to_owned(),
                language: ctx.lang().tag().to_owned(),
                zone: browser::zone(),
                password,
            };
            let call = ctx.keeper.watched(&command, task.on_progress());
            let work = async move { expect_answer!(call, Answer::Kit { kit, me } => (kit, me)) };
            let (ctx, on_kit) = (ctx.clone(), on_kit.clone());
            task.run(work, move |(kit, me): (KitSheet, Box<MeResponse>)| {
                ctx.opened(*me, false);
                on_kit.emit(kit);
            });
        })
    };
    html! {
        <Page title={t.t("signup-account-title")}
            lead={t.ta("signup-account-lead", &[("email", props.email.to_string().into())])}>
            <Form on={submit}>
                <Field id={test_ids::NAME} label={t.t("signup-name")} value={(*name).clone()} on={bind(&name)}
                    autocomplete="name" required=true maxlength="100" hint={t.t("signup-name-hint")} />
                <PasswordChoice on={choose} email={props.email.clone()} />
                if *missing && password.is_none() {
                    <Notice tone={Tone::Warning} live=true><p>{ t.t("signup-password-missing") }</p></Notice>
                }
                { task_failure(&task) }
                <ProgressBar progress={task.progress()} />
                <div class="actions">
                    <Button text={t.t("signup-account-create")} busy={task.busy()} test={test_ids::SUBMIT} />
                </div>
            </Form>
        </Page>
    }
}

/// Properties of [`KitPage`].
#[derive(Properties, PartialEq)]
pub struct KitPageProps {
    /// The sheet.
    pub kit: Same<KitSheet>,
    /// It is on paper.
    pub on_done: Callback<()>,
}

/// The kit, as a page of its own.
#[component]
pub fn KitPage(props: &KitPageProps) -> Html {
    let t = use_ctx().texts;
    html! {
        <Page title={t.t("kit-title")} lead={t.t("kit-lead")}>
            <KitStep kit={props.kit.clone()} on_done={props.on_done.clone()} />
        </Page>
    }
}

#[derive(Properties, PartialEq)]
struct PhoneStepProps {
    on_done: Callback<()>,
}

#[component]
fn PhoneStep(props: &PhoneStepProps) -> Html {
    let t = use_ctx().texts;
    html! {
        <Page title={t.t("signup-phone-title")} lead={t.t("signup-phone-lead")}>
            <Phone on_done={props.on_done.clone()} />
        </Page>
    }
}
