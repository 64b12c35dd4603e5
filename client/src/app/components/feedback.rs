//! What tells a person how it went: notices, failures, progress.

use crate::{
    app::{
        components::form::Button,
        context::use_ctx,
        services::{failure::Failure, keeper::Progress},
        task::{Loaded, Task},
        test_ids,
    },
    protocol::ProgressStep,
};
use yew::prelude::*;

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Good to know.
    #[default]
    Info,
    /// It worked.
    Good,
    /// Look at this.
    Warning,
    /// Stop.
    Danger,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Info => "notice-info",
            Self::Good => "notice-ok",
            Self::Warning => "notice-warn",
            Self::Danger => "notice-danger",
        }
    }

    const fn sign(self) -> &'static str {
        match self {
            Self::Info => "i",
            Self::Good => "✓",
            Self::Warning => "!",
            Self::Danger => "×",
        }
    }
}

/// Properties of [`Notice`].
#[derive(Properties, PartialEq)]
pub struct NoticeProps {
    /// How much it matters.
    #[prop_or_default]
    pub tone: Tone,
    /// Headline.
    #[prop_or_default]
    pub title: Option<AttrValue>,
    /// What it says.
    #[prop_or_default]
    pub children: Html,
    /// Read out as soon as it appears.
    #[prop_or_default]
    pub live: bool,
    /// Name for tests.
    #[prop_or_default]
    pub test: Option<AttrValue>,
}

/// A box that says something, with a shape besides its colour.
#[component]
pub fn Notice(props: &NoticeProps) -> Html {
    let role = match (props.live, props.tone) {
        (false, _) => None,
        (true, Tone::Warning | Tone::Danger) => Some("alert"),
        (true, _) => Some("status"),
    };
    html! {
        <div class={classes!("notice", props.tone.class())} {role} data-test={props.test.clone()}>
            <span class="sign" aria-hidden="true">{ props.tone.sign() }</span>
            <div class="notice-body">
                if let Some(title) = &props.title { <p class="notice-title">{ title }</p> }
                { props.children.clone() }
            </div>
        </div>
    }
}

/// Properties of [`Failed`].
#[derive(Properties, PartialEq)]
pub struct FailedProps {
    /// What went wrong, if anything did.
    pub failure: Option<Failure>,
    /// What trying again does.
    #[prop_or_default]
    pub retry: Option<Callback<()>>,
}

/// A failure in words, with what to do about it.
#[component]
pub fn Failed(props: &FailedProps) -> Html {
    let t = use_ctx().texts;
    let Some(failure) = &props.failure else { return html! {} };
    html! {
        <Notice tone={Tone::Danger} live=true test={test_ids::ERROR}>
            <p>{ failure.text(t) }</p>
            if let Some(id) = failure.request_id() {
                <p class="small">{ t.ta("problem-request-id", &[("id", id.to_owned().into())]) }</p>
            }
            if let Some(retry) = props.retry.clone() {
                <Button text={t.t("common-retry")} look="secondary" on={retry} />
            }
        </Notice>
    }
}

/// The failure of a task.
pub fn task_failure(task: &Task) -> Html {
    html! { <Failed failure={task.failure().cloned()} /> }
}

/// Draws what was loaded; before that says that it comes, or why it does not.
pub fn loaded<T>(state: &Loaded<T>, retry: Callback<()>, draw: impl FnOnce(&T) -> Html) -> Html {
    match state {
        Loaded::Loading => html! { <Waiting /> },
        Loaded::Failed(failure) => html! { <Failed failure={Some(failure.clone())} {retry} /> },
        Loaded::Ready(value) => draw(value),
    }
}

/// Something is on its way.
#[component]
pub fn Waiting() -> Html {
    let t = use_ctx().texts;
    html! {
        <p class="waiting" role="status">
            <span class="spinner" aria-hidden="true"></span>{ t.t("common-loading") }
        </p>
    }
}

/// Properties of [`ProgressBar`].
#[derive(Properties, PartialEq)]
pub struct ProgressProps {
    /// How far it is, if anything is running.
    pub progress: Option<Progress>,
}

/// What is going on, and how much of it is done.
#[component]
pub fn ProgressBar(props: &ProgressProps) -> Html {
    let t = use_ctx().texts;
    let Some(Progress { step, done, total }) = props.progress else { return html! {} };
    let word = t.t(step_key(step));
    let percent = (done.saturating_mul(100)).checked_div(total);
    html! {
        <div class="progress" data-test={test_ids::PROGRESS}>
            <p role="status">
                { word.clone() }
                if let Some(percent) = percent { <span class="progress-number">{ format!(" {percent} %") }</span> }
            </p>
            if total > 0 {
                <progress max={total.to_string()} value={done.to_string()} aria-label={word}></progress>
            } else {
                <progress aria-label={word}></progress>
            }
        </div>
    }
}

const fn step_key(step: ProgressStep) -> &'static str {
    match step {
        ProgressStep::Password => "common-progress-password",
        ProgressStep::Keys => "common-progress-keys",
        ProgressStep::Upload => "common-progress-upload",
        ProgressStep::Seal => "common-progress-seal",
        ProgressStep::Download => "common-progress-download",
        ProgressStep::Verify => "common-progress-verify",
    }
}
