//! My handovers: to whom each is sealed, and whether something newer waits to be sealed.

use super::Overview;
use crate::{
    app::{
        components::{
            link::To,
            status::{Shape, Status},
        },
        context::{Ctx, use_ctx},
        router::Route,
        services::dates,
        state::same::Same,
        test_ids,
    },
    protocol::HandoverSummary,
};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct HandoversProps {
    pub(super) overview: Same<Overview>,
}

/// The list.
#[component]
pub(super) fn Handovers(props: &HandoversProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let handovers = &props.overview.handovers;
    if handovers.is_empty() {
        return html! {};
    }
    html! {
        <section class="card stack">
            <h2>{ t.t("home-handovers-title") }</h2>
            <ul class="list">{ for handovers.iter().map(|handover| row(&ctx, handover)) }</ul>
            <p>
                <To class="button secondary" route={Route::HandoverNew} test={test_ids::NEW_HANDOVER}>
                    { t.t("home-handovers-new") }
                </To>
            </p>
        </section>
    }
}

fn row(ctx: &Ctx, handover: &HandoverSummary) -> Html {
    let t = ctx.texts;
    let (shape, word) = if handover.version == 0 {
        (Shape::Empty, "home-handover-unsealed")
    } else if handover.watch.is_none() {
        (Shape::Triangle, "home-handover-loose")
    } else if handover.unsealed_changes {
        (Shape::Half, "home-handover-changed")
    } else {
        (Shape::Full, "home-handover-sealed")
    };
    let title = if handover.title.is_empty() {
        t.t("home-handover-untitled")
    } else {
        handover.title.clone()
    };
    let names: Vec<&str> = handover.recipients.iter().map(|one| one.name.as_str()).collect();
    html! {
        <li class="list-row" key={handover.handover.to_string()}>
            <div>
                <To route={Route::Handover(handover.handover)} test={test_ids::HANDOVER_LINK}>{ title }</To>
                if !names.is_empty() {
                    <p class="small">{ t.ta("home-handover-for", &[("names", names.join(", ").into())]) }</p>
                }
                if let Some(at) = handover.sealed_at {
                    <p class="small">{ t.ta("home-handover-sealed-at",
                        &[("date", dates::day_time(ctx.lang(), at, None).into())]) }</p>
                }
            </div>
            <Status {shape} word={t.t(word)} />
        </li>
    }
}
