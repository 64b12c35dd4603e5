//! The link of an invitation, to be handed over: copy, share, or let a phone read it.

use crate::app::{
    components::{
        copy::Copy,
        feedback::{Notice, Tone},
        form::Button,
        qr::Qr,
    },
    context::use_ctx,
    services::browser,
    test_ids,
};
use yew::prelude::*;

/// Properties of [`ShareLink`].
#[derive(Properties, PartialEq)]
pub struct ShareLinkProps {
    /// The link, with its secret.
    pub link: AttrValue,
    /// To whom it goes.
    pub name: AttrValue,
}

/// Ways of handing the link over.
#[component]
pub fn ShareLink(props: &ShareLinkProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let message = t.ta("people-share-message", &[("link", props.link.to_string().into())]);
    let share = {
        let (title, message) = (t.t("common-brand"), message.clone());
        Callback::from(move |()| browser::share(&title, &message))
    };
    html! {
        <section class="card stack">
            <h2>{ t.ta("people-link-title", &[("name", props.name.to_string().into())]) }</h2>
            <p>{ t.t("people-link-how") }</p>
            <p class="passphrase link-text" data-test={test_ids::INVITE_LINK}>{ &props.link }</p>
            <div class="actions">
                <Copy text={props.link.clone()} what={t.t("people-link-what")} />
                <Copy text={message} what={t.t("people-share-what")} whole=true />
                if browser::can_share() {
                    <Button text={t.t("people-share")} look="secondary" on={share} />
                }
            </div>
            <Qr text={props.link.clone()} label={t.t("people-link-qr")} />
            <Notice tone={Tone::Warning}><p>{ t.t("people-link-secret") }</p></Notice>
        </section>
    }
}
