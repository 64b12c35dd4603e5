//! A way into something: secrets hidden until wanted, everything with a button that copies it.

use crate::app::{
    components::{
        copy::Copy,
        markdown::{Markdown, safe_address},
    },
    context::use_ctx,
    test_ids,
};
use stafeta_shared::content::Credential;
use yew::prelude::*;

/// Properties of [`CredentialView`].
#[derive(Properties, PartialEq)]
pub(super) struct CredentialProps {
    /// It.
    pub credential: Credential,
}

/// Shows one credential.
#[component]
pub(super) fn CredentialView(props: &CredentialProps) -> Html {
    let t = use_ctx().texts;
    let one = &props.credential;
    html! {
        <section class="card credential">
            <h2>{ if one.site.is_empty() { one.url.clone() } else { one.site.clone() } }</h2>
            <dl class="facts">
                if !one.url.is_empty() {
                    <dt>{ t.t("handover-credential-url") }</dt>
                    <dd>
                        if let Some(url) = safe_address(&one.url) {
                            <a href={url.to_owned()} target="_blank" rel="noopener noreferrer">{ &one.url }</a>
                        } else {
                            { &one.url }
                        }
                    </dd>
                }
                if !one.user.is_empty() {
                    <dt>{ t.t("handover-credential-user") }</dt>
                    <dd class="row"><code>{ &one.user }</code>
                        <Copy text={one.user.clone()} what={t.t("handover-credential-user")} /></dd>
                }
                if !one.password.is_empty() {
                    <Hidden label={t.t("common-password")} secret={one.password.clone()} />
                }
                if !one.totp.is_empty() {
                    <Hidden label={t.t("handover-credential-totp")} secret={one.totp.clone()} />
                }
            </dl>
            if !one.note.is_empty() { <Markdown md={one.note.clone()} /> }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct HiddenProps {
    label: AttrValue,
    secret: AttrValue,
}

#[component]
fn Hidden(props: &HiddenProps) -> Html {
    let t = use_ctx().texts;
    let open = use_state(|| false);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let word = if *open { t.t("common-hide") } else { t.t("common-show") };
    html! {
        <>
            <dt>{ &props.label }</dt>
            <dd class="row">
                <code class="secret" data-test={test_ids::SECRET}>
                    { if *open { props.secret.to_string() } else { "••••••••".to_owned() } }
                </code>
                <button type="button" class="button secondary" onclick={toggle} aria-pressed={open.to_string()}
                    aria-label={format!("{word}: {}", props.label)} data-test={test_ids::SHOW_SECRET}>{ word.clone() }</button>
                <Copy text={props.secret.clone()} what={props.label.clone()} />
            </dd>
        </>
    }
}
