//! A button whose press asks once more, in place, before it does something that cannot be undone.

use crate::app::{components::form::Button, context::use_ctx, test_ids};
use yew::prelude::*;

/// Properties of [`Confirm`].
#[derive(Properties, PartialEq)]
pub struct ConfirmProps {
    /// What the button says.
    pub text: AttrValue,
    /// What is asked.
    pub question: AttrValue,
    /// What the second button says.
    pub yes: AttrValue,
    /// It is wanted.
    pub on: Callback<()>,
    /// It runs.
    #[prop_or_default]
    pub busy: bool,
    /// Look of the first button.
    #[prop_or(AttrValue::Static("secondary"))]
    pub look: AttrValue,
    /// Name for tests.
    #[prop_or_default]
    pub test: Option<AttrValue>,
}

/// Asks once more.
#[component]
pub fn Confirm(props: &ConfirmProps) -> Html {
    let t = use_ctx().texts;
    let asking = use_state(|| false);
    let set = |value: bool| {
        let asking = asking.clone();
        Callback::from(move |()| asking.set(value))
    };
    let yes = {
        let (asking, on) = (asking.clone(), props.on.clone());
        Callback::from(move |()| {
            asking.set(false);
            on.emit(());
        })
    };
    if !*asking {
        return html! {
            <Button text={props.text.clone()} look={props.look.clone()} on={set(true)} busy={props.busy}
                test={props.test.clone()} />
        };
    }
    html! {
        <div class="notice notice-warn" role="alertdialog" aria-label={props.question.clone()}>
            <span class="sign" aria-hidden="true">{ "!" }</span>
            <div class="notice-body">
                <p>{ &props.question }</p>
                <div class="actions">
                    <Button text={props.yes.clone()} look="danger" on={yes} test={test_ids::CONFIRM} />
                    <Button text={t.t("common-cancel")} look="quiet" on={set(false)} />
                </div>
            </div>
        </div>
    }
}
