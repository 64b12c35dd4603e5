//! What is missing until a watch guards something: done, next, later.

use super::Overview;
use crate::app::{
    components::{
        link::To,
        status::{Shape, Status},
    },
    context::{Ctx, use_ctx},
    router::Route,
    state::same::Same,
    state::steps::{Step, done},
    test_ids,
};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ChecklistProps {
    pub(super) overview: Same<Overview>,
}

/// The list; gone once everything is done.
#[component]
pub(super) fn Checklist(props: &ChecklistProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let all = &props.overview;
    let is_done = |step| done(step, &all.handovers, &all.people, &all.watches);
    let next = Step::ALL.into_iter().find(|step| !is_done(*step));
    let Some(next) = next else { return html! {} };
    html! {
        <section class="card stack">
            <h2>{ t.t("home-steps-title") }</h2>
            <ol class="checklist">
                { for Step::ALL.into_iter().map(|step| {
                    let (shape, word) = if is_done(step) {
                        (Shape::Full, "home-steps-done")
                    } else if step == next {
                        (Shape::Half, "home-steps-next")
                    } else {
                        (Shape::Empty, "home-steps-later")
                    };
                    html! {
                        <li key={key(step)} class="list-row" aria-current={(step == next).then_some("step")}>
                            <span>{ t.t(key(step)) }</span>
                            <Status {shape} word={t.t(word)} />
                        </li>
                    }
                }) }
            </ol>
            { way_on(&ctx, props, next) }
        </section>
    }
}

fn way_on(ctx: &Ctx, props: &ChecklistProps, next: Step) -> Html {
    let t = ctx.texts;
    let all = &props.overview;
    let handover = all.handovers.first().map(|handover| Route::Handover(handover.handover));
    let watch = all.watches.first().map(|watch| Route::Watch(watch.watch));
    let (route, word, test) = match next {
        Step::Write => (Some(Route::HandoverNew), "home-go-write", test_ids::NEW_HANDOVER),
        Step::Invite => (Some(Route::Invite), "home-go-invite", test_ids::INVITE),
        Step::Accepted => (Some(Route::People), "home-go-people", test_ids::NAV_PEOPLE),
        Step::Seal => (handover, "home-go-seal", test_ids::HANDOVER_LINK),
        Step::Watch => (Some(Route::WatchNew), "home-go-watch", test_ids::NEW_WATCH),
        Step::Arm => (watch, "home-go-arm", test_ids::WATCH_LINK),
    };
    match route {
        Some(route) => html! {
            <p><To class="button primary" {route} {test}>{ t.t(word) }</To></p>
        },
        None => html! {},
    }
}

const fn key(step: Step) -> &'static str {
    match step {
        Step::Write => "home-steps-write",
        Step::Invite => "home-steps-invite",
        Step::Accepted => "home-steps-accepted",
        Step::Seal => "home-steps-seal",
        Step::Watch => "home-steps-watch",
        Step::Arm => "home-steps-arm",
    }
}
