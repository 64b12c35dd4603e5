//! One file: its name, its size, and what can be done with it.

use crate::{
    app::{components::form::Button, context::use_ctx, state::size, test_ids},
    protocol::FileEntry,
};
use stafeta_shared::ids::AttachmentId;
use yew::prelude::*;

/// What somebody wants with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileAction {
    /// Look at it here.
    View,
    /// Keep it.
    Save,
}

/// Somebody wants a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileWish {
    /// Which.
    pub attachment: AttachmentId,
    /// What for.
    pub action: FileAction,
}

/// Properties of [`FileRow`].
#[derive(Properties, PartialEq)]
pub(super) struct FileRowProps {
    /// The file.
    pub file: FileEntry,
    /// What it is, in the owner's words.
    pub caption: AttrValue,
    /// A file is on its way already.
    pub busy: bool,
    /// Somebody wants it.
    pub on: Callback<FileWish>,
}

/// Shows one file.
#[component]
pub(super) fn FileRow(props: &FileRowProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let file = &props.file;
    let wish = |action: FileAction| {
        let (on, attachment) = (props.on.clone(), file.attachment);
        Callback::from(move |()| on.emit(FileWish { attachment, action }))
    };
    html! {
        <div class="file-row">
            <div>
                <p><strong>{ &file.name }</strong></p>
                if !props.caption.is_empty() { <p>{ &props.caption }</p> }
                <p class="small">{ size::in_words(ctx.lang(), file.len) }</p>
            </div>
            <div class="actions no-print">
                if viewable(&file.name) {
                    <Button text={t.t("common-open")} label={format!("{}: {}", t.t("common-open"), file.name)}
                        look="secondary" on={wish(FileAction::View)} disabled={props.busy}
                        test={test_ids::VIEW_FILE} />
                }
                <Button text={t.t("common-download")} label={format!("{}: {}", t.t("common-download"), file.name)}
                    look="secondary" on={wish(FileAction::Save)} disabled={props.busy}
                    test={test_ids::SAVE_FILE} />
            </div>
        </div>
    }
}

/// Whether the browser can show it, by its name; the type that came with it is never trusted.
fn viewable(name: &str) -> bool {
    crate::app::components::file_view::kind_of(name).is_some()
}
