//! Inviting somebody: who, and how the invitation travels.

use super::share_link::ShareLink;
use crate::{
    app::{
        components::{
            feedback::{Notice, ProgressBar, Tone, task_failure},
            form::{Button, Choice, Field, Form, bind},
            layout::Page,
            link::To,
        },
        context::use_ctx,
        router::Route,
        state::address,
        task::use_task,
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command},
};
use stafeta_shared::{api::Delivery, ids::InviteId, lang::Lang};
use yew::prelude::*;

/// The form, then the link.
#[component]
pub fn Invite() -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let (name, email, phone) =
        (use_state(String::new), use_state(String::new), use_state(String::new));
    let language = use_state(|| ctx.lang().tag().to_owned());
    let delivery = use_state(|| Delivery::Link);
    let wrong = use_state(|| false);
    let invited = use_state(|| None::<(InviteId, Option<String>)>);
    let task = use_task();

    let submit = {
        let (ctx, task, invited) = (ctx.clone(), task.clone(), invited.clone());
        let (name, email, phone) = (name.clone(), email.clone(), phone.clone());
        let (language, delivery, wrong) = (language.clone(), delivery.clone(), wrong.clone());
        Callback::from(move |()| {
            let address = email.trim().to_owned();
            wrong.set(!address::looks_like_email(&address));
            if !address::looks_like_email(&address) {
                return;
            }
            let phone = phone.trim().to_owned();
            let command = Command::Invite {
                name: name.trim().to_owned(),
                email: address,
                phone: (!phone.is_empty()).then_some(phone),
                language: (*language).clone(),
                delivery: *delivery,
            };
            let call = ctx.keeper.watched(&command, task.on_progress());
            let invited = invited.clone();
            let work = async move {
                expect_answer!(call, Answer::Invited { invite, link } => (invite, link))
            };
            task.run(work, move |answer| invited.set(Some(answer)));
        })
    };

    if let Some((invite, link)) = &*invited {
        return html! {
            <Page title={t.t("people-invited-title")} back={Route::People}>
                if let Some(link) = link {
                    <ShareLink link={link.clone()} name={(*name).clone()} />
                    <p>{ t.t("people-invited-link-next") }</p>
                } else {
                    <Notice tone={Tone::Good}>
                        <p>{ t.ta("people-invited-mail", &[("email", (*email).clone().into())]) }</p>
                        <p>{ t.t("people-invited-mail-next") }</p>
                    </Notice>
                }
                <div class="actions">
                    <To class="button primary" route={Route::Home}>{ t.t("people-invited-home") }</To>
                    <To class="button secondary" route={Route::Person(*invite)}>{ t.t("people-invited-show") }</To>
                </div>
            </Page>
        };
    }

    let languages = Lang::ALL
        .into_iter()
        .map(|lang| (AttrValue::from(lang.tag()), AttrValue::from(lang.own_name())))
        .collect::<Vec<_>>();
    let choose = |way: Delivery| {
        let delivery = delivery.clone();
        Callback::from(move |_: Event| delivery.set(way))
    };
    let error = wrong.then(|| AttrValue::from(t.t("problem-email-invalid")));
    html! {
        <Page title={t.t("people-invite-title")} lead={t.t("people-invite-lead")} back={Route::People}>
            <Form on={submit}>
                <Field id={test_ids::NAME} label={t.t("people-name")} value={(*name).clone()} on={bind(&name)}
                    required=true maxlength="100" hint={t.t("people-name-hint")} />
                <Field id={test_ids::EMAIL} label={t.t("common-email")} kind="email" value={(*email).clone()}
                    on={bind(&email)} required=true hint={t.t("people-email-hint")} {error} />
                if address::is_role(&email) {
                    <Notice tone={Tone::Warning} live=true><p>{ t.t("people-email-role") }</p></Notice>
                }
                <Field id={test_ids::PHONE} label={t.t("common-phone")} kind="tel" value={(*phone).clone()}
                    on={bind(&phone)} optional=true hint={t.t("people-phone-hint")} />
                <Choice id="invite-language" label={t.t("people-language")} value={(*language).clone()}
                    options={languages} on={bind(&language)} />
                <fieldset>
                    <legend>{ t.t("people-delivery") }</legend>
                    <div class="choice">
                        <label>
                            <input type="radio" name="delivery" data-test={test_ids::DELIVERY_LINK}
                                checked={*delivery == Delivery::Link} onchange={choose(Delivery::Link)} />
                            <span><strong>{ t.t("people-delivery-link") }</strong><br />
                                <span class="hint">{ t.t("people-delivery-link-hint") }</span></span>
                        </label>
                        <label>
                            <input type="radio" name="delivery" data-test={test_ids::DELIVERY_MAIL}
                                checked={*delivery == Delivery::Mail} onchange={choose(Delivery::Mail)} />
                            <span><strong>{ t.t("people-delivery-mail") }</strong><br />
                                <span class="hint">{ t.t("people-delivery-mail-hint") }</span></span>
                        </label>
                    </div>
                </fieldset>
                { task_failure(&task) }
                <ProgressBar progress={task.progress()} />
                <div class="actions">
                    <Button text={t.t("people-invite-send")} busy={task.busy()} test={test_ids::SUBMIT} />
                </div>
            </Form>
        </Page>
    }
}
