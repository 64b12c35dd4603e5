//! Who gets it: the people who can, each with how far their key is known.

use super::Desk;
use crate::app::{
    components::{form::Check, link::To, status::Status},
    context::use_ctx,
    pages::people::readiness::{can_receive, readiness},
    router::Route,
    state::draft::Edit,
    state::same::Same,
    test_ids,
};
use stafeta_shared::{api::InvitationState, ids::AccountId};
use yew::prelude::*;

/// Properties of [`Recipients`].
#[derive(Properties, PartialEq)]
pub(super) struct RecipientsProps {
    pub desk: Same<Desk>,
    pub chosen: Vec<AccountId>,
    pub on: Callback<Edit>,
}

/// Chooses recipients.
#[component]
pub(super) fn Recipients(props: &RecipientsProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let people = &props.desk.people;
    let ready = people.iter().filter(|person| can_receive(person));
    let waiting: Vec<_> =
        people.iter().filter(|person| person.state == InvitationState::Invited).collect();
    let nobody = ready.clone().next().is_none();
    html! {
        <section class="card stack">
            <h2>{ t.t("handover-recipients") }</h2>
            if nobody { <p>{ t.t("handover-recipients-none") }</p> }
            <ul class="list">
                { for ready.filter_map(|person| {
                    let who = person.recipient?;
                    let (shape, word) = readiness(person, ctx.now());
                    let on = props.on.reform(move |chosen| Edit::Recipient(who, chosen));
                    let name = format!("{}-{who}", test_ids::RECIPIENT);
                    Some(html! {
                        <li key={who.to_string()}>
                            <Check id={name} checked={props.chosen.contains(&who)} {on}>
                                <strong>{ &person.name }</strong>{ format!(" {}", person.email) }
                            </Check>
                            <Status {shape} word={t.t(word)} />
                        </li>
                    })
                }) }
                { for waiting.into_iter().map(|person| {
                    let (shape, word) = readiness(person, ctx.now());
                    html! {
                        <li key={person.invite.to_string()}>
                            <span class="muted">{ &person.name }</span>
                            <Status {shape} word={t.t(word)} />
                        </li>
                    }
                }) }
            </ul>
            <div class="actions">
                <To class="button secondary" route={Route::Invite} test={test_ids::INVITE}>{ t.t("people-invite") }</To>
            </div>
        </section>
    }
}
