//! Arming, pausing, taking back: what the watch does, beside what it is set to.

use crate::app::{
    components::{
        feedback::{Notice, Tone, task_failure},
        form::{Button, Check, Field, bind},
        watch_status::WatchStatus,
    },
    context::use_ctx,
    services::{dates, failure::Failure, watches},
    state::same::Same,
    task::use_task,
    test_ids,
};
use stafeta_shared::{api::WatchResponse, watch::PAUSE_MAX_MS};
use std::future::Future;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ArmingProps {
    pub(super) saved: Same<WatchResponse>,
    pub(super) on_changed: Callback<()>,
}

/// The buttons that fit the watch's state.
#[component]
pub(super) fn Arming(props: &ArmingProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let watch = &props.saved;
    let id = watch.watch;
    let task = use_task();
    let single = use_state(|| false);
    let until = use_state(|| dates::field_value(ctx.now() + 7 * 24 * 3_600_000));
    let (changed, runner) = (props.on_changed.clone(), task.clone());
    let act = move |work: std::pin::Pin<Box<dyn Future<Output = Result<(), Failure>>>>| {
        let changed = changed.clone();
        runner.run(work, move |()| changed.emit(()));
    };
    let arm = {
        let (act, single) = (act.clone(), single.clone());
        Callback::from(move |()| act(Box::pin(watches::arm(id, *single))))
    };
    let disarm = {
        let act = act.clone();
        Callback::from(move |()| act(Box::pin(watches::disarm(id))))
    };
    let pause = {
        let (act, until) = (act.clone(), until.clone());
        Callback::from(move |()| {
            if let Some(until) = dates::from_field(&until) {
                act(Box::pin(watches::pause(id, until)));
            }
        })
    };
    let resume = Callback::from(move |()| act(Box::pin(watches::resume(id))));
    let needs_second_way =
        task.failure().is_some_and(|failure| failure.field("second-way").is_some());
    let no_phone = ctx.me().is_none_or(|me| me.phone.is_none());
    let draft = watch.status == "draft";
    let tick = {
        let single = single.clone();
        Callback::from(move |on: bool| single.set(on))
    };
    html! {
        <section class="card stack">
            <div class="row"><h2>{ t.t("watch-now") }</h2><WatchStatus status={watch.status.clone()} /></div>
            if draft {
                <p>{ t.t("watch-arm-text") }</p>
                if needs_second_way || no_phone {
                    <Check id={test_ids::SINGLE_WAY} checked={*single} on={tick}>{ t.t("watch-single-way") }</Check>
                }
                { missing(task.failure(), &ctx.texts) }
                <div class="actions">
                    <Button text={t.t("watch-arm")} on={arm} busy={task.busy()} test={test_ids::ARM} />
                </div>
            } else if watch.status == "paused" {
                if let Some(at) = watch.paused_until {
                    <p>{ t.ta("watch-paused-until", &[("date", dates::day(ctx.lang(), at, Some(&watch.zone)).into())]) }</p>
                }
                { task_failure(&task) }
                <div class="actions">
                    <Button text={t.t("watch-resume")} on={resume} busy={task.busy()} test={test_ids::RESUME} />
                </div>
            } else if watch.status != "released" {
                <p>{ t.t("watch-armed-text") }</p>
                { task_failure(&task) }
                <Field id={test_ids::PAUSE_UNTIL} label={t.t("watch-pause-until")} kind="date"
                    value={(*until).clone()} on={bind(&until)} hint={t.t("watch-pause-hint")}
                    min={dates::field_value(ctx.now())} max={dates::field_value(ctx.now() + PAUSE_MAX_MS)} />
                <div class="actions">
                    <Button text={t.t("watch-pause")} look="secondary" on={pause} busy={task.busy()} test={test_ids::PAUSE} />
                    <Button text={t.t("watch-disarm")} look="quiet" on={disarm} disabled={task.busy()} test={test_ids::DISARM} />
                </div>
            }
        </section>
    }
}

/// What is missing for arming, one sentence each; any other failure as it is.
fn missing(failure: Option<&Failure>, t: &stafeta_shared::i18n::Texts) -> Html {
    let Some(failure) = failure else { return html! {} };
    let sentence = if failure.field("recipients").is_some() {
        t.t("watch-missing-recipients")
    } else if failure.field("second-way").is_some() {
        t.t("watch-missing-second-way")
    } else if failure.field("probe").is_some() {
        t.t("watch-missing-probe")
    } else {
        failure.text(*t)
    };
    html! { <Notice tone={Tone::Warning} live=true test={test_ids::ERROR}><p>{ sentence }</p></Notice> }
}
