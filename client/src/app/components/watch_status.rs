//! The state of a watch as a word and a shape.

use crate::app::{
    components::status::{Shape, Status},
    context::use_ctx,
};
use yew::prelude::*;

/// Properties of [`WatchStatus`].
#[derive(Properties, PartialEq)]
pub struct WatchStatusProps {
    /// The state's name, as the server gives it.
    pub status: AttrValue,
}

/// Draws it.
#[component]
pub fn WatchStatus(props: &WatchStatusProps) -> Html {
    let t = use_ctx().texts;
    let shape = match props.status.as_str() {
        "armed" => Shape::Full,
        "draft" => Shape::Empty,
        "paused" => Shape::Bars,
        "asking" => Shape::Half,
        "released" => Shape::Cross,
        _ => Shape::Triangle,
    };
    html! { <Status {shape} word={t.t(&format!("watch-stage-{}", props.status))} /> }
}
