//! Home: how my watches stand, what would happen, what is missing, what happened.

mod checklist;
mod handovers;
mod history;
mod watch_card;

use crate::{
    app::{
        components::{
            feedback::{Notice, Tone, loaded, task_failure},
            form::Button,
            layout::Page,
        },
        context::{Ctx, use_ctx},
        services::{dates, failure::Failure, watches},
        state::same::Same,
        task::{Loaded, use_load, use_task},
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command, HandoverSummary, Person},
};
use checklist::Checklist;
use handovers::Handovers;
use history::History;
use stafeta_shared::api::{CheckInResponse, WatchResponse, WatchesResponse};
use watch_card::WatchCard;
use yew::prelude::*;

/// Everything the page shows.
pub(super) struct Overview {
    pub(super) watches: Vec<WatchResponse>,
    /// Watches that the server cannot show.
    unreadable: u32,
    pub(super) handovers: Vec<HandoverSummary>,
    pub(super) people: Vec<Person>,
}

/// Home.
#[component]
pub fn Home() -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let load = use_load((), |ctx, ()| fetch(ctx));
    let task = use_task();
    let fine = {
        let (ctx, task, load) = (ctx.clone(), task.clone(), load.clone());
        Callback::from(move |()| {
            let (ctx, load) = (ctx.clone(), load.clone());
            task.run(watches::check_in(), move |answer: CheckInResponse| {
                ctx.toast(thanks(&ctx, &answer));
                load.reload();
            });
        })
    };
    let name = ctx.me().map(|me| me.name.clone()).unwrap_or_default();
    html! {
        <Page title={t.ta("home-title", &[("name", name.into())])} wide=true>
            if may_be_asked(&load.state) {
                <section class="card fine">
                    <p>{ t.t("home-fine-text") }</p>
                    { task_failure(&task) }
                    <Button text={t.t("home-fine")} on={fine} busy={task.busy()} test={test_ids::FINE} />
                </section>
            }
            { loaded(&load.state, load.retry(), |overview: &Same<Overview>| {
                html! {
                    <>
                        if overview.unreadable > 0 {
                            <Notice tone={Tone::Danger}><p>{ t.t("home-unreadable") }</p></Notice>
                        }
                        <Checklist overview={overview.clone()} />
                        <div class="columns">
                            if !overview.watches.is_empty() {
                                <div class="stack">
                                    { for overview.watches.iter().map(|watch| html! {
                                        <WatchCard key={watch.watch.to_string()}
                                            watch={Same::new(watch.clone())} />
                                    }) }
                                </div>
                            }
                            <div class="stack">
                                <Handovers overview={overview.clone()} />
                                { for overview.watches.iter().map(|watch| html! {
                                    <History key={watch.watch.to_string()} watch={watch.watch} cycle={watch.cycle}
                                        status={watch.status.clone()} />
                                }) }
                            </div>
                        </div>
                    </>
                }
            }) }
        </Page>
    }
}

/// A sign of life must be possible whatever cannot be shown.
fn may_be_asked(state: &Loaded<Same<Overview>>) -> bool {
    match state {
        Loaded::Loading => false,
        Loaded::Failed(_) => true,
        Loaded::Ready(overview) => {
            let runs =
                |watch: &WatchResponse| !matches!(watch.status.as_str(), "draft" | "released");
            overview.unreadable > 0 || overview.watches.iter().any(runs)
        }
    }
}

async fn fetch(ctx: Ctx) -> Result<Same<Overview>, Failure> {
    // All three leave at once; the keeper answers in order.
    let handovers = ctx.keeper.call(&Command::Handovers);
    let people = ctx.keeper.call(&Command::People);
    let WatchesResponse { watches, unreadable } = watches::all().await?;
    let handovers = expect_answer!(handovers, Answer::Handovers { handovers } => handovers)?;
    let people = expect_answer!(people, Answer::People { people } => people)?;
    Ok(Same::new(Overview { watches, unreadable, handovers, people }))
}

fn thanks(ctx: &Ctx, answer: &CheckInResponse) -> String {
    match answer.next_question_at {
        Some(at) => {
            let date = dates::day(ctx.lang(), at, None);
            ctx.texts.ta("home-fine-thanks-next", &[("date", date.into())])
        }
        None => ctx.texts.t("home-fine-thanks"),
    }
}
