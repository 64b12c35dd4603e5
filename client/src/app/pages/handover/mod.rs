//! Writing a handover: the editor and what it needs to know.

mod autosave;
mod blocks;
mod editor;
mod files;
pub mod new;
mod recipients;
mod seal;
mod settings;
mod steps;

use crate::{
    app::{
        components::{feedback::loaded, layout::Page},
        context::{Ctx, use_ctx},
        pages::people::everybody,
        router::Route,
        services::{failure::Failure, watches},
        state::same::Same,
        task::use_load,
    },
    expect_answer,
    protocol::{Answer, Command, HandoverOpened, Person},
};
use editor::EditorView;
use stafeta_shared::{api::WatchResponse, ids::HandoverId};
use yew::prelude::*;

/// Everything the editor starts with.
struct Desk {
    opened: HandoverOpened,
    people: Vec<Person>,
    watches: Vec<WatchResponse>,
}

/// Properties of [`Handover`].
#[derive(Properties, PartialEq)]
pub struct HandoverProps {
    /// Which.
    pub handover: HandoverId,
}

/// One handover.
#[component]
pub fn Handover(props: &HandoverProps) -> Html {
    let t = use_ctx().texts;
    let desk = use_load(props.handover, desk);
    let handover = props.handover;
    match desk.ready() {
        Some(ready) => html! { <EditorView {handover} desk={(**ready).clone()} /> },
        None => html! {
            <Page title={t.t("handover-title")} back={Route::Home}>
                { loaded(&desk.state, desk.retry(), |_| html! {}) }
            </Page>
        },
    }
}

async fn desk(ctx: Ctx, handover: HandoverId) -> Result<Same<Desk>, Failure> {
    let call = ctx.keeper.call(&Command::HandoverOpen { handover });
    let opened = expect_answer!(call, Answer::Handover { handover } => *handover)?;
    let people = everybody(ctx.clone()).await?;
    let watches = watches::all().await?.watches;
    Ok(Same::new(Desk { opened, people, watches }))
}
