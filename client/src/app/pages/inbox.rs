//! What was prepared for me: by owner, with what has been released.

use crate::{
    app::{
        components::{
            feedback::{Notice, Tone, loaded},
            layout::Page,
            link::To,
            number::Number,
            status::{Shape, Status},
        },
        context::{Ctx, use_ctx},
        router::Route,
        services::{dates, failure::Failure},
        task::use_load,
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command, InboxItem, InboxOwnerView, Verified},
};
use stafeta_shared::ids::AccountId;
use yew::prelude::*;

/// The inbox.
#[component]
pub fn Inbox() -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let load = use_load((), |ctx, ()| fetch(ctx));
    html! {
        <Page title={t.t("release-inbox-title")} lead={t.t("release-inbox-lead")}>
            { loaded(&load.state, load.retry(), |owners| {
                if owners.is_empty() {
                    html! { <Notice tone={Tone::Info}><p>{ t.t("release-inbox-empty") }</p></Notice> }
                } else {
                    html! { <div class="stack">{ for owners.iter().map(|owner| card(&ctx, owner, &load.retry())) }</div> }
                }
            }) }
        </Page>
    }
}

async fn fetch(ctx: Ctx) -> Result<Vec<InboxOwnerView>, Failure> {
    expect_answer!(ctx.keeper.call(&Command::Inbox), Answer::Inbox { owners } => owners)
}

fn card(ctx: &Ctx, owner: &InboxOwnerView, changed: &Callback<()>) -> Html {
    let t = ctx.texts;
    let since = dates::date(ctx.lang(), owner.accepted_at, None);
    let (shape, word) = match owner.verified {
        Verified::No => (Shape::Triangle, "release-owner-unverified"),
        Verified::Link => (Shape::Full, "release-owner-link"),
        Verified::Number => (Shape::Full, "release-owner-number"),
    };
    html! {
        <section class="card stack" key={owner.owner.to_string()}>
            <h2>{ &owner.name }</h2>
            <p class="row">
                <Status {shape} word={t.t(word)} />
                <span class="small">{ t.ta("release-since", &[("date", since.into())]) }</span>
            </p>
            if owner.released.is_empty() {
                <p>{ t.ta("release-nothing-yet", &[("name", owner.name.clone().into())]) }</p>
            } else {
                <ul class="list">{ for owner.released.iter().map(|item| row(ctx, owner.owner, item)) }</ul>
            }
            if owner.verified == Verified::No {
                <Number peer={owner.owner} name={owner.name.clone()} verified=false on_agree={changed.clone()} />
            }
        </section>
    }
}

fn row(ctx: &Ctx, owner: AccountId, item: &InboxItem) -> Html {
    let t = ctx.texts;
    let on = dates::day_time(ctx.lang(), item.released_at, None);
    let (shape, word) = match (item.recalled_at, item.declined_at, item.opened_at) {
        (Some(_), _, None) => (Shape::Bars, "release-state-recalled"),
        (_, Some(_), None) => (Shape::Cross, "release-state-declined"),
        (_, _, Some(_)) => (Shape::Full, "release-state-opened"),
        _ => (Shape::Triangle, "release-state-waiting"),
    };
    html! {
        <li class="list-row" key={item.handover.to_string()}>
            <div>
                <Status {shape} word={t.t(word)} />
                <p class="small">{ t.ta("release-released-on", &[("date", on.into())]) }</p>
            </div>
            if item.recalled_at.is_none() || item.opened_at.is_some() {
                <To class="button primary" route={Route::Read(owner, item.handover)} test={test_ids::INBOX_ITEM}>
                    { t.t("release-read") }
                </To>
            }
        </li>
    }
}
