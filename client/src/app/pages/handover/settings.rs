//! When it leaves: the watch it hangs on, and an extra delay after that watch's release.

use super::Desk;
use crate::app::{
    components::{feedback::task_failure, form::Choice, link::To},
    context::use_ctx,
    router::Route,
    services::{api, dates},
    state::duration::{self, DAY},
    state::same::Same,
    task::use_task,
    test_ids,
};
use stafeta_shared::{
    api::HandoverUpdateRequest,
    ids::{HandoverId, WatchId},
};
use yew::prelude::*;

/// Days offered as an extra delay.
const DELAYS: [i64; 7] = [0, 1, 3, 7, 14, 30, 90];

/// Properties of [`Settings`].
#[derive(Properties, PartialEq)]
pub(super) struct SettingsProps {
    pub handover: HandoverId,
    pub desk: Same<Desk>,
}

/// Watch and delay; saved as soon as they are chosen.
#[component]
pub(super) fn Settings(props: &SettingsProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let (desk, handover) = (&props.desk, props.handover);
    let (watch, delay) = (
        use_state(|| desk.opened.summary.watch),
        use_state(|| desk.opened.summary.extra_delay_ms / DAY),
    );
    let task = use_task();
    let save = {
        let (ctx, task) = (ctx.clone(), task.clone());
        move |watch: Option<WatchId>, days: i64| {
            let request = HandoverUpdateRequest { watch, extra_delay_ms: days * DAY };
            let ctx = ctx.clone();
            let work = async move { api::handover_update(handover, &request).await };
            task.run(work, move |()| ctx.toast(ctx.texts.t("common-saved")));
        }
    };
    let on_watch = {
        let (watch, delay, save) = (watch.clone(), delay.clone(), save.clone());
        Callback::from(move |value: String| {
            let chosen = value.parse().ok();
            watch.set(chosen);
            save(chosen, *delay);
        })
    };
    let on_delay = {
        let (watch, delay) = (watch.clone(), delay.clone());
        Callback::from(move |value: String| {
            let days = value.parse().unwrap_or_default();
            delay.set(days);
            save(*watch, days);
        })
    };
    let mut watches = vec![(AttrValue::from(""), AttrValue::from(t.t("handover-watch-none")))];
    watches.extend(desk.watches.iter().map(|one| {
        let every = duration::in_words(t, one.policy.check_every_ms);
        let state = t.t(&format!("watch-stage-{}", one.status));
        let words =
            t.ta("handover-watch-name", &[("every", every.into()), ("state", state.into())]);
        (AttrValue::from(one.watch.to_string()), AttrValue::from(words))
    }));
    let mut offered = DELAYS.to_vec();
    if !offered.contains(&delay) {
        offered.push(*delay);
    }
    let delays: Vec<_> = offered
        .into_iter()
        .map(|days| {
            let words = match days {
                0 => t.t("handover-delay-none"),
                days => t.ta("common-days", &[("n", days.into())]),
            };
            (AttrValue::from(days.to_string()), AttrValue::from(words))
        })
        .collect();
    let released = (*watch)
        .and_then(|id| desk.watches.iter().find(|one| one.watch == id))
        .and_then(|one| one.projection.released_ms)
        .map(|at| dates::day(ctx.lang(), at + *delay * DAY, None));
    html! {
        <section class="card stack">
            <h2>{ t.t("handover-when") }</h2>
            if desk.watches.is_empty() {
                <p>{ t.t("handover-watch-missing") }</p>
                <div class="actions">
                    <To class="button secondary" route={Route::WatchNew} test={test_ids::NEW_WATCH}>
                        { t.t("handover-watch-set") }
                    </To>
                </div>
            } else {
                <Choice id={test_ids::HANDOVER_WATCH} label={t.t("handover-watch")} options={watches}
                    value={watch.map(|id| id.to_string()).unwrap_or_default()} on={on_watch} />
                <Choice id={test_ids::HANDOVER_DELAY} label={t.t("handover-delay")} options={delays}
                    value={delay.to_string()} on={on_delay} hint={t.t("handover-delay-hint")} />
                if let Some(day) = released {
                    <p>{ t.ta("handover-when-date", &[("date", day.into())]) }</p>
                }
            }
            { task_failure(&task) }
        </section>
    }
}
