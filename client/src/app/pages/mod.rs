//! Every page, and which route shows it. A page is wiring: it asks the services, keeps state,
//! and hands both to components.

pub mod consent;
pub mod handover;
pub mod home;
pub mod inbox;
pub mod landing;
pub mod login;
pub mod me;
pub mod people;
pub mod read;
pub mod recall;
pub mod sign_up;
pub mod watch;

use super::{
    components::{feedback, layout::Page, link::To},
    context::use_ctx,
    router::Route,
};
use yew::prelude::*;

/// The page of a route.
pub fn view(route: Route) -> Html {
    match route {
        Route::Landing => html! { <landing::Landing /> },
        Route::SignUp => html! { <sign_up::SignUp /> },
        Route::Login => html! { <login::Login /> },
        Route::Kit => html! { <login::KitLogin /> },
        Route::People => html! { <people::People /> },
        Route::Invite => html! { <people::invite::Invite /> },
        Route::Person(invite) => {
            html! { <people::person::PersonPage {invite} key={invite.to_string()} /> }
        }
        Route::HandoverNew => html! { <handover::new::New /> },
        Route::Handover(handover) => {
            html! { <handover::Handover {handover} key={handover.to_string()} /> }
        }
        Route::Me => html! { <me::Me /> },
        Route::Home => html! { <home::Home /> },
        Route::WatchNew => html! { <watch::Watch key="new" /> },
        Route::Watch(watch) => html! { <watch::Watch {watch} key={watch.to_string()} /> },
        Route::Invitation(invite) => {
            html! { <consent::Consent {invite} key={invite.to_string()} /> }
        }
        Route::Inbox => html! { <inbox::Inbox /> },
        Route::Read(owner, handover) => {
            html! { <read::Read {owner} {handover} key={format!("{owner}/{handover}")} /> }
        }
        Route::Recall(watch) => html! { <recall::Recall {watch} key={watch.to_string()} /> },
        _ => html! { <NotFound /> },
    }
}

/// No such page.
#[component]
pub fn NotFound() -> Html {
    let t = use_ctx().texts;
    html! {
        <Page title={t.t("common-not-found-title")} lead={t.t("common-not-found-text")}>
            <p><To route={Route::Landing}>{ t.t("common-not-found-home") }</To></p>
        </Page>
    }
}

/// It is not known yet who sits here.
#[component]
pub fn Waiting() -> Html {
    html! { <article class="page page-narrow"><feedback::Waiting /></article> }
}
