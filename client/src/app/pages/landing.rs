//! What this is, what it promises, and what it cannot promise.

use crate::app::{
    components::{
        layout::Page,
        link::To,
        timeline::{Mark, Stage, Timeline},
    },
    context::use_ctx,
    router::Route,
    shell::Session,
    test_ids,
};
use stafeta_shared::{api::SignUpMode, i18n::Texts};
use yew::prelude::*;

/// The first page.
#[component]
pub fn Landing() -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let open = ctx.instance().is_none_or(|instance| instance.sign_up == SignUpMode::Open);
    let signed_in = matches!(ctx.app.session, Session::Open(_) | Session::Locked { .. });
    let login_look = if open { "button secondary" } else { "button primary" };
    html! {
        <Page title={t.t("home-landing-title")} lead={t.t("home-landing-lead")} wide=true>
            <div class="actions hero-actions">
                if signed_in {
                    <To class="button primary" route={Route::Home}>{ t.t("home-landing-continue") }</To>
                } else {
                    if open {
                        <To class="button primary" route={Route::SignUp} test={test_ids::SIGN_UP}>
                            { t.t("common-sign-up") }
                        </To>
                    }
                    <To class={login_look} route={Route::Login} test={test_ids::LOG_IN}>
                        { t.t("common-log-in") }
                    </To>
                }
            </div>
            <div class="columns">
                <div class="stack">
                    <section class="card">
                        <h2>{ t.t("home-landing-how") }</h2>
                        <ol class="steps">
                            <li>{ t.t("home-landing-how-1") }</li>
                            <li>{ t.t("home-landing-how-2") }</li>
                            <li>{ t.t("home-landing-how-3") }</li>
                            <li>{ t.t("home-landing-how-4") }</li>
                        </ol>
                    </section>
                    <section class="card">
                        <h2>{ t.t("home-landing-promise") }</h2>
                        <ul>
                            <li>{ t.t("home-landing-promise-1") }</li>
                            <li>{ t.t("home-landing-promise-2") }</li>
                            <li>{ t.t("home-landing-promise-3") }</li>
                            <li>{ t.t("home-landing-promise-4") }</li>
                        </ul>
                    </section>
                </div>
                <div class="stack">
                    <section class="card">
                        <h2>{ t.t("home-landing-example") }</h2>
                        <Timeline label={t.t("home-landing-example")} stages={example(t)} />
                    </section>
                    <section class="card">
                        <h2>{ t.t("home-landing-limits") }</h2>
                        <ul>
                            <li>{ t.t("home-landing-limits-1") }</li>
                            <li>{ t.t("home-landing-limits-2") }</li>
                            <li>{ t.t("home-landing-limits-3") }</li>
                        </ul>
                    </section>
                </div>
            </div>
        </Page>
    }
}

/// The default schedule, as days after the first question.
fn example(t: Texts) -> Vec<Stage> {
    let stage = |mark, n: i64, title: &str, text: &str| Stage {
        mark,
        when: t.ta("home-landing-day", &[("n", n.into())]).into(),
        title: title.to_owned().into(),
        text: text.to_owned().into(),
    };
    vec![
        stage(Mark::Ahead, 0, &t.t("watch-stage-asking"), &t.t("home-landing-day-0")),
        stage(Mark::Ahead, 1, &t.t("home-landing-reminders"), &t.t("home-landing-day-1")),
        stage(Mark::Ahead, 4, &t.t("watch-stage-final-call"), &t.t("home-landing-day-4")),
        stage(Mark::Ahead, 6, &t.t("watch-stage-contact-call"), &t.t("home-landing-day-6")),
        stage(Mark::Ahead, 9, &t.t("watch-stage-cooling"), &t.t("home-landing-day-9")),
        stage(Mark::End, 10, &t.t("watch-stage-released"), &t.t("home-landing-day-10")),
    ]
}
