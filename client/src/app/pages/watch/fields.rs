//! The numbers of a schedule, each with its bounds beside it.

use crate::app::{
    components::form::{Check, Field as Input},
    context::use_ctx,
    state::watch_form::Form,
    test_ids,
};
use stafeta_shared::watch::Field;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct FieldsProps {
    pub(super) form: Form,
    pub(super) on: Callback<Form>,
    pub(super) wrong: Vec<Field>,
}

/// The fields.
#[component]
pub(super) fn Fields(props: &FieldsProps) -> Html {
    let t = use_ctx().texts;
    let change = |set: fn(&mut Form, String)| {
        let (form, on) = (props.form.clone(), props.on.clone());
        Callback::from(move |text: String| {
            let mut next = form.clone();
            set(&mut next, text);
            on.emit(next);
        })
    };
    let number = |id: &'static str,
                  key: &str,
                  field: Field,
                  value: &str,
                  set: fn(&mut Form, String)| {
        let bounds = t.t(&format!("watch-{key}-bounds"));
        let error = props.wrong.contains(&field).then(|| AttrValue::from(bounds.clone()));
        html! {
            <Input {id} label={t.t(&format!("watch-{key}"))} value={value.to_owned()} on={change(set)}
                inputmode="decimal" hint={bounds} {error} required=true />
        }
    };
    let text = |id: &'static str,
                key: &str,
                field: Field,
                value: &str,
                set: fn(&mut Form, String)| {
        let error = props.wrong.contains(&field).then(|| AttrValue::from(t.t("watch-wrong-here")));
        html! { <Input {id} label={t.t(&format!("watch-{key}"))} value={value.to_owned()} on={change(set)} {error} /> }
    };
    let hold = {
        let (form, on) = (props.form.clone(), props.on.clone());
        Callback::from(move |hold: bool| on.emit(Form { hold, ..form.clone() }))
    };
    let form = &props.form;
    html! {
        <>
            <fieldset class="stack">
                <legend>{ t.t("watch-part-ask") }</legend>
                { number(test_ids::CHECK_EVERY, "check-every", Field::CheckEvery, &form.check_every,
                    |form, text| form.check_every = text) }
                { number(test_ids::HOUR, "hour", Field::AskAtMinute, &form.hour, |form, text| form.hour = text) }
                { number(test_ids::REMINDERS, "reminders", Field::Reminders, &form.reminders,
                    |form, text| form.reminders = text) }
                { number(test_ids::SPACING, "spacing", Field::Spacing, &form.spacing,
                    |form, text| form.spacing = text) }
            </fieldset>
            <fieldset class="stack">
                <legend>{ t.t("watch-part-last") }</legend>
                { number(test_ids::FINAL_WAIT, "final-wait", Field::FinalWait, &form.final_wait,
                    |form, text| form.final_wait = text) }
                { number(test_ids::CONTACT_WAIT, "contact-wait", Field::ContactWait, &form.contact_wait,
                    |form, text| form.contact_wait = text) }
                { number(test_ids::COOLING, "cooling", Field::Cooling, &form.cooling,
                    |form, text| form.cooling = text) }
            </fieldset>
            <details class="card">
                <summary>{ t.t("watch-part-more") }</summary>
                <div class="stack">
                    { number("strong-every", "strong", Field::StrongEvery, &form.strong,
                        |form, text| form.strong = text) }
                    { number("unreachable", "unreachable", Field::UnreachableWait, &form.unreachable,
                        |form, text| form.unreachable = text) }
                    <Check id="unreachable-hold" checked={form.hold} on={hold}>{ t.t("watch-hold") }</Check>
                    { text("quiet-from", "quiet-from", Field::Quiet, &form.quiet_from,
                        |form, text| form.quiet_from = text) }
                    { text("quiet-to", "quiet-to", Field::Quiet, &form.quiet_to,
                        |form, text| form.quiet_to = text) }
                    { text(test_ids::ZONE, "zone", Field::ContactLimit, &form.zone,
                        |form, text| form.zone = text) }
                </div>
            </details>
        </>
    }
}
