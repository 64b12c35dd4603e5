//! A button that copies a text and says that it did.

use crate::app::{context::use_ctx, services::browser};
use yew::prelude::*;

/// Properties of [`Copy`](struct@Copy).
#[derive(Properties, PartialEq)]
pub struct CopyProps {
    /// What is copied.
    pub text: AttrValue,
    /// Of what, for screen readers.
    pub what: AttrValue,
    /// Say on the button what is copied.
    #[prop_or_default]
    pub whole: bool,
    /// Name for tests.
    #[prop_or_default]
    pub test: Option<AttrValue>,
}

/// Copies.
#[component]
pub fn Copy(props: &CopyProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let text = props.text.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        let (ctx, text) = (ctx.clone(), text.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let done = browser::copy(&text).await;
            ctx.toast(ctx.texts.t(if done { "common-copied" } else { "common-copy-failed" }));
        });
    });
    html! {
        <button type="button" class="button secondary" {onclick} data-test={props.test.clone()}
            aria-label={format!("{}: {}", t.t("common-copy"), props.what)}>
            { if props.whole { props.what.to_string() } else { t.t("common-copy") } }
        </button>
    }
}
