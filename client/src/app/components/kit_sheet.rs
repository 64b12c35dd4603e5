//! The recovery kit: a sheet to print, and the question that proves that it was.

use crate::{
    app::{
        components::form::{Button, Field, Form, bind},
        context::use_ctx,
        services::{browser, dates},
        state::{kit, same::Same},
        test_ids,
    },
    protocol::KitSheet,
};
use yew::prelude::*;

/// Properties of [`KitStep`].
#[derive(Properties, PartialEq)]
pub struct KitStepProps {
    /// The sheet.
    pub kit: Same<KitSheet>,
    /// It is on paper.
    pub on_done: Callback<()>,
}

/// Shows the sheet, prints it, and asks for one group of it.
#[component]
pub fn KitStep(props: &KitStepProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let kit = &props.kit;
    let typed = use_state(String::new);
    let wrong = use_state(|| false);
    {
        // Closing the tab now would lose the sheet for good.
        let unsaved = ctx.unsaved.clone();
        use_effect_with((), move |()| {
            let hold = unsaved.hold();
            move || drop(hold)
        });
    }
    let index = kit::group_to_retype(kit.created_at);
    let check = {
        let (kit, typed, wrong) = (kit.clone(), typed.clone(), wrong.clone());
        let done = props.on_done.clone();
        Callback::from(move |()| {
            if kit::same_group(&typed, &kit.groups[index]) {
                done.emit(());
            } else {
                wrong.set(true);
            }
        })
    };
    let number = i64::try_from(index + 1).unwrap_or_default();
    let error = wrong.then(|| AttrValue::from(t.t("kit-retype-wrong")));
    html! {
        <>
            <section class="kit-sheet" aria-label={t.t("kit-title")}>
                <h2>{ t.t("kit-sheet-title") }</h2>
                <dl class="facts">
                    <dt>{ t.t("kit-where") }</dt><dd>{ &kit.url }</dd>
                    <dt>{ t.t("kit-account") }</dt><dd>{ &kit.email }</dd>
                    <dt>{ t.t("kit-realm") }</dt><dd>{ &kit.realm }</dd>
                    <dt>{ t.t("kit-made") }</dt><dd>{ dates::date(ctx.lang(), kit.created_at, None) }</dd>
                </dl>
                <ol class="kit-groups">
                    { for kit.groups.iter().map(|group| html! {
                        <li><code data-test={test_ids::KIT_GROUP}>{ group }</code></li>
                    }) }
                </ol>
                <p>{ t.t("kit-sheet-how") }</p>
                <p><strong>{ t.t("kit-sheet-warning") }</strong></p>
            </section>
            <div class="actions no-print">
                <Button text={t.t("kit-print")} look="secondary" on={Callback::from(|()| browser::print())} />
            </div>
            <Form on={check}>
                <Field id={test_ids::KIT_RETYPE} label={t.ta("kit-retype", &[("n", number.into())])}
                    value={(*typed).clone()} on={bind(&typed)} required=true hint={t.t("kit-retype-hint")}
                    {error} maxlength="8" />
                <div class="actions">
                    <Button text={t.t("common-continue")} test={test_ids::SUBMIT} />
                </div>
            </Form>
        </>
    }
}
