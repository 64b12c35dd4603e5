//! A list of steps while it is written.

use crate::app::{
    components::form::{Area, Button, Check, Field},
    context::use_ctx,
};
use stafeta_shared::content::{Step, Steps};
use yew::prelude::*;

/// Properties of [`StepsEditor`].
#[derive(Properties, PartialEq)]
pub(super) struct StepsProps {
    /// Place of the block, for the names of its fields.
    pub n: usize,
    pub steps: Steps,
    pub on: Callback<Steps>,
}

/// Writes steps.
#[component]
pub(super) fn StepsEditor(props: &StepsProps) -> Html {
    let t = use_ctx().texts;
    let n = props.n;
    let change = |edit: Box<dyn Fn(&mut Steps)>| {
        let (steps, on) = (props.steps.clone(), props.on.clone());
        Callback::from(move |()| {
            let mut next = steps.clone();
            edit(&mut next);
            on.emit(next);
        })
    };
    let title = {
        let (steps, on) = (props.steps.clone(), props.on.clone());
        Callback::from(move |title| on.emit(Steps { title, ..steps.clone() }))
    };
    let last = props.steps.items.len().saturating_sub(1);
    html! {
        <>
            <Field id={format!("b{n}-title")} label={t.t("handover-steps-title")} value={props.steps.title.clone()}
                on={title} hint={t.t("handover-steps-title-hint")} />
            <ol class="steps">
                { for props.steps.items.iter().enumerate().map(|(i, step)| {
                    let number = i64::try_from(i + 1).unwrap_or_default();
                    let args = [("n", number.into())];
                    html! {
                        <li key={i} class="stack">
                            <Area id={format!("b{n}-step{i}")} label={t.ta("handover-step", &args)} rows=2
                                value={step.md.clone()} on={words(props, i)} />
                            <Check id={format!("b{n}-first{i}")} checked={step.first} on={first(props, i)}>
                                { t.t("handover-step-first") }
                            </Check>
                            <div class="row">
                                <Button text="↑" look="quiet" disabled={i == 0}
                                    label={format!("{}: {}", t.t("handover-move-up"), t.ta("handover-step", &args))}
                                    on={change(Box::new(move |steps| steps.items.swap(i, i - 1)))} />
                                <Button text="↓" look="quiet" disabled={i == last}
                                    label={format!("{}: {}", t.t("handover-move-down"), t.ta("handover-step", &args))}
                                    on={change(Box::new(move |steps| steps.items.swap(i, i + 1)))} />
                                <Button text={t.t("common-remove")} look="quiet"
                                    label={format!("{}: {}", t.t("common-remove"), t.ta("handover-step", &args))}
                                    on={change(Box::new(move |steps| { steps.items.remove(i); }))} />
                            </div>
                        </li>
                    }
                }) }
            </ol>
            <Button text={format!("+ {}", t.t("handover-step-add"))} look="secondary"
                on={change(Box::new(|steps| steps.items.push(Step::default())))} />
        </>
    }
}

fn words(props: &StepsProps, i: usize) -> Callback<String> {
    let (steps, on) = (props.steps.clone(), props.on.clone());
    Callback::from(move |md: String| {
        let mut next = steps.clone();
        next.items[i].md = md;
        on.emit(next);
    })
}

fn first(props: &StepsProps, i: usize) -> Callback<bool> {
    let (steps, on) = (props.steps.clone(), props.on.clone());
    Callback::from(move |first: bool| {
        let mut next = steps.clone();
        next.items[i].first = first;
        on.emit(next);
    })
}
