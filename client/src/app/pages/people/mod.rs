//! My people: who was invited, who is ready, what is missing.

pub mod invite;
pub mod person;
pub mod readiness;
pub mod share_link;

use crate::{
    app::{
        components::{feedback::loaded, layout::Page, link::To, status::Status},
        context::{Ctx, use_ctx},
        router::Route,
        services::failure::Failure,
        task::use_load,
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command, Person},
};
use readiness::{readiness, state_name, verified_name};
use yew::prelude::*;

/// Everybody.
///
/// # Errors
/// Whatever the keeper refuses.
pub async fn everybody(ctx: Ctx) -> Result<Vec<Person>, Failure> {
    expect_answer!(ctx.keeper.call(&Command::People), Answer::People { people } => people)
}

/// The list.
#[component]
pub fn People() -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let people = use_load((), |ctx, ()| everybody(ctx));
    html! {
        <Page title={t.t("people-title")} lead={t.t("people-lead")}>
            <div class="actions">
                <To class="button primary" route={Route::Invite} test={test_ids::INVITE}>{ t.t("people-invite") }</To>
            </div>
            { loaded(&people.state, people.retry(), |people| list(&ctx, people)) }
        </Page>
    }
}

fn list(ctx: &Ctx, people: &[Person]) -> Html {
    let t = ctx.texts;
    if people.is_empty() {
        return html! { <div class="empty"><p>{ t.t("people-none") }</p></div> };
    }
    html! {
        <section class="card"><ul class="list">
            { for people.iter().map(|person| {
                let (shape, key) = readiness(person, ctx.now());
                html! {
                    <li key={person.invite.to_string()} data-test={test_ids::PERSON}
                        data-state={state_name(person)} data-verified={verified_name(person)}>
                        <div>
                            <To route={Route::Person(person.invite)}><strong>{ &person.name }</strong></To>
                            <p class="muted">{ &person.email }</p>
                        </div>
                        <Status {shape} word={t.t(key)} />
                    </li>
                }
            }) }
        </ul></section>
    }
}
