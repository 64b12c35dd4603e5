//! The editor: title, blocks, files, recipients, seal; and the whole as a recipient reads it.

use super::{
    Desk,
    autosave::Autosave,
    blocks::BlockEditor,
    files::{FileOpener, Files, use_file_opener},
    recipients::Recipients,
    seal::Seal,
    settings::Settings,
};
use crate::{
    app::{
        components::{
            confirm::Confirm,
            content::Blocks,
            feedback::{Failed, Notice, Tone, task_failure},
            file_view::FileView,
            form::{Button, Field},
            layout::Page,
        },
        context::{Ctx, use_ctx},
        router::Route,
        services::dates,
        state::draft::{Act, Draft, Edit, Editor, Saving},
        state::same::Same,
        task::use_task,
        test_ids,
    },
    protocol::{Command, FileEntry},
};
use stafeta_shared::{
    content::{Block, Contact, Credential, File, Link, Step, Steps, Text},
    ids::HandoverId,
};
use yew::prelude::*;

/// Properties of [`EditorView`].
#[derive(Properties, PartialEq)]
pub(super) struct EditorProps {
    pub handover: HandoverId,
    pub desk: Same<Desk>,
}

/// The editor of one handover.
#[component]
pub(super) fn EditorView(props: &EditorProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let (handover, desk) = (props.handover, props.desk.clone());
    let (first, first_saved) = (*use_memo((), |()| start(&ctx, handover, &props.desk))).clone();
    let newest = first.items.iter().map(|item| item.key).max();
    let editor = {
        let first = first.clone();
        use_reducer(move || Editor::new(first, first_saved))
    };
    let failure = use_state(|| None);
    let files = use_state(|| desk.opened.files.clone());
    let autosave = (*use_memo((), |()| {
        let (dispatch, failure) = (editor.dispatcher(), failure.setter());
        Autosave::new(ctx.clone(), handover, dispatch, failure, first, first_saved)
    }))
    .clone();
    {
        let (autosave, draft) = (autosave.clone(), editor.draft.clone());
        use_effect_with((draft.revision, ctx.app.openings), move |_| autosave.changed(draft));
    }
    {
        let autosave = autosave.clone();
        use_effect_with((), move |()| move || autosave.kick());
    }
    let opener = use_file_opener(handover);
    let on = {
        let editor = editor.dispatcher();
        Callback::from(move |edit: Edit| editor.dispatch(Act::Edit(edit)))
    };
    let sealed_changes = use_state(|| desk.opened.summary.unsealed_changes);
    let sealed_revision = use_state(|| editor.draft.revision);
    let changed = *sealed_changes || *sealed_revision < editor.draft.revision;
    let on_sealed = {
        let (sealed_changes, sealed_revision) = (sealed_changes.clone(), sealed_revision.clone());
        let revision = editor.draft.revision;
        Callback::from(move |()| {
            sealed_changes.set(false);
            sealed_revision.set(revision);
        })
    };
    let title = if editor.draft.title.trim().is_empty() {
        t.t("handover-untitled")
    } else {
        editor.draft.title.clone()
    };
    let lost = desk.opened.draft_lost.then(|| {
        html! {
            <Notice tone={Tone::Danger} title={t.t("handover-draft-lost-title")}>
                <p>{ t.t("handover-draft-lost") }</p>
                <p>{ t.t("handover-draft-lost-why") }</p>
            </Notice>
        }
    });
    if desk.opened.newer {
        return html! {
            <Page {title} back={Route::Home}>
                { lost }
                <Notice tone={Tone::Warning}><p>{ t.t("problem-refusal-newer-version") }</p></Notice>
                { reading(&ctx, &editor.draft, &files, &opener) }
            </Page>
        };
    }
    html! {
        <Page {title} back={Route::Home}>
            { lost }
            { save_state(&ctx, &editor) }
            if editor.saving == Saving::Refused {
                <Failed failure={(*failure).clone()} retry={
                    let autosave = autosave.clone();
                    Callback::from(move |()| autosave.kick())
                } />
            }
            <Field id={test_ids::TITLE} label={t.t("handover-title-label")} value={editor.draft.title.clone()}
                on={on.reform(Edit::Title)} required=true maxlength="200" hint={t.t("handover-title-hint")} />
            <section class="stack" aria-label={t.t("handover-blocks")}>
                { for editor.draft.items.iter().enumerate().map(|(index, item)| {
                    let entry = match &item.block {
                        Block::File(file) => files.iter().find(|one| one.attachment == file.att_id).cloned(),
                        _ => None,
                    };
                    html! {
                        <BlockEditor key={item.key} {index} last={index + 1 == editor.draft.items.len()}
                            added={Some(item.key) > newest} item={item.clone()} {entry} on={on.clone()}
                            opener={opener.clone()} {handover} />
                    }
                }) }
                if editor.draft.can_restore() {
                    <Notice tone={Tone::Info} live=true>
                        <p>{ t.t("handover-block-removed") }</p>
                        <Button text={t.t("handover-block-restore")} look="secondary" on={on.reform(|()| Edit::Restore)} />
                    </Notice>
                }
                { add_bar(&ctx, &on) }
                <Files {handover} draft={editor.draft.clone()} files={(*files).clone()} on={on.clone()} on_files={
                    let files = files.clone();
                    Callback::from(move |new: Vec<FileEntry>| files.set(new))
                } />
            </section>
            <Recipients desk={props.desk.clone()} chosen={editor.draft.recipients.clone()} on={on.clone()} />
            <Settings {handover} desk={props.desk.clone()} />
            <Seal {handover} desk={props.desk.clone()} chosen={editor.draft.recipients.clone()}
                {autosave} {changed} {on_sealed} />
            <details class="card">
                <summary>{ t.t("handover-read") }</summary>
                { reading(&ctx, &editor.draft, &files, &opener) }
            </details>
            <Delete {handover} />
        </Page>
    }
}

/// What was kept from the last visit, or what the keeper has; complete files always have a place.
fn start(ctx: &Ctx, handover: HandoverId, desk: &Desk) -> (Draft, bool) {
    if let Some(kept) = ctx.unsaved.find(handover) {
        return (kept, false);
    }
    let opened = &desk.opened;
    let mut draft =
        Draft::new(opened.summary.title.clone(), opened.blocks.clone(), opened.chosen.clone());
    for file in opened.files.iter().filter(|file| file.complete) {
        if !draft.shows(file.attachment) {
            draft.apply(Edit::Add(file_block(file)));
        }
    }
    let saved = draft.revision == 0;
    (draft, saved)
}

/// A block that shows a file.
pub(super) fn file_block(file: &FileEntry) -> Block {
    Block::File(File { att_id: file.attachment, caption: String::new(), extra: None })
}

fn save_state(ctx: &Ctx, editor: &Editor) -> Html {
    let t = ctx.texts;
    let (name, text) = match editor.saving {
        Saving::Saved => (
            "saved",
            match editor.saved_at {
                Some(at) => {
                    let time = dates::time(ctx.lang(), at, None);
                    t.ta("handover-saved-at", &[("time", time.into())])
                }
                None => t.t("handover-saved"),
            },
        ),
        Saving::Dirty => ("dirty", t.t("handover-dirty")),
        Saving::Saving => ("saving", t.t("common-saving")),
        Saving::Waiting => ("waiting", t.t("handover-waiting")),
        Saving::Refused => ("refused", t.t("handover-refused")),
    };
    html! {
        <p class="save-state muted" role="status" data-test={test_ids::SAVE_STATE} data-state={name}>{ text }</p>
    }
}

fn add_bar(ctx: &Ctx, on: &Callback<Edit>) -> Html {
    let t = ctx.texts;
    let kinds = [
        ("text", t.t("handover-add-text"), Block::Text(Text::default())),
        (
            "steps",
            t.t("handover-add-steps"),
            Block::Steps(Steps { items: vec![Step::default()], ..Steps::default() }),
        ),
        ("credential", t.t("handover-add-credential"), Block::Credential(Credential::default())),
        ("link", t.t("handover-add-link"), Block::Link(Link::default())),
        ("contact", t.t("handover-add-contact"), Block::Contact(Contact::default())),
    ];
    html! {
        <div class="actions add-bar" role="group" aria-label={t.t("handover-add")}>
            { for kinds.into_iter().map(|(kind, text, block)| {
                let press = on.reform(move |()| Edit::Add(block.clone()));
                html! {
                    <Button key={kind} text={format!("+ {text}")} look="secondary" on={press}
                        test={format!("{}-{kind}", test_ids::ADD_BLOCK)} />
                }
            }) }
        </div>
    }
}

fn reading(ctx: &Ctx, draft: &Draft, files: &[FileEntry], opener: &FileOpener) -> Html {
    let t = ctx.texts;
    html! {
        <div class="stack">
            <p class="hint">{ t.t("handover-read-hint") }</p>
            <Blocks blocks={draft.blocks()} files={files.to_vec()} busy={opener.busy()} on_file={opener.wish()} />
            { opener.view() }
            if let Some(shown) = opener.shown() {
                <FileView {shown} on_close={opener.close()} />
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct DeleteProps {
    handover: HandoverId,
}

#[component]
fn Delete(props: &DeleteProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let task = use_task();
    let delete = {
        let (ctx, task, handover) = (ctx.clone(), task.clone(), props.handover);
        Callback::from(move |()| {
            let call = ctx.keeper.call(&Command::HandoverDelete { handover });
            let ctx = ctx.clone();
            task.run(call, move |_| {
                ctx.unsaved.saved(handover, u64::MAX);
                ctx.toast(ctx.texts.t("handover-deleted"));
                ctx.go(Route::Home);
            });
        })
    };
    html! {
        <section class="card stack danger-zone">
            <h2>{ t.t("handover-delete") }</h2>
            <p>{ t.t("handover-delete-text") }</p>
            { task_failure(&task) }
            <Confirm text={t.t("handover-delete")} question={t.t("handover-delete-question")}
                yes={t.t("handover-delete-yes")} look="danger" on={delete} busy={task.busy()} />
        </section>
    }
}
