//! One person: where they stand, the link again, the number to compare, the end of it.

use super::{
    everybody,
    readiness::{can_receive, readiness, state_name, verified_name},
    share_link::ShareLink,
};
use crate::{
    app::{
        components::{
            confirm::Confirm,
            feedback::{Notice, Tone, loaded, task_failure},
            form::Button,
            layout::Page,
            number::Number,
            status::Status,
        },
        context::{Ctx, use_ctx},
        router::Route,
        services::dates,
        state::same::Same,
        task::{use_load, use_task},
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command, Person, Verified},
};
use stafeta_shared::{
    api::{Delivery, InvitationState},
    ids::InviteId,
};
use yew::prelude::*;

/// Properties of [`PersonPage`].
#[derive(Properties, PartialEq)]
pub struct PersonPageProps {
    /// Whose invitation.
    pub invite: InviteId,
}

/// The page.
#[component]
pub fn PersonPage(props: &PersonPageProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let people = use_load((), |ctx, ()| everybody(ctx));
    let invite = props.invite;
    let found = people.ready().and_then(|all| all.iter().find(|one| one.invite == invite).cloned());
    let name = found.as_ref().map_or_else(|| t.t("people-title"), |person| person.name.clone());
    html! {
        <Page title={name} back={Route::People}>
            { loaded(&people.state, people.retry(), |_| match &found {
                Some(person) => html! { <Details person={Same::new(person.clone())} on_change={people.retry()} /> },
                None => html! { <p>{ t.t("problem-not-found") }</p> },
            }) }
        </Page>
    }
}

#[derive(Properties, PartialEq)]
struct DetailsProps {
    person: Same<Person>,
    on_change: Callback<()>,
}

#[component]
fn Details(props: &DetailsProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let person = &props.person;
    let (shape, word) = readiness(person, ctx.now());
    let waiting = person.state == InvitationState::Invited;
    let remove = use_task();
    let on_remove = {
        let (ctx, remove, invite) = (ctx.clone(), remove.clone(), person.invite);
        Callback::from(move |()| {
            let call = ctx.keeper.call(&Command::RemovePerson { invite });
            let ctx = ctx.clone();
            remove.run(call, move |_| {
                ctx.toast(ctx.texts.t("people-removed"));
                ctx.go(Route::People);
            });
        })
    };
    html! {
        <>
            <section class="card stack" data-test={test_ids::PERSON} data-state={state_name(person)}
                data-verified={verified_name(person)}>
                <div><Status {shape} word={t.t(word)} /></div>
                { facts(&ctx, person) }
                { explanation(&ctx, person) }
            </section>
            if waiting && person.has_link { <LinkAgain person={props.person.clone()} /> }
            if let Some(peer) = person.recipient.filter(|_| can_receive(person)) {
                <Number {peer} name={person.name.clone()} on_agree={props.on_change.clone()}
                    verified={person.verified == Verified::Number} />
            }
            if matches!(person.state, InvitationState::Invited | InvitationState::Accepted) {
                <section class="card stack danger-zone">
                    <h2>{ if waiting { t.t("people-cancel-title") } else { t.t("people-remove-title") } }</h2>
                    <p>{ if waiting { t.t("people-cancel-text") } else { t.t("people-remove-text") } }</p>
                    { task_failure(&remove) }
                    <Confirm text={if waiting { t.t("people-cancel") } else { t.t("people-remove") }} look="danger"
                        question={t.ta("people-remove-question", &[("name", person.name.clone().into())])}
                        yes={t.t("people-remove-yes")} on={on_remove} busy={remove.busy()} test={test_ids::REMOVE} />
                </section>
            }
        </>
    }
}

fn facts(ctx: &Ctx, person: &Person) -> Html {
    let t = ctx.texts;
    let way = match person.delivery {
        Delivery::Link => t.t("people-delivery-link"),
        Delivery::Mail => t.t("people-delivery-mail"),
    };
    html! {
        <dl class="facts">
            <dt>{ t.t("common-email") }</dt><dd>{ &person.email }</dd>
            if let Some(phone) = &person.phone { <dt>{ t.t("people-phone-confirmed") }</dt><dd>{ phone }</dd> }
            <dt>{ t.t("people-delivery") }</dt><dd>{ way }</dd>
            <dt>{ t.t("people-invited-at") }</dt><dd>{ dates::date(ctx.lang(), person.created_at, None) }</dd>
            if let Some(at) = person.answered_at {
                <dt>{ t.t("people-answered-at") }</dt><dd>{ dates::date(ctx.lang(), at, None) }</dd>
            } else if person.state == InvitationState::Invited {
                <dt>{ t.t("people-expires-at") }</dt><dd>{ dates::date(ctx.lang(), person.expires_at, None) }</dd>
            }
        </dl>
    }
}

fn explanation(ctx: &Ctx, person: &Person) -> Html {
    let t = ctx.texts;
    if person.key_changed {
        return html! {
            <Notice tone={Tone::Danger}>
                <p>{ t.ta("problem-refusal-key-changed", &[("name", person.name.clone().into())]) }</p>
            </Notice>
        };
    }
    match (person.state, person.verified) {
        (InvitationState::Accepted, Verified::No) => html! {
            <Notice tone={Tone::Warning} title={t.t("people-unverified-title")}>
                <p>{ t.t("people-unverified-text") }</p>
            </Notice>
        },
        (InvitationState::Accepted, Verified::Link) => {
            html! { <p>{ t.t("people-verified-link") }</p> }
        }
        (InvitationState::Accepted, Verified::Number) => {
            html! { <p>{ t.t("people-verified-number") }</p> }
        }
        (InvitationState::Invited, _) => html! { <p>{ t.t("people-waiting-text") }</p> },
        _ => html! {},
    }
}

#[derive(Properties, PartialEq)]
struct LinkAgainProps {
    person: Same<Person>,
}

#[component]
fn LinkAgain(props: &LinkAgainProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let (task, link) = (use_task(), use_state(|| None::<String>));
    let person = &props.person;
    let show = {
        let (ctx, task, link, invite) = (ctx.clone(), task.clone(), link.clone(), person.invite);
        Callback::from(move |()| {
            let call = ctx.keeper.call(&Command::InviteLink { invite });
            let link = link.clone();
            let work = async move {
                expect_answer!(call, Answer::Invited { link: Some(link), .. } => link)
            };
            task.run(work, move |found| link.set(Some(found)));
        })
    };
    match &*link {
        Some(link) => html! { <ShareLink link={link.clone()} name={person.name.clone()} /> },
        None => html! {
            <>
                { task_failure(&task) }
                <Button text={t.t("people-link-again")} look="secondary" on={show} busy={task.busy()} />
            </>
        },
    }
}
