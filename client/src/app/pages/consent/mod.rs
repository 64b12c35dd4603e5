//! Consent: somebody was asked to be a recipient. Who asks, what will and will not happen, and
//! three ways on: a new account, an account that is there already, or no.

mod account;
mod asked;

use crate::{
    app::{
        components::{
            feedback::{Failed, Notice, Tone, Waiting, task_failure},
            form::{Button, bind},
            kit_sheet::KitStep,
            layout::Page,
            link::To,
            login_flow::LoginFlow,
        },
        context::{Ctx, use_ctx},
        router::Route,
        services::{api, failure::Failure},
        shell::Session,
        state::same::Same,
        task::{Task, use_task},
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command, KitSheet},
};
use account::Account;
use asked::{Asked, Question};
use stafeta_shared::{
    api::{Delivery, MeResponse},
    ids::InviteId,
};
use std::{cell::RefCell, rc::Rc};
use yew::prelude::*;

/// Which words a person has agreed to; recorded with the consent.
const CONSENT: &str = "1";

#[derive(Clone, PartialEq)]
enum Step {
    Opening,
    Failed(Failure),
    Asked,
    Account,
    LogIn,
    Kit(Same<KitSheet>),
    Done,
    Declined,
}

/// Properties of [`Consent`].
#[derive(Properties, PartialEq)]
pub struct ConsentProps {
    /// The invitation.
    pub invite: InviteId,
}

/// The whole way.
#[component]
pub fn Consent(props: &ConsentProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let step = use_state(|| Step::Opening);
    let question = use_state(|| None::<Question>);
    let name = use_state(String::new);
    let (join, decline) = (use_task(), use_task());
    let invite = props.invite;
    // Held only until the invitation has opened, so that a lost connection does not lose it.
    let secret = use_mut_ref(|| None::<String>);
    let look = {
        let (ctx, step, question) = (ctx.clone(), step.clone(), question.clone());
        let (secret, name) = (secret.clone(), name.clone());
        Callback::from(move |()| {
            step.set(Step::Opening);
            let (question, name) = (question.clone(), name.clone());
            let found = Callback::from(move |asked: Question| {
                name.set(asked.name.clone());
                question.set(Some(asked));
            });
            open(&ctx, invite, secret.clone(), step.clone(), found);
        })
    };
    {
        let (ctx, step, look) = (ctx.clone(), step.clone(), look.clone());
        use_effect_with((invite, ctx.app.turns), move |_| {
            // The secret is taken once; a later turn without one must not forget it.
            let fragment = ctx.fragment.take();
            let new = fragment.is_some();
            if new {
                *secret.borrow_mut() = fragment;
            }
            if new || *step == Step::Opening {
                look.emit(());
            }
        });
    }
    let go = |to: Step| {
        let step = step.clone();
        Callback::from(move |()| step.set(to.clone()))
    };
    let join_now = {
        let (ctx, join, step, name) = (ctx.clone(), join.clone(), step.clone(), name.clone());
        Callback::from(move |()| join_with(&ctx, &join, (invite, &name), step.clone()))
    };
    let join_or_log_in = {
        let open = matches!(ctx.app.session, Session::Open(_));
        if open { join_now.clone() } else { go(Step::LogIn) }
    };
    let say_no = {
        let (decline, step) = (decline.clone(), step.clone());
        Callback::from(move |()| {
            let step = step.clone();
            decline.run(api::invitation_decline(invite), move |()| step.set(Step::Declined));
        })
    };

    match ((*step).clone(), (*question).clone()) {
        (Step::Failed(failure), _) => html! {
            <Page title={t.t("consent-failed-title")}>
                <Failed failure={Some(failure)} retry={look} />
                <p>{ t.t("consent-failed-hint") }</p>
            </Page>
        },
        (Step::Asked, Some(question)) => html! {
            <>
                <Asked {question} name={(*name).clone()} on_name={bind(&name)} on_new={go(Step::Account)}
                    on_existing={join_or_log_in} on_decline={say_no} busy={join.busy() || decline.busy()} />
                { task_failure(&join) }
                { task_failure(&decline) }
            </>
        },
        (Step::Account, Some(question)) => {
            let (step, ctx) = (step.clone(), ctx.clone());
            let on_kit = Callback::from(move |(kit, me): (Same<KitSheet>, MeResponse)| {
                ctx.opened(me, false);
                step.set(Step::Kit(kit));
            });
            html! { <Account {invite} {question} owner_name={(*name).clone()} {on_kit} on_back={go(Step::Asked)} /> }
        }
        (Step::LogIn, _) => html! {
            <Page title={t.t("consent-login-title")} lead={t.t("consent-login-lead")}>
                <LoginFlow on_done={Callback::from(move |_: MeResponse| join_now.emit(()))} />
                { task_failure(&join) }
                <Button text={t.t("common-back")} look="quiet" on={go(Step::Asked)} />
            </Page>
        },
        (Step::Kit(kit), _) => html! {
            <Page title={t.t("kit-title")} lead={t.t("kit-lead")}>
                <KitStep {kit} on_done={go(Step::Done)} />
            </Page>
        },
        (Step::Done, question) => {
            done(&ctx, name.trim(), question.is_some_and(|question| !question.verified))
        }
        (Step::Declined, _) => html! {
            <Page title={t.t("consent-declined-title")} lead={t.t("consent-declined-lead")}>
                <p><To route={Route::Landing}>{ t.t("consent-declined-home") }</To></p>
            </Page>
        },
        _ => html! { <article class="page page-narrow"><Waiting /></article> },
    }
}

fn done(ctx: &Ctx, name: &str, compare: bool) -> Html {
    let t = ctx.texts;
    let named = |key: &str| t.ta(key, &[("name", name.to_owned().into())]);
    html! {
        <Page title={t.t("consent-done-title")} lead={named("consent-done-lead")}>
            if compare {
                <Notice tone={Tone::Warning} test={test_ids::CONSENT_DONE}>
                    <p>{ named("consent-done-number") }</p>
                    <p><To route={Route::Inbox} test={test_ids::NAV_INBOX}>{ t.t("consent-done-inbox") }</To></p>
                </Notice>
            } else {
                <Notice tone={Tone::Good} test={test_ids::CONSENT_DONE}>
                    <p>{ named("consent-done-next") }</p>
                </Notice>
            }
            <p>{ t.t("consent-done-keep") }</p>
            if !compare {
                <p><To route={Route::Inbox}>{ t.t("consent-done-inbox") }</To></p>
            }
        </Page>
    }
}

fn open(
    ctx: &Ctx,
    invite: InviteId,
    held: Rc<RefCell<Option<String>>>,
    step: UseStateHandle<Step>,
    found: Callback<Question>,
) {
    let secret = held.borrow().clone();
    let call = ctx.keeper.call(&Command::InvitationOpen { invite, secret });
    wasm_bindgen_futures::spawn_local(async move {
        let answer = expect_answer!(
            call,
            Answer::Invitation { owner_name, delivery, verified, email, phone, email_code, expires_at, .. } =>
                Question {
                    name: owner_name,
                    cut_off: delivery == Delivery::Link && !verified,
                    verified,
                    email,
                    phone,
                    email_code,
                    expires_at,
                }
        );
        match answer {
            Ok(asked) => {
                *held.borrow_mut() = None;
                found.emit(asked);
                step.set(Step::Asked);
            }
            Err(failure) => step.set(Step::Failed(failure)),
        }
    });
}

fn join_with(ctx: &Ctx, task: &Task, (invite, name): (InviteId, &str), step: UseStateHandle<Step>) {
    let (consent, owner_name) = (CONSENT.to_owned(), name.to_owned());
    let command = Command::InvitationJoin { invite, consent, owner_name };
    let call = ctx.keeper.call(&command);
    let ctx = ctx.clone();
    task.run(async move { expect_answer!(call, Answer::Done => ()) }, move |()| {
        ctx.refresh_me();
        step.set(Step::Done);
    });
}
