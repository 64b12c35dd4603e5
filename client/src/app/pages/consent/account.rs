//! Saying yes with a new account: the phone first, then the codes, a name and a password.

use super::{CONSENT, asked::Question};
use crate::{
    app::{
        components::{
            code_form::Resend,
            feedback::{Notice, ProgressBar, Tone, task_failure},
            form::{Button, Field, Form, bind},
            layout::Page,
            password_choice::PasswordChoice,
        },
        context::use_ctx,
        services::{api, browser},
        state::same::Same,
        task::use_task,
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command, KitSheet},
};
use stafeta_shared::{
    api::{InvitationCodesResponse, MeResponse},
    ids::InviteId,
};
use yew::prelude::*;

/// Properties of [`Account`].
#[derive(Properties, PartialEq)]
pub(super) struct AccountProps {
    /// The invitation.
    pub invite: InviteId,
    /// What was asked.
    pub question: Question,
    /// By what name the person knows who asks.
    pub owner_name: AttrValue,
    /// The account is there; its kit has to be printed.
    pub on_kit: Callback<(Same<KitSheet>, MeResponse)>,
    /// Back to the question.
    pub on_back: Callback<()>,
}

/// Phone, then everything else.
#[component]
pub(super) fn Account(props: &AccountProps) -> Html {
    let t = use_ctx().texts;
    let sent = use_state(|| None::<InvitationCodesResponse>);
    let sending = use_task();
    let own_phone = use_state(|| props.question.phone.is_none());
    let phone = use_state(|| t.t("signup-phone-prefix"));
    let send = {
        let (invite, sending, sent) = (props.invite, sending.clone(), sent.clone());
        let typed = own_phone.then(|| (*phone).clone());
        Callback::from(move |()| {
            let sent = sent.clone();
            sending.run(api::invitation_codes(invite, typed.clone()), move |answer| {
                sent.set(Some(answer));
            });
        })
    };
    let other_number = {
        let (own_phone, sent) = (own_phone.clone(), sent.clone());
        Callback::from(move |()| {
            own_phone.set(true);
            sent.set(None);
        })
    };
    if let Some(codes) = (*sent).clone() {
        return html! {
            <Rest invite={props.invite} owner_name={props.owner_name.clone()}
                email={props.question.email.clone()} codes={Same::new(codes)} on_kit={props.on_kit.clone()} on_resend={send} resending={sending.busy()}
                on_other={other_number} />
        };
    }
    html! {
        <Page title={t.t("consent-phone-title")} lead={t.t("consent-phone-lead")}>
            <Form on={send}>
                if *own_phone {
                    <Field id={test_ids::PHONE} label={t.t("signup-phone-label")} kind="tel" autocomplete="tel"
                        value={(*phone).clone()} on={bind(&phone)} required=true hint={t.t("signup-phone-hint")} />
                } else {
                    <p>{ t.ta("consent-phone-known",
                        &[("phone", props.question.phone.clone().unwrap_or_default().into())]) }</p>
                }
                { task_failure(&sending) }
                <div class="actions">
                    <Button text={t.t("consent-phone-send")} busy={sending.busy()} test={test_ids::SUBMIT} />
                    if !*own_phone {
                        <Button text={t.t("consent-phone-other")} look="secondary" on={other_number} />
                    }
                    <Button text={t.t("common-back")} look="quiet" on={props.on_back.clone()} />
                </div>
            </Form>
        </Page>
    }
}

#[derive(Properties, PartialEq)]
struct RestProps {
    invite: InviteId,
    owner_name: AttrValue,
    email: AttrValue,
    codes: Same<InvitationCodesResponse>,
    on_kit: Callback<(Same<KitSheet>, MeResponse)>,
    on_resend: Callback<()>,
    resending: bool,
    on_other: Callback<()>,
}

#[component]
fn Rest(props: &RestProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let (code, email_code) = (use_state(String::new), use_state(String::new));
    let (name, password) = (use_state(String::new), use_state(|| None::<String>));
    let missing = use_state(|| false);
    let task = use_task();
    let codes = &props.codes;
    let choose = {
        let password = password.clone();
        Callback::from(move |chosen| password.set(chosen))
    };
    let submit = {
        let (ctx, task, missing, invite) =
            (ctx.clone(), task.clone(), missing.clone(), props.invite);
        let (code, email_code) = (code.clone(), email_code.clone());
        let (name, password, on_kit) = (name.clone(), password.clone(), props.on_kit.clone());
        let (asks_email, owner_name) = (codes.email.is_some(), props.owner_name.clone());
        Callback::from(move |()| {
            missing.set(password.is_none());
            let Some(password) = (*password).clone() else { return };
            let command = Command::InvitationAccept {
                invite,
                name: name.trim().to_owned(),
                language: ctx.lang().tag().to_owned(),
                zone: browser::zone(),
                password,
                sms_code: (*code).clone(),
                email_code: asks_email.then(|| (*email_code).clone()),
                consent: CONSENT.to_owned(),
                owner_name: owner_name.to_string(),
            };
            let call = ctx.keeper.watched(&command, task.on_progress());
            let on_kit = on_kit.clone();
            let work = async move { expect_answer!(call, Answer::Kit { kit, me } => (kit, *me)) };
            task.run(work, move |(kit, me)| on_kit.emit((Same::new(kit), me)));
        })
    };
    html! {
        <Page title={t.t("consent-account-title")} lead={t.t("consent-account-lead")}>
            <Notice tone={Tone::Info} live=true>
                <p>{ t.ta("login-code-sent", &[("phone", codes.phone.clone().into())]) }</p>
                if let Some(email) = &codes.email {
                    <p>{ t.ta("consent-email-sent", &[("email", email.clone().into())]) }</p>
                }
            </Notice>
            <Form on={submit}>
                <Field id={test_ids::CODE} label={t.t("consent-sms-code")} value={(*code).clone()} on={bind(&code)}
                    autocomplete="one-time-code" inputmode="numeric" required=true maxlength="12" />
                if codes.email.is_some() {
                    <Field id={test_ids::EMAIL_CODE} label={t.t("consent-email-code")}
                        value={(*email_code).clone()} on={bind(&email_code)} inputmode="numeric"
                        required=true maxlength="12" hint={t.t("consent-email-code-hint")} />
                }
                <Field id={test_ids::NAME} label={t.t("signup-name")} value={(*name).clone()} on={bind(&name)}
                    autocomplete="name" required=true maxlength="100" />
                <PasswordChoice on={choose} email={props.email.clone()} />
                if *missing {
                    <Notice tone={Tone::Warning} live=true><p>{ t.t("signup-password-missing") }</p></Notice>
                }
                { task_failure(&task) }
                <ProgressBar progress={task.progress()} />
                <div class="actions">
                    <Button text={t.t("consent-account-create")} busy={task.busy()} test={test_ids::SUBMIT} />
                    <Resend at={codes.resend_at} on={props.on_resend.clone()} busy={props.resending} />
                    <Button text={t.t("consent-phone-other")} look="quiet" on={props.on_other.clone()} />
                </div>
            </Form>
        </Page>
    }
}
