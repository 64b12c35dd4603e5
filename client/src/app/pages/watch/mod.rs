//! Settings of a watch: the schedule, the trusted contacts, the live picture, arming and pausing.

mod arming;
mod contacts;
mod fields;

use crate::{
    app::{
        components::{
            feedback::{Notice, Tone, loaded, task_failure},
            form::{Button, Form as Boxed},
            layout::Page,
            watch_picture::WatchPicture,
        },
        context::{Ctx, use_ctx},
        router::Route,
        services::{api, browser, failure::Failure, watches},
        state::{
            same::Same,
            watch_form::{ContactForm, Form},
        },
        task::{use_load, use_task},
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command},
};
use arming::Arming;
use contacts::Contacts;
use fields::Fields;
use stafeta_shared::{
    api::{HandoverUpdateRequest, ProjectionRequest, WatchResponse},
    ids::{ContactId, WatchId},
    watch::Projection,
};
use yew::prelude::*;

/// Properties of [`Watch`].
#[derive(Properties, PartialEq)]
pub struct WatchProps {
    /// Which; none for a new one.
    #[prop_or_default]
    pub watch: Option<WatchId>,
}

/// Loads what is there, then shows the form.
#[component]
pub fn Watch(props: &WatchProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let load = use_load(props.watch, |_, watch| fetch(watch));
    let reload = load.retry();
    let title = t.t(if props.watch.is_some() { "watch-title" } else { "watch-title-new" });
    html! {
        <Page {title} lead={t.t("watch-lead")} wide=true back={Route::Home}>
            { loaded(&load.state, load.retry(), |saved: &Option<Same<WatchResponse>>| html! {
                <Settings saved={saved.clone()} on_changed={reload} />
            }) }
        </Page>
    }
}

async fn fetch(watch: Option<WatchId>) -> Result<Option<Same<WatchResponse>>, Failure> {
    let Some(watch) = watch else { return Ok(None) };
    match watches::one(watch).await? {
        Some(found) => Ok(Some(Same::new(found))),
        None => Err(Failure::Unexpected),
    }
}

#[derive(Properties, PartialEq)]
struct SettingsProps {
    saved: Option<Same<WatchResponse>>,
    on_changed: Callback<()>,
}

#[component]
fn Settings(props: &SettingsProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let saved = props.saved.clone();
    let form = use_state(|| match &saved {
        Some(saved) => Form::from_watch(saved),
        None => {
            let row =
                ContactForm::new(ContactId::from_bytes(browser::random_id()), ctx.lang().tag());
            Form::new(browser::zone(), row)
        }
    });
    // One id for this form, so that saving twice never makes two watches.
    let id = *use_memo((), |()| {
        saved
            .as_ref()
            .map_or_else(|| WatchId::from_bytes(browser::random_id()), |saved| saved.watch)
    });
    let checked = use_state(|| false);
    let task = use_task();
    let wrong = form.wrong();
    let edit = {
        let form = form.clone();
        Callback::from(move |next: Form| form.set(next))
    };
    let save = {
        let (ctx, form, checked, task) = (ctx.clone(), form.clone(), checked.clone(), task.clone());
        let (is_new, on_changed) = (saved.is_none(), props.on_changed.clone());
        Callback::from(move |()| {
            checked.set(true);
            if !form.wrong().is_empty() {
                return;
            }
            let (request, then, on_changed) = (form.request(id), ctx.clone(), on_changed.clone());
            let work = store(ctx.clone(), request, is_new);
            task.run(work, move |()| {
                then.toast(then.texts.t("watch-saved"));
                then.refresh_me();
                if is_new { then.go(Route::Watch(id)) } else { on_changed.emit(()) }
            });
        })
    };
    let shown = if *checked { wrong.clone() } else { Vec::new() };
    html! {
        <div class="columns">
            <div class="stack">
                <Boxed on={save}>
                    <Fields form={(*form).clone()} on={edit.clone()} wrong={shown.clone()} />
                    <Contacts form={(*form).clone()} on={edit} wrong={shown.clone()} />
                    if !shown.is_empty() {
                        <Notice tone={Tone::Warning} live=true><p>{ t.t("watch-wrong") }</p></Notice>
                    }
                    { task_failure(&task) }
                    <div class="actions">
                        <Button text={t.t("watch-save")} busy={task.busy()} test={test_ids::SAVE_WATCH} />
                    </div>
                </Boxed>
            </div>
            <div class="stack">
                <Live form={(*form).clone()} />
                if let Some(saved) = saved { <Arming {saved} on_changed={props.on_changed.clone()} /> }
            </div>
        </div>
    }
}

/// Saves; the first watch takes the handovers along that hang on none yet.
async fn store(
    ctx: Ctx,
    request: stafeta_shared::api::WatchRequest,
    is_new: bool,
) -> Result<(), Failure> {
    if !is_new {
        return watches::update(&request).await;
    }
    watches::create(&request).await?;
    let call = ctx.keeper.call(&Command::Handovers);
    let handovers = expect_answer!(call, Answer::Handovers { handovers } => handovers)?;
    for handover in handovers.into_iter().filter(|handover| handover.watch.is_none()) {
        let update = HandoverUpdateRequest {
            watch: Some(request.watch),
            extra_delay_ms: handover.extra_delay_ms,
        };
        api::handover_update(handover.handover, &update).await?;
    }
    Ok(())
}

#[derive(Properties, PartialEq)]
struct LiveProps {
    form: Form,
}

/// The picture of what stands in the form now, computed by the server with the machine itself.
#[component]
fn Live(props: &LiveProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let picture = use_state(|| None::<(Form, Projection)>);
    let newest = use_mut_ref(|| 0_u32);
    {
        let (picture, form, ctx) = (picture.clone(), props.form.clone(), ctx.clone());
        use_effect_with(props.form.clone(), move |_| {
            *newest.borrow_mut() += 1;
            let mine = *newest.borrow();
            wasm_bindgen_futures::spawn_local(async move {
                // While somebody types, nothing is asked.
                browser::sleep(300).await;
                if *newest.borrow() != mine || !form.wrong().is_empty() {
                    return;
                }
                let request = ProjectionRequest {
                    policy: form.policy(),
                    zone: form.zone.clone(),
                    phone: ctx.me().is_some_and(|me| me.phone.is_some()),
                };
                if let Ok(projection) = watches::projection(&request).await
                    && *newest.borrow() == mine
                {
                    picture.set(Some((form, projection)));
                }
            });
        });
    }
    let names = props.form.contacts.iter().map(|one| AttrValue::from(one.name.clone()));
    html! {
        <section class="card stack">
            <h2>{ t.t("watch-live-title") }</h2>
            if let Some((form, projection)) = (*picture).clone() {
                <WatchPicture {projection} zone={form.zone.clone()} contacts={names.collect::<Vec<_>>()}
                    stale={form != props.form} />
            } else {
                <p>{ t.t("watch-live-soon") }</p>
            }
        </section>
    }
}
