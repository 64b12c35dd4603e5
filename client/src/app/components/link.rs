//! Links inside the client: real addresses, so that they open in new tabs too, without loading
//! the page again when they are simply pressed.

use crate::app::{context::use_ctx, router::Route};
use yew::prelude::*;

/// Properties of [`To`].
#[derive(Properties, PartialEq)]
pub struct ToProps {
    /// Where to.
    pub route: Route,
    /// Classes.
    #[prop_or_default]
    pub class: Classes,
    /// What it says.
    pub children: Html,
    /// Name for tests.
    #[prop_or_default]
    pub test: Option<AttrValue>,
}

/// A link to another page of the client.
#[component]
pub fn To(props: &ToProps) -> Html {
    let ctx = use_ctx();
    let route = props.route;
    let current = (ctx.app.route == route).then_some("page");
    let onclick = Callback::from(move |event: MouseEvent| {
        let plain = event.button() == 0
            && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        if plain {
            event.prevent_default();
            ctx.go(route);
        }
    });
    html! {
        <a href={route.path()} class={props.class.clone()} {onclick} aria-current={current}
            data-test={props.test.clone()}>{ props.children.clone() }</a>
    }
}
