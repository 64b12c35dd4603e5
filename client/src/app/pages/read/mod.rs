//! Reading what was released. Opening is a deliberate press, since it is recorded and the owner's
//! side sees it; an object that does not verify shows nothing at all.

mod opened;

use crate::{
    app::{
        components::{
            feedback::{Notice, ProgressBar, Tone, task_failure},
            form::Button,
            layout::Page,
        },
        context::{Ctx, use_ctx},
        router::Route,
        services::{dates, failure::Failure},
        state::same::Same,
        task::{Task, use_task},
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command, OpenedContent, StaleReason},
};
use opened::Opened;
use stafeta_shared::{bytes::B64, ids::HandoverId};
use yew::prelude::*;

/// What came out of opening.
enum Outcome {
    Opened(Box<OpenedContent>),
    Stale(Stale),
}

#[derive(Clone, PartialEq)]
struct Stale {
    reason: StaleReason,
    sealed_at: i64,
    seen_at: Option<i64>,
    shown: B64,
}

#[derive(Clone, PartialEq)]
enum Step {
    Closed,
    Stale(Stale),
    Opened(Same<OpenedContent>),
    Declined,
}

/// Properties of [`Read`].
#[derive(Properties, PartialEq)]
pub struct ReadProps {
    /// The handover.
    pub handover: HandoverId,
}

/// Opens and shows one released handover.
#[component]
pub fn Read(props: &ReadProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let step = use_state(|| Step::Closed);
    let asking = use_state(|| false);
    let (task, declining) = (use_task(), use_task());
    let handover = props.handover;
    let open = |accept_stale: Option<B64>| {
        let (ctx, task, step) = (ctx.clone(), task.clone(), step.clone());
        Callback::from(move |()| {
            run(&ctx, &task, step.clone(), handover, accept_stale.clone());
        })
    };
    let decline = {
        let (declining, step) = (declining.clone(), step.clone());
        let ctx = ctx.clone();
        Callback::from(move |()| {
            let step = step.clone();
            let call = ctx.keeper.call(&Command::Decline { handover });
            let work = async move { expect_answer!(call, Answer::Done => ()) };
            declining.run(work, move |()| step.set(Step::Declined));
        })
    };
    let ask = {
        let asking = asking.clone();
        Callback::from(move |()| asking.set(!*asking))
    };
    match (*step).clone() {
        Step::Opened(content) => html! { <Opened {content} /> },
        Step::Declined => html! {
            <Page title={t.t("release-declined-title")} lead={t.t("release-declined-lead")}
                back={Route::Inbox} />
        },
        Step::Stale(stale) => html! {
            <Page title={t.t("release-stale-title")} back={Route::Inbox}>
                { explain(&ctx, &stale) }
                { task_failure(&task) }
                <ProgressBar progress={task.progress()} />
                <div class="actions">
                    <Button text={t.t("release-stale-open")} look="danger" on={open(Some(stale.shown.clone()))} busy={task.busy()}
                        test={test_ids::OPEN_STALE} />
                </div>
            </Page>
        },
        Step::Closed => html! {
            <Page title={t.t("release-open-title")} lead={t.t("release-open-lead")} back={Route::Inbox}>
                <Notice tone={Tone::Info}><p>{ t.t("release-open-recorded") }</p></Notice>
                { task_failure(&task) }
                { task_failure(&declining) }
                <ProgressBar progress={task.progress()} />
                <div class="actions">
                    <Button text={t.t("release-open")} on={open(None)} busy={task.busy()} test={test_ids::OPEN} />
                    if !*asking {
                        <Button text={t.t("release-decline")} look="quiet" on={ask.clone()}
                            disabled={task.busy()} test={test_ids::DECLINE} />
                    }
                </div>
                if *asking {
                    <Notice tone={Tone::Warning} live=true title={t.t("release-decline-ask")}>
                        <p>{ t.t("release-decline-what") }</p>
                        <div class="actions">
                            <Button text={t.t("release-decline-yes")} look="danger" on={decline}
                                busy={declining.busy()} test={test_ids::CONFIRM} />
                            <Button text={t.t("common-cancel")} look="secondary" on={ask} />
                        </div>
                    </Notice>
                }
            </Page>
        },
    }
}

fn run(
    ctx: &Ctx,
    task: &Task,
    step: UseStateHandle<Step>,
    handover: HandoverId,
    accept_stale: Option<B64>,
) {
    let call = ctx.keeper.watched(&Command::Open { handover, accept_stale }, task.on_progress());
    let work = async move {
        match call.await? {
            Answer::Opened { content } => Ok(Outcome::Opened(content)),
            Answer::Stale { reason, sealed_at, seen_at, shown } => {
                Ok(Outcome::Stale(Stale { reason, sealed_at, seen_at, shown }))
            }
            _ => Err(Failure::Unexpected),
        }
    };
    task.run(work, move |result| {
        step.set(match result {
            Outcome::Opened(content) => Step::Opened(Same::new(*content)),
            Outcome::Stale(stale) => Step::Stale(stale),
        });
    });
}

fn explain(ctx: &Ctx, stale: &Stale) -> Html {
    let t = ctx.texts;
    let word = match stale.reason {
        StaleReason::Older => "release-stale-older",
        StaleReason::Different => "release-stale-different",
        StaleReason::Gap => "release-stale-gap",
    };
    let sealed = dates::day_time(ctx.lang(), stale.sealed_at, None);
    html! {
        <Notice tone={Tone::Danger} live=true>
            <p>{ t.t(word) }</p>
            <p>{ t.ta("release-stale-sealed", &[("date", sealed.into())]) }</p>
            if let Some(seen) = stale.seen_at {
                <p>{ t.ta("release-stale-seen",
                    &[("date", dates::day_time(ctx.lang(), seen, None).into())]) }</p>
            }
            <p>{ t.t("release-stale-choice") }</p>
        </Notice>
    }
}
