//! Trusted contacts: who is asked last, in this order.

use crate::app::{
    components::{
        feedback::{Notice, Tone},
        form::{Button, Choice, Field as Input},
    },
    context::use_ctx,
    services::browser,
    state::watch_form::{ContactForm, Form},
    test_ids,
};
use stafeta_shared::{ids::ContactId, lang::Lang, watch::Field};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ContactsProps {
    pub(super) form: Form,
    pub(super) on: Callback<Form>,
    pub(super) wrong: Vec<Field>,
}

/// The rows.
#[component]
pub(super) fn Contacts(props: &ContactsProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let change = |edit: fn(&mut Vec<ContactForm>, usize), index: usize| {
        let (form, on) = (props.form.clone(), props.on.clone());
        Callback::from(move |()| {
            let mut next = form.clone();
            edit(&mut next.contacts, index);
            on.emit(next);
        })
    };
    let add = {
        let (form, on, lang) = (props.form.clone(), props.on.clone(), ctx.lang());
        Callback::from(move |()| {
            let mut next = form.clone();
            let id = ContactId::from_bytes(browser::random_id());
            next.contacts.push(ContactForm::new(id, lang.tag()));
            on.emit(next);
        })
    };
    let error = props.wrong.contains(&Field::Contacts);
    html! {
        <fieldset class="stack">
            <legend>{ t.t("watch-part-contacts") }</legend>
            <p>{ t.t("watch-contacts-text") }</p>
            if props.form.contact_count() == 0 {
                <Notice tone={Tone::Info}><p>{ t.t("watch-contacts-none") }</p></Notice>
            }
            if error { <Notice tone={Tone::Warning} live=true><p>{ t.t("watch-contacts-wrong") }</p></Notice> }
            { for props.form.contacts.iter().enumerate().map(|(index, row)| html! {
                <div class="card stack" key={row.id.to_string()}>
                    <Row {index} row={row.clone()} form={props.form.clone()} on={props.on.clone()} />
                    <div class="actions">
                        if index > 0 {
                            <Button text={t.t("watch-contact-up")} look="secondary"
                                on={change(|rows, index| rows.swap(index, index - 1), index)} />
                        }
                        <Button text={t.t("common-remove")} look="quiet"
                            on={change(|rows, index| { rows.remove(index); }, index)} />
                    </div>
                </div>
            }) }
            if props.form.may_add() {
                <div class="actions">
                    <Button text={t.t("watch-contact-add")} look="secondary" on={add} test={test_ids::ADD_CONTACT} />
                </div>
            }
        </fieldset>
    }
}

#[derive(Properties, PartialEq)]
struct RowProps {
    index: usize,
    row: ContactForm,
    form: Form,
    on: Callback<Form>,
}

#[component]
fn Row(props: &RowProps) -> Html {
    let t = use_ctx().texts;
    let index = props.index;
    let set = |put: fn(&mut ContactForm, String)| {
        let (form, on) = (props.form.clone(), props.on.clone());
        Callback::from(move |text: String| {
            let mut next = form.clone();
            put(&mut next.contacts[index], text);
            on.emit(next);
        })
    };
    let languages: Vec<(AttrValue, AttrValue)> = Lang::ALL
        .into_iter()
        .map(|lang| (AttrValue::from(lang.tag()), AttrValue::from(lang.own_name())))
        .collect();
    html! {
        <>
            <Input id={format!("c{index}-name")} label={t.t("watch-contact-name")} value={props.row.name.clone()}
                on={set(|row, text| row.name = text)} maxlength="100" />
            <Input id={format!("c{index}-email")} label={t.t("common-email")} kind="email"
                value={props.row.email.clone()} on={set(|row, text| row.email = text)} />
            <Input id={format!("c{index}-phone")} label={t.t("common-phone")} kind="tel" optional=true
                value={props.row.phone.clone()} on={set(|row, text| row.phone = text)}
                hint={t.t("watch-contact-phone-hint")} />
            <Choice id={format!("c{index}-language")} label={t.t("common-language")} options={languages}
                value={props.row.language.clone()} on={set(|row, text| row.language = text)} />
        </>
    }
}
