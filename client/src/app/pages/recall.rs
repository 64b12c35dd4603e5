//! "I'm back" after a release: what was not opened is locked again, what was opened is shown.

use crate::{
    app::{
        components::{
            feedback::{Notice, Tone, loaded, task_failure},
            form::Button,
            layout::Page,
            link::To,
            status::{Shape, Status},
        },
        context::{Ctx, use_ctx},
        router::Route,
        services::{dates, failure::Failure, watches},
        task::{use_load, use_task},
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command, HandoverSummary, RecipientView},
};
use stafeta_shared::{api::RecallResponse, ids::WatchId};
use yew::prelude::*;

/// Properties of [`Recall`].
#[derive(Properties, PartialEq)]
pub struct RecallProps {
    /// The watch that ended in release.
    pub watch: WatchId,
}

/// Asks once, then says what happened.
#[component]
pub fn Recall(props: &RecallProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let done = use_state(|| None::<RecallResponse>);
    let task = use_task();
    let watch = props.watch;
    let load = use_load(watch, fetch);
    let recall = {
        let (task, done, load) = (task.clone(), done.clone(), load.clone());
        Callback::from(move |()| {
            let (done, load) = (done.clone(), load.clone());
            task.run(watches::recall(watch), move |result| {
                done.set(Some(result));
                load.reload();
            });
        })
    };
    html! {
        <Page title={t.t("release-back-title")} lead={t.t("release-back-lead")} back={Route::Home}>
            if let Some(result) = done.as_ref() {
                { result_view(&ctx, result) }
            } else {
                <p>{ t.t("release-back-what") }</p>
                { task_failure(&task) }
                <div class="actions">
                    <Button text={t.t("release-back-do")} on={recall} busy={task.busy()} test={test_ids::RECALL} />
                </div>
            }
            <h2>{ t.t("release-back-who") }</h2>
            { loaded(&load.state, load.retry(), |handovers| html! {
                { for handovers.iter().map(|handover| card(&ctx, handover)) }
            }) }
        </Page>
    }
}

async fn fetch(ctx: Ctx, watch: WatchId) -> Result<Vec<HandoverSummary>, Failure> {
    let call = ctx.keeper.call(&Command::Handovers);
    let all = expect_answer!(call, Answer::Handovers { handovers } => handovers)?;
    Ok(all.into_iter().filter(|handover| handover.watch == Some(watch)).collect())
}

fn result_view(ctx: &Ctx, result: &RecallResponse) -> Html {
    let t = ctx.texts;
    let count = |key: &str, n: u32| t.ta(key, &[("n", i64::from(n).into())]);
    html! {
        <div class="stack" data-test={test_ids::RECALLED} data-locked={result.locked.to_string()}
            data-opened={result.opened.to_string()}>
            <Notice tone={Tone::Good} live=true title={t.t("release-back-done")}>
                <p>{ count("release-back-locked", result.locked) }</p>
                <p>{ count("release-back-opened", result.opened) }</p>
                if result.opened > 0 { <p>{ t.t("release-back-change") }</p> }
            </Notice>
            <p><To route={Route::Home}>{ t.t("release-back-home") }</To></p>
        </div>
    }
}

fn card(ctx: &Ctx, handover: &HandoverSummary) -> Html {
    html! {
        <section class="card" key={handover.handover.to_string()}>
            <h3>{ &handover.title }</h3>
            <ul class="list">{ for handover.recipients.iter().map(|recipient| row(ctx, recipient)) }</ul>
        </section>
    }
}

fn row(ctx: &Ctx, recipient: &RecipientView) -> Html {
    let t = ctx.texts;
    let at = |key: &str, at: i64| {
        let date = dates::day_time(ctx.lang(), at, None);
        t.ta(key, &[("date", date.into())])
    };
    let (shape, word) = match recipient {
        RecipientView { opened_at: Some(when), .. } => {
            (Shape::Full, at("release-back-opened-at", *when))
        }
        RecipientView { recalled_at: Some(when), .. } => {
            (Shape::Bars, at("release-back-locked-at", *when))
        }
        RecipientView { declined_at: Some(when), .. } => {
            (Shape::Cross, at("release-back-declined-at", *when))
        }
        RecipientView { released_at: Some(when), .. } => {
            (Shape::Triangle, at("release-back-released-at", *when))
        }
        _ => (Shape::Empty, t.t("release-back-nothing")),
    };
    html! {
        <li class="list-row" key={recipient.recipient.to_string()}>
            <span>{ &recipient.name }</span>
            <Status {shape} {word} />
        </li>
    }
}
