//! What stands before a page that needs its owner: log in, or only the password again.

use crate::app::{
    components::{layout::Page, link::To, login_flow::LoginFlow},
    context::use_ctx,
    router::Route,
    shell::Session,
    test_ids,
};
use yew::prelude::*;

/// Asks for what is needed to go on.
#[component]
pub fn Unlock() -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    match &ctx.app.session {
        Session::Locked { me: Some(me), .. } => html! {
            <Page title={t.t("login-unlock-title")} lead={t.t("login-unlock-text")}>
                <LoginFlow email={me.email.clone()} />
                <Others />
            </Page>
        },
        _ => html! {
            <Page title={t.t("login-title")} lead={t.t("login-needed")}>
                <LoginFlow />
                <Others />
            </Page>
        },
    }
}

/// The other ways in.
#[component]
pub fn Others() -> Html {
    let t = use_ctx().texts;
    html! {
        <ul class="links">
            <li><To route={Route::Kit}>{ t.t("login-kit-link") }</To></li>
            <li><To route={Route::SignUp} test={test_ids::SIGN_UP}>{ t.t("login-sign-up-link") }</To></li>
        </ul>
    }
}
