//! Typing a code that was sent, with another one when it did not come.

use crate::app::{
    components::form::{Button, Field, Form, bind},
    context::use_ctx,
    services::browser,
    test_ids,
};
use std::{cell::Cell, rc::Rc};
use yew::prelude::*;

/// Properties of [`CodeForm`].
#[derive(Properties, PartialEq)]
pub struct CodeFormProps {
    /// What the code confirms, as the button says it.
    pub action: AttrValue,
    /// When another code may be asked for, by the server's clock.
    pub resend_at: i64,
    /// The code was typed.
    pub on_code: Callback<String>,
    /// Another one is wanted.
    pub on_resend: Callback<()>,
    /// It is being checked.
    pub busy: bool,
    /// Another one is being sent.
    #[prop_or_default]
    pub resending: bool,
}

/// The form.
#[component]
pub fn CodeForm(props: &CodeFormProps) -> Html {
    let t = use_ctx().texts;
    let code = use_state(String::new);
    use_effect_with((), |()| browser::focus(test_ids::CODE));
    let submit = {
        let (code, on) = (code.clone(), props.on_code.clone());
        Callback::from(move |()| on.emit((*code).clone()))
    };
    html! {
        <Form on={submit}>
            <Field id={test_ids::CODE} label={t.t("login-code-label")} value={(*code).clone()} on={bind(&code)}
                autocomplete="one-time-code" inputmode="numeric" required=true maxlength="12"
                hint={t.t("login-code-hint")} />
            <div class="actions">
                <Button text={props.action.clone()} busy={props.busy} test={test_ids::SUBMIT} />
                <Resend at={props.resend_at} on={props.on_resend.clone()} busy={props.resending} />
            </div>
        </Form>
    }
}

/// Properties of [`Resend`].
#[derive(Properties, PartialEq)]
pub struct ResendProps {
    /// When another code may be asked for, by the server's clock.
    pub at: i64,
    /// It is wanted.
    pub on: Callback<()>,
    /// It is being sent.
    #[prop_or_default]
    pub busy: bool,
}

/// "Send again", counting down until it may be pressed.
#[component]
pub fn Resend(props: &ResendProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    use_second();
    // A clock that runs differently must not lock the button for hours.
    let left = ((props.at - ctx.now()) / 1000).clamp(0, 120);
    let text =
        if left > 0 { t.ta("login-resend-in", &[("n", left.into())]) } else { t.t("login-resend") };
    html! {
        <Button {text} look="secondary" on={props.on.clone()} disabled={left > 0} busy={props.busy}
            test={test_ids::RESEND} />
    }
}

/// Draws this component again every second.
#[hook]
pub fn use_second() {
    let again = use_force_update();
    use_effect_with((), move |()| {
        let alive = Rc::new(Cell::new(true));
        let running = alive.clone();
        wasm_bindgen_futures::spawn_local(async move {
            while running.get() {
                browser::sleep(1_000).await;
                if running.get() {
                    again.force_update();
                }
            }
        });
        move || alive.set(false)
    });
}
