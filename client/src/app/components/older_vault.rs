//! The server shows an older vault than this device has seen: what that means, and what a person may do. Keys
//! wait in the keeper meanwhile, so there is a way out too.

use crate::{
    app::{
        components::{
            feedback::{Notice, ProgressBar, Tone, task_failure},
            form::Button,
            login_flow::Entered,
        },
        context::use_ctx,
        services::dates,
        task::use_task,
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command, VaultChange},
};
use yew::prelude::*;

/// Properties of [`OlderVault`].
#[derive(Properties, PartialEq)]
pub struct OlderVaultProps {
    /// When and where the shown vault was changed last.
    pub change: VaultChange,
    /// Everything is open.
    pub on_done: Callback<Entered>,
    /// Nothing was chosen, and nothing is kept.
    pub on_leave: Callback<()>,
}

/// Reading it, going on with it, or leaving.
#[component]
pub fn OlderVault(props: &OlderVaultProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let task = use_task();
    let use_it = |for_good: bool| {
        let (ctx, task, on_done) = (ctx.clone(), task.clone(), props.on_done.clone());
        Callback::from(move |()| {
            let call = ctx.keeper.call(&Command::UseOlderVault { for_good });
            let work = async move {
                expect_answer!(call, Answer::Unlocked { me, last_change, read_only } =>
                    Entered { me, last_change, read_only })
            };
            let on_done = on_done.clone();
            task.run(work, move |entered| on_done.emit(entered));
        })
    };
    let leave = {
        let (ctx, task, on_leave) = (ctx.clone(), task.clone(), props.on_leave.clone());
        Callback::from(move |()| {
            let call = ctx.keeper.call(&Command::Logout);
            let work = async move { expect_answer!(call, Answer::Done => ()) };
            let on_leave = on_leave.clone();
            task.run(work, move |()| on_leave.emit(()));
        })
    };
    let VaultChange { at, device } = &props.change;
    let time = dates::day_time(ctx.lang(), *at, None);
    let args = [("time", time.into()), ("device", device.clone().into())];
    html! {
        <>
            <Notice tone={Tone::Danger} live=true title={t.t("login-older-title")}>
                <p>{ t.t("login-older-lead") }</p>
                <p>{ t.ta("login-older-change", &args) }</p>
                <p>{ t.t("login-older-why") }</p>
            </Notice>
            { task_failure(&task) }
            <ProgressBar progress={task.progress()} />
            <p>{ t.t("login-older-read-hint") }</p>
            <div class="actions">
                <Button text={t.t("login-older-read")} on={use_it(false)} busy={task.busy()}
                    test={test_ids::VAULT_READ} />
            </div>
            <p>{ t.t("login-older-go-on-hint") }</p>
            <div class="actions">
                <Button text={t.t("login-older-go-on")} look="danger" on={use_it(true)} busy={task.busy()}
                    test={test_ids::VAULT_GO_ON} />
            </div>
            <p>{ t.t("login-older-leave-hint") }</p>
            <div class="actions">
                <Button text={t.t("common-log-out")} look="secondary" on={leave} busy={task.busy()}
                    test={test_ids::VAULT_LEAVE} />
            </div>
        </>
    }
}
