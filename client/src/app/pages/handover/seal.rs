//! Sealing: the draft becomes a version that its recipients can open after release, and only they.

use super::{Desk, autosave::Autosave};
use crate::{
    app::{
        components::{
            feedback::{Notice, ProgressBar, Tone, task_failure},
            form::{Button, Check},
            link::To,
            status::{Shape, Status},
        },
        context::use_ctx,
        router::Route,
        services::dates,
        state::same::Same,
        task::use_task,
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command, Person, Verified},
};
use stafeta_shared::ids::{AccountId, HandoverId};
use yew::prelude::*;

/// Properties of [`Seal`].
#[derive(Properties, PartialEq)]
pub(super) struct SealProps {
    pub handover: HandoverId,
    pub desk: Same<Desk>,
    pub chosen: Vec<AccountId>,
    pub autosave: Autosave,
    /// Something was changed since the newest version.
    pub changed: bool,
    pub on_sealed: Callback<()>,
}

/// Seals, after the people whose key nobody has checked were chosen knowingly.
#[component]
pub(super) fn Seal(props: &SealProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let task = use_task();
    let accepted = use_state(Vec::<AccountId>::new);
    let summary = &props.desk.opened.summary;
    let sealed = use_state(|| (summary.version, summary.sealed_at));
    let open: Vec<&Person> = unverified(props);
    let missing =
        open.iter().any(|person| person.recipient.is_none_or(|who| !accepted.contains(&who)));
    let press = {
        let (ctx, task, sealed) = (ctx.clone(), task.clone(), sealed.clone());
        let (handover, autosave) = (props.handover, props.autosave.clone());
        let (recipients, unverified) = (props.chosen.clone(), (*accepted).clone());
        let on_sealed = props.on_sealed.clone();
        Callback::from(move |()| {
            let unverified: Vec<AccountId> =
                unverified.iter().copied().filter(|who| recipients.contains(who)).collect();
            let command = Command::Seal { handover, recipients: recipients.clone(), unverified };
            let (ctx, autosave) = (ctx.clone(), autosave.clone());
            let progress = task.on_progress();
            let (sealed, on_sealed) = (sealed.clone(), on_sealed.clone());
            let work = async move {
                autosave.flush().await?;
                let call = ctx.keeper.watched(&command, progress);
                expect_answer!(call, Answer::Sealed { version, at } => (version, at))
            };
            task.run(work, move |(version, at)| {
                sealed.set((version, Some(at)));
                on_sealed.emit(());
            });
        })
    };
    let (version, at) = *sealed;
    html! {
        <section class="card stack">
            <h2>{ t.t("handover-seal-title") }</h2>
            <div data-test={test_ids::SEALED} data-version={version.to_string()}>
                if version == 0 {
                    <Status shape={Shape::Empty} word={t.t("handover-seal-never")} />
                } else if props.changed {
                    <Status shape={Shape::Triangle} word={t.t("handover-seal-changed")} />
                } else {
                    <Status shape={Shape::Full} word={t.t("handover-seal-current")} />
                }
            </div>
            if let Some(at) = at {
                <p>{ t.ta("handover-seal-last", &[
                    ("version", version.to_string().into()),
                    ("time", dates::day_time(ctx.lang(), at, None).into()),
                ]) }</p>
            }
            <p>{ t.t("handover-seal-what") }</p>
            { for open.iter().filter_map(|person| {
                let who = person.recipient?;
                let toggle = {
                    let accepted = accepted.clone();
                    Callback::from(move |yes: bool| {
                        let mut next = (*accepted).clone();
                        next.retain(|one| *one != who);
                        if yes {
                            next.push(who);
                        }
                        accepted.set(next);
                    })
                };
                let id = format!("{}-{who}", test_ids::ACCEPT_UNVERIFIED);
                Some(html! {
                    <Notice key={who.to_string()} tone={Tone::Warning} title={t.ta("handover-seal-unverified-title", &[("name", person.name.clone().into())])}>
                        <p>{ t.t("handover-seal-unverified") }</p>
                        <p><To route={Route::Person(person.invite)}>{ t.t("people-number-title") }</To></p>
                        <Check {id} checked={accepted.contains(&who)} on={toggle}>{ t.t("handover-seal-accept") }</Check>
                    </Notice>
                })
            }) }
            if props.chosen.is_empty() { <p class="muted">{ t.t("handover-seal-nobody") }</p> }
            { task_failure(&task) }
            <ProgressBar progress={task.progress()} />
            <div class="actions">
                <Button text={if version == 0 { t.t("handover-seal") } else { t.t("handover-seal-again") }} on={press}
                    busy={task.busy()} disabled={props.chosen.is_empty() || missing} test={test_ids::SEAL} />
                if version > 0 && !props.changed {
                    <To class="button secondary" route={Route::Home}>{ t.t("handover-seal-next") }</To>
                }
            </div>
        </section>
    }
}

fn unverified(props: &SealProps) -> Vec<&Person> {
    let chosen = |person: &&Person| person.recipient.is_some_and(|who| props.chosen.contains(&who));
    props
        .desk
        .people
        .iter()
        .filter(chosen)
        .filter(|person| person.verified == Verified::No)
        .collect()
}
