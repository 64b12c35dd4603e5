//! My account: who I am here, my language, my phone, and the way out.

use crate::{
    app::{
        components::{
            feedback::{Waiting, task_failure},
            form::{Button, Choice},
            layout::Page,
            phone::Phone,
        },
        context::use_ctx,
        router::Route,
        services::dates,
        shell::Act,
        state::size,
        task::use_task,
        test_ids,
    },
    protocol::Command,
};
use stafeta_shared::lang::Lang;
use yew::prelude::*;

/// The page.
#[component]
pub fn Me() -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let (task, phone) = (use_task(), use_state(|| false));
    let Some(me) = ctx.me() else { return html! { <Waiting /> } };
    let leave = {
        let (ctx, task) = (ctx.clone(), task.clone());
        Callback::from(move |()| {
            let (here, call) = (ctx.clone(), ctx.keeper.call(&Command::Logout));
            let work = async move {
                let told = call.await;
                // Whether or not the server heard it: no secret stays in this browser's memory.
                here.keeper.end();
                here.unsaved.clear();
                told
            };
            let ctx = ctx.clone();
            task.run(work, move |_| {
                ctx.app.dispatch(Act::Out);
                ctx.go(Route::Landing);
            });
        })
    };
    let language = {
        let ctx = ctx.clone();
        Callback::from(move |tag: String| {
            if let Some(lang) = Lang::parse(&tag) {
                ctx.app.dispatch(Act::Language(lang));
            }
        })
    };
    let languages = Lang::ALL
        .into_iter()
        .map(|lang| (AttrValue::from(lang.tag()), AttrValue::from(lang.own_name())))
        .collect::<Vec<_>>();
    let change_phone = {
        let phone = phone.clone();
        Callback::from(move |()| phone.set(!*phone))
    };
    let phone_done = {
        let (ctx, phone) = (ctx.clone(), phone.clone());
        Callback::from(move |()| {
            phone.set(false);
            ctx.toast(ctx.texts.t("home-me-phone-done"));
        })
    };
    let storage = [
        ("used", size::in_words(ctx.lang(), me.storage_used).into()),
        ("max", size::in_words(ctx.lang(), me.storage_max).into()),
    ];
    html! {
        <Page title={t.t("home-me-title")}>
            <section class="card stack">
                <dl class="facts">
                    <dt>{ t.t("common-name") }</dt><dd>{ &me.name }</dd>
                    <dt>{ t.t("common-email") }</dt><dd>{ &me.email }</dd>
                    <dt>{ t.t("common-phone") }</dt>
                    <dd>{ me.phone.clone().unwrap_or_else(|| t.t("home-me-phone-none")) }</dd>
                    <dt>{ t.t("home-me-zone") }</dt><dd>{ &me.zone }</dd>
                    <dt>{ t.t("home-me-strong") }</dt>
                    <dd>{ dates::day_time(ctx.lang(), me.strong_sign_at, None) }</dd>
                    <dt>{ t.t("home-me-storage") }</dt><dd>{ t.ta("home-me-storage-used", &storage) }</dd>
                </dl>
                if *phone {
                    <Phone on_done={phone_done} />
                    <Button text={t.t("common-cancel")} look="quiet" on={change_phone} />
                } else {
                    <div><Button text={t.t("home-me-phone-change")} look="secondary" on={change_phone} /></div>
                }
            </section>
            <section class="card stack">
                <Choice id="me-language" label={t.t("common-language")} value={ctx.lang().tag()}
                    options={languages} on={language} hint={t.t("home-me-language-hint")} />
            </section>
            <section class="card stack">
                <h2>{ t.t("home-me-leave") }</h2>
                <p>{ t.t("home-me-leave-text") }</p>
                { task_failure(&task) }
                <div><Button text={t.t("common-log-out")} look="secondary" on={leave} busy={task.busy()}
                    test={test_ids::LOG_OUT} /></div>
            </section>
        </Page>
    }
}
