//! One watch on the home page: its state, its picture, the way to its settings.

use crate::app::{
    components::{
        feedback::{Notice, Tone},
        link::To,
        watch_picture::WatchPicture,
        watch_status::WatchStatus,
    },
    context::{Ctx, use_ctx},
    router::Route,
    services::dates,
    state::same::Same,
    test_ids,
};
use stafeta_shared::api::WatchResponse;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct WatchCardProps {
    pub(super) watch: Same<WatchResponse>,
}

/// The card.
#[component]
pub(super) fn WatchCard(props: &WatchCardProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let watch = &props.watch;
    let names =
        watch.contacts.iter().map(|one| AttrValue::from(one.name.clone())).collect::<Vec<_>>();
    html! {
        <section class="card stack" data-test={test_ids::WATCH_CARD} data-status={watch.status.clone()}>
            <div class="row">
                <h2>{ t.t("home-watch-title") }</h2>
                <WatchStatus status={watch.status.clone()} />
            </div>
            { notices(&ctx, watch) }
            if watch.status == "released" {
                <p>
                    <To class="button primary" route={Route::Recall(watch.watch)} test={test_ids::BACK_LINK}>
                        { t.t("home-back") }
                    </To>
                </p>
            } else {
                <h3>{ t.t(if watch.status == "draft" { "home-watch-would" } else { "home-watch-silent" }) }</h3>
                <WatchPicture projection={watch.projection.clone()} zone={watch.zone.clone()} contacts={names} />
            }
            <p>
                <To route={Route::Watch(watch.watch)} class="button secondary" test={test_ids::WATCH_LINK}>
                    { t.t("home-watch-settings") }
                </To>
            </p>
        </section>
    }
}

fn notices(ctx: &Ctx, watch: &WatchResponse) -> Html {
    let t = ctx.texts;
    let day = |at: i64| dates::day(ctx.lang(), at, Some(&watch.zone));
    let when = |key: &str, at: i64| t.ta(key, &[("date", day(at).into())]);
    let warn_strong = watch.strong_sign_by.filter(|by| by - ctx.now() < 14 * 24 * 3_600_000);
    html! {
        <>
            if watch.status == "armed" && let Some(at) = watch.next_question_at {
                <p>{ when("home-watch-next", at) }</p>
            }
            if let Some(at) = watch.paused_until {
                <Notice tone={Tone::Info}><p>{ when("home-watch-paused", at) }</p></Notice>
            }
            if matches!(watch.status.as_str(), "asking" | "final-call" | "contact-call" | "cooling") {
                <Notice tone={Tone::Warning}><p>{ t.t("home-watch-open") }</p></Notice>
            }
            if watch.status == "unreachable" {
                <Notice tone={Tone::Danger}><p>{ t.t("home-watch-unreachable") }</p></Notice>
            }
            if watch.status == "held" {
                <Notice tone={Tone::Info}><p>{ t.t("home-watch-held") }</p></Notice>
            }
            if let Some(at) = watch.released_at {
                <Notice tone={Tone::Danger}><p>{ when("home-watch-released", at) }</p></Notice>
            } else if let Some(by) = warn_strong && watch.status != "draft" {
                <Notice tone={Tone::Warning}><p>{ when("home-watch-strong", by) }</p></Notice>
            }
            if watch.overdue {
                <Notice tone={Tone::Warning}><p>{ t.t("home-watch-overdue") }</p></Notice>
            }
        </>
    }
}
