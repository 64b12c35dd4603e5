//! The server shows an older vault than this device has seen: what that means, and what a person may do.

use crate::{
    app::{
        components::{
            feedback::{Notice, ProgressBar, Tone, task_failure},
            form::Button,
        },
        context::use_ctx,
        services::dates,
        task::use_task,
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command, VaultChange},
};
use stafeta_shared::api::MeResponse;
use yew::prelude::*;

/// Properties of [`OlderVault`].
#[derive(Properties, PartialEq)]
pub struct OlderVaultProps {
    /// When and where the shown vault was changed last.
    pub change: VaultChange,
    /// Everything is open.
    pub on_done: Callback<MeResponse>,
}

/// Reading it, or going on with it.
#[component]
pub fn OlderVault(props: &OlderVaultProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let task = use_task();
    let use_it = |for_good: bool| {
        let (ctx, task, on_done) = (ctx.clone(), task.clone(), props.on_done.clone());
        Callback::from(move |()| {
            let call = ctx.keeper.call(&Command::UseOlderVault { for_good });
            let work = async move { expect_answer!(call, Answer::Unlocked { me, .. } => me) };
            let on_done = on_done.clone();
            task.run(work, move |me| on_done.emit(*me));
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
        </>
    }
}
