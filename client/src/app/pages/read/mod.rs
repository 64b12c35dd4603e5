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
    protocol::{Accepted, Answer, Command, OpenedContent, StopReason},
};
use opened::Opened;
use stafeta_shared::{
    bytes::B64,
    ids::{AccountId, HandoverId},
};
use yew::prelude::*;

/// What came out of opening.
enum Outcome {
    Opened(Box<OpenedContent>),
    Stopped(Stop),
}

#[derive(Clone, PartialEq)]
struct Stop {
    reason: StopReason,
    sealed_at: i64,
    known_at: i64,
    shown: B64,
    /// What was decided about this object before.
    accepted: Vec<StopReason>,
}

impl Stop {
    fn accept(&self) -> Accepted {
        let reasons = self.accepted.iter().copied().chain([self.reason]).collect();
        Accepted { shown: self.shown.clone(), reasons }
    }
}

#[derive(Clone, PartialEq)]
enum Step {
    Closed,
    Stopped(Stop),
    Opened(Same<OpenedContent>),
    Declined,
}

/// Properties of [`Read`].
#[derive(Properties, PartialEq)]
pub struct ReadProps {
    /// Whose, as the inbox showed it.
    pub owner: AccountId,
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
    let (owner, handover) = (props.owner, props.handover);
    let open = |accept: Option<Accepted>| {
        let (ctx, task, step) = (ctx.clone(), task.clone(), step.clone());
        Callback::from(move |()| {
            run(&ctx, &task, step.clone(), (owner, handover), accept.clone());
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
        Step::Stopped(stop) => html! {
            <Page title={t.t("release-stop-title")} back={Route::Inbox}>
                { explain(&ctx, &stop) }
                { task_failure(&task) }
                <ProgressBar progress={task.progress()} />
                <div class="actions">
                    <Button text={t.t("release-stop-open")} look="danger" on={open(Some(stop.accept()))} busy={task.busy()}
                        test={test_ids::OPEN_DESPITE} />
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
    (owner, handover): (AccountId, HandoverId),
    accept: Option<Accepted>,
) {
    let decided = accept.clone();
    let command = Command::Open { owner, handover, accept };
    let call = ctx.keeper.watched(&command, task.on_progress());
    let work = async move {
        match call.await? {
            Answer::Opened { content } => Ok(Outcome::Opened(content)),
            Answer::Stopped { reason, sealed_at, known_at, shown } => {
                let same = decided.filter(|choice| choice.shown == shown);
                let accepted = same.map(|choice| choice.reasons).unwrap_or_default();
                Ok(Outcome::Stopped(Stop { reason, sealed_at, known_at, shown, accepted }))
            }
            _ => Err(Failure::Unexpected),
        }
    };
    task.run(work, move |result| {
        step.set(match result {
            Outcome::Opened(content) => Step::Opened(Same::new(*content)),
            Outcome::Stopped(stop) => Step::Stopped(stop),
        });
    });
}

fn explain(ctx: &Ctx, stop: &Stop) -> Html {
    let t = ctx.texts;
    let (why, known, choice) = match stop.reason {
        StopReason::Older => ("release-stop-older", "release-stop-seen", "release-stop-choice"),
        StopReason::Different => {
            ("release-stop-different", "release-stop-seen", "release-stop-choice")
        }
        StopReason::Gap => ("release-stop-gap", "release-stop-seen", "release-stop-choice"),
        StopReason::Unpaired => {
            ("release-stop-unpaired", "release-stop-paired", "release-stop-unpaired-choice")
        }
    };
    let date = |at: i64| [("date", dates::day_time(ctx.lang(), at, None).into())];
    html! {
        <Notice tone={Tone::Danger} live=true>
            <p>{ t.t(why) }</p>
            <p>{ t.ta("release-stop-sealed", &date(stop.sealed_at)) }</p>
            <p>{ t.ta(known, &date(stop.known_at)) }</p>
            <p>{ t.t(choice) }</p>
        </Notice>
    }
}
