//! Who asks, why, what will and will not happen. The service's name for who asks is only proposed: the person
//! says by what name they know them.

use crate::app::{
    components::{
        feedback::{Notice, Tone},
        form::{Button, Field, Form},
        layout::Page,
    },
    context::use_ctx,
    services::dates,
    test_ids,
};
use stafeta_shared::limits::person_name;
use yew::prelude::*;

/// An invitation, as the keeper found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    /// Who asks, as the service says.
    pub name: String,
    /// It was to be handed over, but the secret at the link's end is missing.
    pub cut_off: bool,
    /// The link proved it.
    pub verified: bool,
    /// Masked address.
    pub email: String,
    /// Masked phone the owner gave.
    pub phone: Option<String>,
    /// The mailbox has to be proven too.
    pub email_code: bool,
    /// When the invitation ends.
    pub expires_at: i64,
}

/// Properties of [`Asked`].
#[derive(Properties, PartialEq)]
pub(super) struct AskedProps {
    /// The invitation.
    pub question: Question,
    /// By what name the person knows who asks.
    pub name: AttrValue,
    /// They typed another one.
    pub on_name: Callback<String>,
    /// Yes, with a new account.
    pub on_new: Callback<()>,
    /// Yes, with an account that is there.
    pub on_existing: Callback<()>,
    /// No.
    pub on_decline: Callback<()>,
    /// An answer is on its way.
    pub busy: bool,
}

/// The question and its three answers.
#[component]
pub(super) fn Asked(props: &AskedProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let asked = &props.question;
    let wrong = match &*props.name {
        name if person_name(name).is_some() => None,
        name if name.trim().is_empty() => Some("consent-name-missing"),
        _ => Some("consent-name-unfit"),
    };
    let asked_for = use_state(|| false);
    let once_named = |on: &Callback<()>| {
        let (on, asked_for) = (on.clone(), asked_for.clone());
        Callback::from(move |()| {
            asked_for.set(true);
            if wrong.is_none() {
                on.emit(());
            }
        })
    };
    let error = wrong.filter(|_| *asked_for).map(|key| AttrValue::from(t.t(key)));
    let by_service = [("name", asked.name.clone().into())];
    let hint = t.ta("consent-name-hint", &by_service);
    let until = dates::date(ctx.lang(), asked.expires_at, None);
    html! {
        <Page title={t.t("consent-title")} lead={t.ta("consent-lead", &by_service)}>
            if asked.verified {
                <Notice tone={Tone::Good}><p>{ t.t("consent-verified") }</p></Notice>
            } else if asked.cut_off {
                <Notice tone={Tone::Danger} test={test_ids::ERROR}><p>{ t.t("consent-cut-off") }</p></Notice>
            } else {
                <Notice tone={Tone::Warning}><p>{ t.t("consent-unverified") }</p></Notice>
            }
            <section class="card">
                <h2>{ t.t("consent-will-title") }</h2>
                <ul>
                    <li>{ t.t("consent-will-quiet") }</li>
                    <li>{ t.t("consent-will-release") }</li>
                    <li>{ t.t("consent-will-login") }</li>
                </ul>
                <h2>{ t.t("consent-wont-title") }</h2>
                <ul>
                    <li>{ t.t("consent-wont-read") }</li>
                    <li>{ t.t("consent-wont-duty") }</li>
                    <li>{ t.t("consent-wont-mail") }</li>
                </ul>
                <p class="small">{ t.ta("consent-until", &[("date", until.into())]) }</p>
            </section>
            <p>{ t.t("consent-needs") }</p>
            <Form on={once_named(&props.on_new)}>
                if !asked.cut_off {
                    <Field id={test_ids::ASKING_NAME} label={t.t("consent-name")} value={props.name.clone()}
                        on={props.on_name.clone()} required=true maxlength="100" {hint} {error} />
                }
                <div class="actions">
                    if !asked.cut_off {
                        <Button text={t.t("consent-accept")} busy={props.busy} test={test_ids::ACCEPT_NEW} />
                        <Button text={t.t("consent-existing")} look="secondary"
                            on={once_named(&props.on_existing)} disabled={props.busy}
                            test={test_ids::ACCEPT_EXISTING} />
                    }
                    <Button text={t.t("consent-decline")} look="quiet" on={props.on_decline.clone()}
                        disabled={props.busy} test={test_ids::DECLINE} />
                </div>
            </Form>
        </Page>
    }
}
