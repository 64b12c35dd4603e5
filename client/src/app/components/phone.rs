//! Confirming a phone: number, code. Wired once, for sign-up and for the account page.

use crate::app::{
    components::{
        code_form::CodeForm,
        feedback::{Notice, Tone, task_failure},
        form::{Button, Field, Form, bind},
    },
    context::use_ctx,
    services::api,
    task::use_task,
    test_ids,
};
use stafeta_shared::api::CodeSentResponse;
use yew::prelude::*;

/// Properties of [`Phone`].
#[derive(Properties, PartialEq)]
pub struct PhoneProps {
    /// The phone is confirmed.
    pub on_done: Callback<()>,
}

/// Number, then code.
#[component]
pub fn Phone(props: &PhoneProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let phone = use_state(|| t.t("signup-phone-prefix"));
    let sent = use_state(|| None::<(String, i64)>);
    let (start, confirm) = (use_task(), use_task());

    let send = {
        let (phone, sent, start) = (phone.clone(), sent.clone(), start.clone());
        Callback::from(move |()| {
            let sent = sent.clone();
            start.run(api::phone_start((*phone).clone()), move |answer: CodeSentResponse| {
                sent.set(Some((answer.target, answer.resend_at)));
            });
        })
    };
    let check = {
        let (ctx, confirm, done) = (ctx.clone(), confirm.clone(), props.on_done.clone());
        Callback::from(move |code: String| {
            let (ctx, done) = (ctx.clone(), done.clone());
            confirm.run(api::phone_confirm(code), move |()| {
                ctx.refresh_me();
                done.emit(());
            });
        })
    };
    let other = {
        let (sent, confirm) = (sent.clone(), confirm.clone());
        Callback::from(move |()| {
            confirm.clear();
            sent.set(None);
        })
    };
    match (*sent).clone() {
        None => html! {
            <Form on={send}>
                <Field id={test_ids::PHONE} label={t.t("signup-phone-label")} kind="tel" autocomplete="tel"
                    value={(*phone).clone()} on={bind(&phone)} required=true hint={t.t("signup-phone-hint")} />
                { task_failure(&start) }
                <div class="actions">
                    <Button text={t.t("signup-phone-send")} busy={start.busy()} test={test_ids::SUBMIT} />
                </div>
            </Form>
        },
        Some((target, resend_at)) => html! {
            <>
                <Notice tone={Tone::Info} live=true>
                    <p>{ t.ta("login-code-sent", &[("phone", target.into())]) }</p>
                </Notice>
                { task_failure(&confirm) }
                { task_failure(&start) }
                <CodeForm action={t.t("signup-phone-confirm")} {resend_at} on_code={check} on_resend={send}
                    busy={confirm.busy()} resending={start.busy()} />
                <Button text={t.t("signup-phone-other")} look="quiet" on={other} />
            </>
        },
    }
}
