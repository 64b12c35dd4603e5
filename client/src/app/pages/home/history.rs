//! What happened to a watch, newest first.

use crate::app::{
    components::feedback::loaded,
    context::{Ctx, use_ctx},
    services::{dates, failure::Failure, watches},
    task::use_load,
    test_ids,
};
use stafeta_shared::{api::WatchEventResponse, ids::WatchId};
use yew::prelude::*;

/// How many are shown before somebody asks for more.
const FEW: usize = 8;

#[derive(Properties, PartialEq)]
pub(super) struct HistoryProps {
    pub(super) watch: WatchId,
    /// With the status: when it changes, the history is read again.
    pub(super) cycle: u64,
    pub(super) status: AttrValue,
}

/// The list.
#[component]
pub(super) fn History(props: &HistoryProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let all = use_state(|| false);
    let turn = (props.watch, props.cycle, props.status.clone());
    let load = use_load(turn, |_, (watch, ..)| fetch(watch));
    let more = {
        let all = all.clone();
        Callback::from(move |_: MouseEvent| all.set(true))
    };
    html! {
        <section class="card stack">
            <h2>{ t.t("home-history-title") }</h2>
            { loaded(&load.state, load.retry(), |events| {
                if events.is_empty() {
                    return html! { <p>{ t.t("home-history-empty") }</p> };
                }
                let count = if *all { events.len() } else { FEW };
                html! {
                    <>
                        <ol class="history">{ for events.iter().take(count).map(|event| row(&ctx, event)) }</ol>
                        if events.len() > count {
                            <button type="button" class="button quiet" onclick={more}>{ t.t("home-history-more") }</button>
                        }
                    </>
                }
            }) }
        </section>
    }
}

async fn fetch(watch: WatchId) -> Result<Vec<WatchEventResponse>, Failure> {
    Ok(watches::events(watch).await?.events)
}

fn row(ctx: &Ctx, event: &WatchEventResponse) -> Html {
    html! {
        <li key={event.seq} data-test={test_ids::EVENT} data-kind={event.kind.clone()}>
            <span class="history-when">{ dates::day_time(ctx.lang(), event.at, None) }</span>
            <span>{ words(ctx, event) }</span>
        </li>
    }
}

fn words(ctx: &Ctx, event: &WatchEventResponse) -> String {
    let t = ctx.texts;
    let stage = |field: &str| {
        let name = event.detail.get(field).and_then(|value| value.as_str()).unwrap_or_default();
        let plain = name.split('.').next().unwrap_or_default();
        t.t(&format!("watch-stage-{plain}"))
    };
    match event.kind.as_str() {
        "moved" => t.ta("home-event-moved", &[("to", stage("to").into())]),
        "asked-again" => t.ta("home-event-asked-again", &[("stage", stage("stage").into())]),
        "not-accepted" => t.ta("home-event-not-accepted", &[("stage", stage("stage").into())]),
        kind => t.t(&format!("home-event-{kind}")),
    }
}
