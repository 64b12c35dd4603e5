//! An opened handover: words, credentials, files. A file is decrypted when somebody wants it.

use super::OpenedContent;
use crate::{
    app::{
        components::{
            content::{Blocks, FileAction, FileWish},
            feedback::{Notice, ProgressBar, Tone, task_failure},
            file_view::{FileView, Shown},
            form::Button,
            layout::Page,
        },
        context::use_ctx,
        router::Route,
        services::{browser, dates},
        state::same::Same,
        task::use_task,
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command, OpenNotice},
};
use yew::prelude::*;

/// Properties of [`Opened`].
#[derive(Properties, PartialEq)]
pub(super) struct OpenedProps {
    /// What was opened.
    pub content: Same<OpenedContent>,
}

/// Shows it.
#[component]
pub(super) fn Opened(props: &OpenedProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let content = &props.content;
    let shown = use_state(|| None::<Shown>);
    let task = use_task();
    let wish = {
        let (ctx, task, shown) = (ctx.clone(), task.clone(), shown.clone());
        let handover = content.handover;
        Callback::from(move |wish: FileWish| {
            let command = Command::FileOpen { handover, attachment: wish.attachment };
            let call = ctx.keeper.call_with(&command, Vec::new(), task.on_progress());
            let shown = shown.clone();
            let work = async move {
                expect_answer!(call, (Answer::Blob { name, .. }, blobs) => (name, blobs))
            };
            task.run(work, move |(name, blobs): (String, Vec<web_sys::Blob>)| {
                let Some(blob) = blobs.into_iter().next() else { return };
                match wish.action {
                    FileAction::Save => browser::download(&blob, &name),
                    FileAction::View => shown.set(Shown::new(&blob, name)),
                }
            });
        })
    };
    let close = {
        let shown = shown.clone();
        Callback::from(move |()| shown.set(None))
    };
    let sealed = dates::day_time(ctx.lang(), content.sealed_at, None);
    let args = [("name", content.owner_name.clone().into()), ("date", sealed.into())];
    html! {
        <Page title={content.title.clone()} lead={t.ta("release-from", &args)} wide=true back={Route::Inbox}>
            <div data-test={test_ids::CONTENT} class="stack">
                { for content.notices.iter().map(|notice| html! {
                    <Notice tone={Tone::Warning}><p>{ t.t(words(*notice)) }</p></Notice>
                }) }
                if content.newer {
                    <Notice tone={Tone::Info}><p>{ t.t("release-newer") }</p></Notice>
                }
                <Blocks blocks={content.blocks.clone()} files={content.files.clone()} busy={task.busy()}
                    on_file={wish} />
                { task_failure(&task) }
                <ProgressBar progress={task.progress()} />
                if let Some(shown) = (*shown).clone() { <FileView {shown} on_close={close} /> }
            </div>
            <div class="actions no-print">
                <Button text={t.t("common-print")} look="secondary" on={Callback::from(|()| browser::print())} />
            </div>
            <p class="small">{ t.t("release-keep") }</p>
        </Page>
    }
}

const fn words(notice: OpenNotice) -> &'static str {
    match notice {
        OpenNotice::OwnerKeyRenewed => "release-notice-renewed",
        OpenNotice::DespiteUnpaired => "release-notice-unpaired",
        OpenNotice::DespiteStale => "release-notice-stale",
        OpenNotice::NotRemembered => "release-notice-not-remembered",
        OpenNotice::Unverified => "release-notice-unverified",
    }
}
