//! The picture of a watch: stages below each other, each with its day.

use crate::app::test_ids;
use yew::prelude::*;

/// Where a stage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Behind us.
    Past,
    /// Now.
    Now,
    /// Ahead, a question.
    Ahead,
    /// Ahead, the release.
    End,
}

impl Mark {
    const fn class(self) -> &'static str {
        match self {
            Self::Past => "past",
            Self::Now => "now",
            Self::Ahead => "ahead",
            Self::End => "end",
        }
    }
}

/// One stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// Where it stands.
    pub mark: Mark,
    /// When.
    pub when: AttrValue,
    /// What.
    pub title: AttrValue,
    /// More about it.
    pub text: AttrValue,
}

/// Properties of [`Timeline`].
#[derive(Properties, PartialEq)]
pub struct TimelineProps {
    /// What the picture answers.
    pub label: AttrValue,
    /// Stages in order.
    pub stages: Vec<Stage>,
    /// It is being computed again.
    #[prop_or_default]
    pub stale: bool,
}

/// Draws the stages.
#[component]
pub fn Timeline(props: &TimelineProps) -> Html {
    html! {
        <ol class={classes!("timeline", props.stale.then_some("stale"))} aria-label={&props.label}
            aria-busy={props.stale.then_some("true")} data-test={test_ids::TIMELINE}>
            { for props.stages.iter().enumerate().map(|(index, stage)| html! {
                <li key={index} class={classes!("timeline-stage", stage.mark.class())}
                    data-test={test_ids::TIMELINE_STAGE}
                    aria-current={(stage.mark == Mark::Now).then_some("step")}>
                    <span class="timeline-when">{ &stage.when }</span>
                    <span class="timeline-title">{ &stage.title }</span>
                    if !stage.text.is_empty() { <span class="timeline-text">{ &stage.text }</span> }
                </li>
            }) }
        </ol>
    }
}
