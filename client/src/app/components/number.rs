//! Comparing numbers: both sides see the same forty digits, or somebody sits in between.
//! Wired once, because owner and recipient do the same.

use crate::{
    app::{
        components::{
            feedback::{Notice, Tone, task_failure},
            form::Button,
            qr::Qr,
        },
        context::{Ctx, use_ctx},
        services::failure::Failure,
        task::use_task,
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command, Refusal},
};
use stafeta_shared::ids::AccountId;
use yew::prelude::*;

/// Its groups, and what its QR code holds.
type Shown = ([String; 8], String);

/// Properties of [`Number`].
#[derive(Properties, PartialEq)]
pub struct NumberProps {
    /// The other side.
    pub peer: AccountId,
    /// Their name.
    pub name: AttrValue,
    /// It was compared before.
    pub verified: bool,
    /// They agree.
    pub on_agree: Callback<()>,
}

/// Shows the number and asks whether it agrees.
#[component]
pub fn Number(props: &NumberProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let number = use_state(|| None::<Shown>);
    let (show, agree) = (use_task(), use_task());
    let peer = props.peer;
    let on_show = {
        let (ctx, show, number) = (ctx.clone(), show.clone(), number.clone());
        Callback::from(move |()| {
            let number = number.clone();
            show.run(fetch(ctx.clone(), peer), move |found| number.set(Some(found)));
        })
    };
    let on_agree = {
        let (ctx, agree, number) = (ctx.clone(), agree.clone(), number.clone());
        let done = props.on_agree.clone();
        Callback::from(move |()| {
            let Some((_, compared)) = (*number).clone() else { return };
            let call = ctx.keeper.call(&Command::NumberAgrees { peer, compared });
            let (ctx, number, done) = (ctx.clone(), number.clone(), done.clone());
            let again = (ctx.clone(), number.clone());
            let work = async move {
                let answer = call.await;
                // The digits that stand there are of no use any more.
                if let Err(Failure::Refused(Refusal::NumberChanged)) = &answer {
                    let (ctx, number) = again;
                    number.set(fetch(ctx, peer).await.ok());
                }
                answer
            };
            agree.run(work, move |_| {
                number.set(None);
                ctx.toast(ctx.texts.t("people-number-agreed"));
                done.emit(());
            });
        })
    };
    let name = [("name", props.name.to_string().into())];
    html! {
        <section class="card stack">
            <h2>{ t.t("people-number-title") }</h2>
            if let Some((groups, qr)) = &*number {
                <p>{ t.ta("people-number-how", &name) }</p>
                <ol class="number-groups">
                    { for groups.iter().map(|group| html! {
                        <li><span data-test={test_ids::NUMBER_GROUP}>{ group }</span></li>
                    }) }
                </ol>
                <details>
                    <summary>{ t.t("people-number-qr") }</summary>
                    <Qr text={qr.clone()} label={t.t("people-number-qr")} />
                </details>
                <Notice tone={Tone::Warning}><p>{ t.t("people-number-all") }</p></Notice>
                { task_failure(&agree) }
                <div class="actions">
                    <Button text={t.t("people-number-agree")} on={on_agree} busy={agree.busy()} test={test_ids::AGREE} />
                </div>
                <p class="small">{ t.t("people-number-differ") }</p>
            } else {
                <p>{ if props.verified { t.t("people-number-done") } else { t.ta("people-number-why", &name) } }</p>
                { task_failure(&show) }
                <Button text={t.t("people-number-show")} look="secondary" on={on_show} busy={show.busy()}
                    test={test_ids::COMPARE} />
            }
        </section>
    }
}

async fn fetch(ctx: Ctx, peer: AccountId) -> Result<Shown, Failure> {
    let call = ctx.keeper.call(&Command::Number { peer });
    expect_answer!(call, Answer::Number { groups, qr } => (groups, qr))
}
