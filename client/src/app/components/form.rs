//! Fields and buttons. Each field has a label, may have a hint and an error that it points at,
//! and carries its name for tests.

use crate::app::context::use_ctx;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// A callback that puts what was typed into a state.
#[must_use]
pub fn bind(state: &UseStateHandle<String>) -> Callback<String> {
    let state = state.clone();
    Callback::from(move |value| state.set(value))
}

/// Properties of [`Field`].
#[derive(Properties, PartialEq)]
pub struct FieldProps {
    /// Id, name and name for tests.
    pub id: AttrValue,
    /// Label.
    pub label: AttrValue,
    /// What stands in it.
    pub value: AttrValue,
    /// What was typed.
    pub on: Callback<String>,
    /// `text`, `email`, `tel`, `url`, `date`, `number`.
    #[prop_or(AttrValue::Static("text"))]
    pub kind: AttrValue,
    /// What a password manager may fill in.
    #[prop_or(AttrValue::Static("off"))]
    pub autocomplete: AttrValue,
    /// Which keyboard a phone shows.
    #[prop_or_default]
    pub inputmode: Option<AttrValue>,
    /// What helps to fill it in.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong with it.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// It may not stay empty.
    #[prop_or_default]
    pub required: bool,
    /// It may stay empty, and says so.
    #[prop_or_default]
    pub optional: bool,
    /// It can only be read.
    #[prop_or_default]
    pub readonly: bool,
    /// Most characters.
    #[prop_or_default]
    pub maxlength: Option<AttrValue>,
    /// Least value.
    #[prop_or_default]
    pub min: Option<AttrValue>,
    /// Greatest value.
    #[prop_or_default]
    pub max: Option<AttrValue>,
}

/// One line of text.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    let described = described(&props.id, props.hint.as_ref(), props.error.as_ref());
    let on = props.on.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        on.emit(event.target_unchecked_into::<HtmlInputElement>().value());
    });
    html! {
        <div class="field">
            <Label id={&props.id} text={&props.label} optional={props.optional} />
            <input
                id={&props.id} name={&props.id} data-test={&props.id} type={&props.kind}
                value={&props.value} {oninput} autocomplete={&props.autocomplete}
                inputmode={props.inputmode.clone()} required={props.required}
                readonly={props.readonly} maxlength={props.maxlength.clone()}
                min={props.min.clone()} max={props.max.clone()}
                aria-describedby={described}
                aria-invalid={props.error.is_some().then_some("true")}
            />
            <Notes id={&props.id} hint={props.hint.clone()} error={props.error.clone()} />
        </div>
    }
}

/// Properties of [`Password`].
#[derive(Properties, PartialEq)]
pub struct PasswordProps {
    /// Id, name and name for tests.
    pub id: AttrValue,
    /// Label.
    pub label: AttrValue,
    /// What stands in it.
    pub value: AttrValue,
    /// What was typed.
    pub on: Callback<String>,
    /// `current-password`, `new-password` or `off`.
    pub autocomplete: AttrValue,
    /// What helps to fill it in.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong with it.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// It may not stay empty.
    #[prop_or_default]
    pub required: bool,
    /// It can only be read.
    #[prop_or_default]
    pub readonly: bool,
}

/// A secret line with a button that shows it.
#[component]
pub fn Password(props: &PasswordProps) -> Html {
    let t = use_ctx().texts;
    let shown = use_state(|| false);
    let described = described(&props.id, props.hint.as_ref(), props.error.as_ref());
    let on = props.on.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        on.emit(event.target_unchecked_into::<HtmlInputElement>().value());
    });
    let toggle = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(!*shown))
    };
    let word = if *shown { t.t("common-hide") } else { t.t("common-show") };
    html! {
        <div class="field">
            <Label id={&props.id} text={&props.label} optional=false />
            <div class="input-group">
                <input
                    id={&props.id} name={&props.id} data-test={&props.id}
                    type={if *shown { "text" } else { "password" }}
                    value={&props.value} {oninput} autocomplete={&props.autocomplete}
                    autocapitalize="off" spellcheck="false" required={props.required}
                    readonly={props.readonly} aria-describedby={described}
                    aria-invalid={props.error.is_some().then_some("true")}
                />
                <button type="button" class="button secondary" onclick={toggle}
                    aria-pressed={if *shown { "true" } else { "false" }}
                    aria-label={format!("{word}: {}", props.label)}>{ word.clone() }</button>
            </div>
            <Notes id={&props.id} hint={props.hint.clone()} error={props.error.clone()} />
        </div>
    }
}

/// Properties of [`Area`].
#[derive(Properties, PartialEq)]
pub struct AreaProps {
    /// Id, name and name for tests.
    pub id: AttrValue,
    /// Label.
    pub label: AttrValue,
    /// What stands in it.
    pub value: AttrValue,
    /// What was typed.
    pub on: Callback<String>,
    /// Lines shown.
    #[prop_or(8)]
    pub rows: u32,
    /// What helps to fill it in.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// It can only be read.
    #[prop_or_default]
    pub readonly: bool,
}

/// Several lines of text.
#[component]
pub fn Area(props: &AreaProps) -> Html {
    let on = props.on.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        on.emit(event.target_unchecked_into::<HtmlTextAreaElement>().value());
    });
    html! {
        <div class="field">
            <Label id={&props.id} text={&props.label} optional=false />
            <textarea
                id={&props.id} name={&props.id} data-test={&props.id} rows={props.rows.to_string()}
                value={&props.value} {oninput} readonly={props.readonly}
                aria-describedby={described(&props.id, props.hint.as_ref(), None)}
            />
            <Notes id={&props.id} hint={props.hint.clone()} error={None::<AttrValue>} />
        </div>
    }
}

/// Properties of [`Check`].
#[derive(Properties, PartialEq)]
pub struct CheckProps {
    /// Id and name.
    pub id: AttrValue,
    /// Name for tests, when the id is not it.
    #[prop_or_default]
    pub test: Option<AttrValue>,
    /// Ticked.
    pub checked: bool,
    /// It was ticked or not.
    pub on: Callback<bool>,
    /// What ticking it means.
    pub children: Html,
    /// It cannot be changed now.
    #[prop_or_default]
    pub disabled: bool,
}

/// A box to tick.
#[component]
pub fn Check(props: &CheckProps) -> Html {
    let on = props.on.clone();
    let onchange = Callback::from(move |event: Event| {
        on.emit(event.target_unchecked_into::<HtmlInputElement>().checked());
    });
    let test = props.test.clone().unwrap_or_else(|| props.id.clone());
    html! {
        <div class="check">
            <input id={&props.id} name={&props.id} data-test={test} type="checkbox"
                checked={props.checked} {onchange} disabled={props.disabled} />
            <label for={&props.id}>{ props.children.clone() }</label>
        </div>
    }
}

/// Properties of [`Choice`].
#[derive(Properties, PartialEq)]
pub struct ChoiceProps {
    /// Id, name and name for tests.
    pub id: AttrValue,
    /// Label.
    pub label: AttrValue,
    /// Value of the option that is chosen.
    pub value: AttrValue,
    /// Values and their words.
    pub options: Vec<(AttrValue, AttrValue)>,
    /// What was chosen.
    pub on: Callback<String>,
    /// What helps to choose.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
}

/// One of several.
#[component]
pub fn Choice(props: &ChoiceProps) -> Html {
    let on = props.on.clone();
    let onchange = Callback::from(move |event: Event| {
        on.emit(event.target_unchecked_into::<HtmlSelectElement>().value());
    });
    html! {
        <div class="field">
            <Label id={&props.id} text={&props.label} optional=false />
            <select id={&props.id} name={&props.id} data-test={&props.id} {onchange}
                aria-describedby={described(&props.id, props.hint.as_ref(), None)}>
                { for props.options.iter().map(|(value, text)| html! {
                    <option key={value.to_string()} value={value} selected={*value == props.value}>{ text }</option>
                }) }
            </select>
            <Notes id={&props.id} hint={props.hint.clone()} error={None::<AttrValue>} />
        </div>
    }
}

/// Properties of [`Form`].
#[derive(Properties, PartialEq)]
pub struct FormProps {
    /// Sent by key or button.
    pub on: Callback<()>,
    /// Fields and buttons.
    pub children: Html,
    /// Name for screen readers, where several forms share a page.
    #[prop_or_default]
    pub label: Option<AttrValue>,
}

/// A form that never leaves the page.
#[component]
pub fn Form(props: &FormProps) -> Html {
    let on = props.on.clone();
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        on.emit(());
    });
    html! {
        <form class="stack" {onsubmit} aria-label={props.label.clone()}>
            { props.children.clone() }
        </form>
    }
}

/// Properties of [`Button`].
#[derive(Properties, PartialEq)]
pub struct ButtonProps {
    /// What it says.
    pub text: AttrValue,
    /// Pressed; absent for the button that sends its form.
    #[prop_or_default]
    pub on: Option<Callback<()>>,
    /// `primary`, `secondary`, `quiet`, `danger`, `big`.
    #[prop_or(AttrValue::Static("primary"))]
    pub look: AttrValue,
    /// What was pressed is still running.
    #[prop_or_default]
    pub busy: bool,
    /// It cannot be pressed now.
    #[prop_or_default]
    pub disabled: bool,
    /// Name for tests.
    #[prop_or_default]
    pub test: Option<AttrValue>,
    /// Fuller name for screen readers, when the text alone is not clear.
    #[prop_or_default]
    pub label: Option<AttrValue>,
}

/// A button. While it is busy it says so and does nothing.
#[component]
pub fn Button(props: &ButtonProps) -> Html {
    let t = use_ctx().texts;
    let kind = if props.on.is_some() { "button" } else { "submit" };
    let onclick = props.on.clone().map(|on| Callback::from(move |_: MouseEvent| on.emit(())));
    html! {
        <button type={kind} class={classes!("button", props.look.to_string())} {onclick}
            disabled={props.disabled || props.busy} data-test={props.test.clone()}
            aria-label={props.label.clone()} aria-busy={props.busy.then_some("true")}>
            if props.busy {
                <span class="spinner" aria-hidden="true"></span>
                { t.t("common-working") }
            } else {
                { &props.text }
            }
        </button>
    }
}

#[derive(Properties, PartialEq)]
struct LabelProps {
    id: AttrValue,
    text: AttrValue,
    optional: bool,
}

#[component]
fn Label(props: &LabelProps) -> Html {
    let t = use_ctx().texts;
    html! {
        <label for={&props.id}>
            { &props.text }
            if props.optional { <span class="optional">{ format!(" ({})", t.t("common-optional")) }</span> }
        </label>
    }
}

#[derive(Properties, PartialEq)]
struct NotesProps {
    id: AttrValue,
    hint: Option<AttrValue>,
    error: Option<AttrValue>,
}

#[component]
fn Notes(props: &NotesProps) -> Html {
    html! {
        <>
            if let Some(hint) = &props.hint {
                <p class="hint" id={format!("{}-hint", props.id)}>{ hint }</p>
            }
            if let Some(error) = &props.error {
                <p class="field-error" id={format!("{}-error", props.id)} role="alert">{ error }</p>
            }
        </>
    }
}

fn described(
    id: &AttrValue,
    hint: Option<&AttrValue>,
    error: Option<&AttrValue>,
) -> Option<AttrValue> {
    let mut ids = Vec::new();
    if hint.is_some() {
        ids.push(format!("{id}-hint"));
    }
    if error.is_some() {
        ids.push(format!("{id}-error"));
    }
    (!ids.is_empty()).then(|| ids.join(" ").into())
}
