//! Logging in: by password and code, or with the printed kit.

use crate::{
    app::{
        components::{
            feedback::{ProgressBar, task_failure},
            form::{Area, Button, Form, bind},
            layout::Page,
            login_flow::{Entered, Foreign, LoginFlow},
            older_vault::OlderVault,
            unlock::Others,
        },
        context::{Ctx, use_ctx},
        router::Route,
        services::failure::Failure,
        task::use_task,
        test_ids,
    },
    protocol::{Answer, Command, VaultChange},
};
use stafeta_shared::api::MeResponse;
use yew::prelude::*;

/// Where somebody wants to be after logging in.
fn arrive(ctx: &Ctx, me: &MeResponse) {
    let route = if me.phone.is_none() {
        Route::SignUp
    } else if me.is_recipient && !me.is_owner {
        Route::Inbox
    } else {
        Route::Home
    };
    ctx.go(route);
}

/// Address, password, code.
#[component]
pub fn Login() -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let known = ctx.me().map(|me| me.email.clone()).unwrap_or_default();
    let on_done = {
        let ctx = ctx.clone();
        Callback::from(move |me: MeResponse| arrive(&ctx, &me))
    };
    html! {
        <Page title={t.t("login-title")} lead={t.t("login-lead")}>
            <LoginFlow key={known.clone()} email={known.clone()} {on_done} />
            <Others />
        </Page>
    }
}

/// The printed kit instead of the password.
#[component]
pub fn KitLogin() -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let (code, foreign) = (use_state(String::new), use_state(|| false));
    let (task, older) = (use_task(), use_state(|| None::<VaultChange>));
    let on_done = {
        let ctx = ctx.clone();
        Callback::from(move |entered: Entered| arrive(&ctx, &entered.open(&ctx)))
    };
    let submit = {
        let (ctx, code, task) = (ctx.clone(), code.clone(), task.clone());
        let (foreign, older, on_done) = (foreign.clone(), older.clone(), on_done.clone());
        Callback::from(move |()| {
            let command = Command::KitLogin { code: (*code).clone(), own_device: !*foreign };
            let call = ctx.keeper.call(&command);
            let (code, older, on_done) = (code.clone(), older.clone(), on_done.clone());
            let work = async move {
                match call.await? {
                    Answer::Unlocked { me, last_change, read_only } => {
                        Ok(Ok(Entered { me, last_change, read_only }))
                    }
                    Answer::VaultOlder { change } => Ok(Err(change)),
                    _ => Err(Failure::Unexpected),
                }
            };
            task.run(work, move |entered| {
                code.set(String::new());
                match entered {
                    Ok(entered) => on_done.emit(entered),
                    Err(change) => older.set(Some(change)),
                }
            });
        })
    };
    if let Some(change) = (*older).clone() {
        let leave = Callback::from(move |()| older.set(None));
        return html! {
            <Page title={t.t("login-kit-title")} back={Route::Login}>
                <OlderVault {change} {on_done} on_leave={leave} />
            </Page>
        };
    }
    html! {
        <Page title={t.t("login-kit-title")} lead={t.t("login-kit-lead")} back={Route::Login}>
            <Form on={submit}>
                <Area id={test_ids::KIT_CODE} label={t.t("login-kit-label")} value={(*code).clone()}
                    on={bind(&code)} rows=3 hint={t.t("login-kit-hint")} />
                <Foreign checked={*foreign} on={move |ticked| foreign.set(ticked)} />
                { task_failure(&task) }
                <ProgressBar progress={task.progress()} />
                <div class="actions">
                    <Button text={t.t("common-log-in")} busy={task.busy()} test={test_ids::SUBMIT} />
                </div>
            </Form>
        </Page>
    }
}
