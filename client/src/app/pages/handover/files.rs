//! Files of a handover: choosing or dropping them, their way up, and reading one's own back.

use super::editor::file_block;
use crate::{
    app::{
        components::{
            content::{FileAction, FileWish},
            feedback::{Failed, ProgressBar, task_failure},
            file_view::Shown,
            form::Button,
        },
        context::{Ctx, use_ctx},
        services::{browser, failure::Failure, keeper::Progress},
        state::{
            draft::{Draft, Edit},
            size,
        },
        task::{Task, use_task},
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command, FileEntry, Refusal},
};
use stafeta_shared::ids::{AttachmentId, HandoverId};
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};
use web_sys::{File, FileList, HtmlInputElement};
use yew::prelude::*;

/// Properties of [`Files`].
#[derive(Properties, PartialEq)]
pub(super) struct FilesProps {
    pub handover: HandoverId,
    pub draft: Draft,
    pub files: Vec<FileEntry>,
    pub on: Callback<Edit>,
    pub on_files: Callback<Vec<FileEntry>>,
}

/// One file on its way up.
#[derive(Clone, PartialEq)]
struct Running {
    name: String,
    progress: Option<Progress>,
}

/// A file to upload, perhaps as the rest of an interrupted one.
type Wish = (File, Option<AttachmentId>);

/// Everything an upload touches; clones share the queue.
#[derive(Clone)]
struct Uploads {
    ctx: Ctx,
    handover: HandoverId,
    queue: Rc<RefCell<VecDeque<Wish>>>,
    /// Files of this visit, so that an upload can be resumed without choosing the file again.
    known: Rc<RefCell<Vec<File>>>,
    working: Rc<Cell<bool>>,
    running: UseStateHandle<Option<Running>>,
    failure: UseStateHandle<Option<Failure>>,
    on: Callback<Edit>,
    on_files: Callback<Vec<FileEntry>>,
}

impl Uploads {
    fn add(&self, file: File, resume: Option<AttachmentId>) {
        self.known.borrow_mut().push(file.clone());
        self.queue.borrow_mut().push_back((file, resume));
        if !self.working.replace(true) {
            let this = self.clone();
            wasm_bindgen_futures::spawn_local(async move { this.work().await });
        }
    }

    /// One file after the other; the tab asks before it closes.
    async fn work(&self) {
        let _hold = self.ctx.unsaved.hold();
        self.failure.set(None);
        loop {
            let next = self.queue.borrow().front().cloned();
            let Some((file, resume)) = next else { break };
            let result = self.send(&file, resume).await;
            self.queue.borrow_mut().pop_front();
            match result {
                Ok(entry) => self.on.emit(Edit::Add(file_block(&entry))),
                Err(failure) => {
                    self.ctx.note(&failure);
                    self.queue.borrow_mut().clear();
                    if failure != Failure::Refused(Refusal::Paused) {
                        self.failure.set(Some(failure));
                    }
                }
            }
            self.look().await;
        }
        self.working.set(false);
        self.running.set(None);
    }

    async fn send(&self, file: &File, resume: Option<AttachmentId>) -> Result<FileEntry, Failure> {
        let name = file.name();
        self.running.set(Some(Running { name: name.clone(), progress: None }));
        let running = self.running.setter();
        let command = Command::FileAdd { handover: self.handover, resume };
        let call = self.ctx.keeper.call_with(&command, vec![file.clone()], move |progress| {
            running.set(Some(Running { name: name.clone(), progress: Some(progress) }));
        });
        match call.await? {
            (Answer::File { file }, _) => Ok(file),
            _ => Err(Failure::Unexpected),
        }
    }

    /// Which files there are now, also the interrupted ones.
    async fn look(&self) {
        let call = self.ctx.keeper.call(&Command::HandoverOpen { handover: self.handover });
        if let Ok(Answer::Handover { handover }) = call.await {
            self.on_files.emit(handover.files);
        }
    }

    fn pause(&self) {
        let call = self.ctx.keeper.call(&Command::FilePause { handover: self.handover });
        wasm_bindgen_futures::spawn_local(async move {
            // The upload itself then ends with "paused".
            let _ = call.await;
        });
    }

    fn find(&self, entry: &FileEntry) -> Option<File> {
        #[expect(clippy::cast_precision_loss, reason = "file sizes stay under 2^53")]
        let len = entry.len as f64;
        let known = self.known.borrow();
        known.iter().rev().find(|file| file.name() == entry.name && file.size() == len).cloned()
    }
}

/// Chooses, uploads, pauses, resumes.
#[component]
pub(super) fn Files(props: &FilesProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let over = use_state(|| false);
    let uploads = Uploads {
        ctx: ctx.clone(),
        handover: props.handover,
        queue: (*use_memo((), |()| Rc::new(RefCell::default()))).clone(),
        known: (*use_memo((), |()| Rc::new(RefCell::default()))).clone(),
        working: (*use_memo((), |()| Rc::new(Cell::new(false)))).clone(),
        running: use_state(|| None),
        failure: use_state(|| None),
        on: props.on.clone(),
        on_files: props.on_files.clone(),
    };
    let choose = {
        let uploads = uploads.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            for file in listed(input.files()) {
                uploads.add(file, None);
            }
            input.set_value("");
        })
    };
    let drop = {
        let (uploads, over) = (uploads.clone(), over.clone());
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            for file in listed(event.data_transfer().and_then(|data| data.files())) {
                uploads.add(file, None);
            }
        })
    };
    let hover = |value: bool| {
        let over = over.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(value);
        })
    };
    let interrupted: Vec<&FileEntry> =
        props.files.iter().filter(|file| !file.complete && uploads.running.is_none()).collect();
    let max = ctx.instance().map(|instance| size::in_words(ctx.lang(), instance.file_max));
    let pause = {
        let uploads = uploads.clone();
        Callback::from(move |()| uploads.pause())
    };
    html! {
        <>
            <div class={classes!("drop", over.then_some("over"))} ondrop={drop} ondragover={hover(true)}
                ondragleave={hover(false)}>
                <input id={test_ids::FILE_INPUT} data-test={test_ids::FILE_INPUT} type="file" multiple=true
                    class="visually-hidden" onchange={choose} />
                <label class="button secondary" for={test_ids::FILE_INPUT}>
                    { format!("+ {}", t.t("handover-files-choose")) }
                </label>
                <p>{ t.t("handover-files-drop") }</p>
                if let Some(max) = max { <p class="hint">{ t.ta("handover-files-max", &[("max", max.into())]) }</p> }
            </div>
            if let Some(running) = &*uploads.running {
                <div class="file-row" data-test={test_ids::FILE_ROW} data-complete="false">
                    <p><strong>{ &running.name }</strong></p>
                    <Button text={t.t("handover-file-pause")} look="secondary" on={pause} test={test_ids::PAUSE_UPLOAD} />
                    <ProgressBar progress={running.progress} />
                </div>
            }
            <Failed failure={(*uploads.failure).clone()} />
            { for interrupted.into_iter().map(|entry| resume_row(&uploads, entry)) }
        </>
    }
}

fn resume_row(uploads: &Uploads, entry: &FileEntry) -> Html {
    let t = uploads.ctx.texts;
    let id = format!("resume-{}", entry.attachment);
    let args = [
        ("done", size::in_words(uploads.ctx.lang(), entry.done).into()),
        ("total", size::in_words(uploads.ctx.lang(), entry.len).into()),
    ];
    let remove = {
        let (uploads, attachment) = (uploads.clone(), entry.attachment);
        Callback::from(move |()| {
            let uploads = uploads.clone();
            let command = Command::FileRemove { handover: uploads.handover, attachment };
            let call = uploads.ctx.keeper.call(&command);
            wasm_bindgen_futures::spawn_local(async move {
                if let Err(failure) = call.await {
                    uploads.failure.set(Some(failure));
                }
                uploads.look().await;
            });
        })
    };
    let again = {
        let (uploads, attachment) = (uploads.clone(), entry.attachment);
        Callback::from(move |file: File| uploads.add(file, Some(attachment)))
    };
    let choose = {
        let again = again.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(file) = listed(input.files()).into_iter().next() {
                again.emit(file);
            }
        })
    };
    html! {
        <div class="file-row" key={id.clone()} data-test={test_ids::FILE_ROW} data-complete="false">
            <div>
                <p><strong>{ &entry.name }</strong></p>
                <p class="small">{ t.ta("handover-file-interrupted", &args) }</p>
            </div>
            if let Some(file) = uploads.find(entry) {
                <Button text={t.t("handover-file-resume")} on={again.reform(move |()| file.clone())}
                    test={test_ids::RESUME_UPLOAD} />
            } else {
                <div>
                    <p>{ t.t("handover-file-again") }</p>
                    <input id={id.clone()} class="visually-hidden" type="file" onchange={choose} />
                    <label class="button secondary" for={id.clone()}>{ t.t("handover-file-resume") }</label>
                </div>
            }
            <Button text={t.t("common-remove")} look="quiet" on={remove} />
        </div>
    }
}

fn listed(files: Option<FileList>) -> Vec<File> {
    let Some(files) = files else { return Vec::new() };
    (0..files.length()).filter_map(|index| files.get(index)).collect()
}

/// Reads one's own files back: to look at, or to keep.
#[derive(Clone)]
pub(super) struct FileOpener {
    ctx: Ctx,
    handover: HandoverId,
    task: Task,
    shown: UseStateHandle<Option<Shown>>,
}

impl PartialEq for FileOpener {
    fn eq(&self, other: &Self) -> bool {
        self.task == other.task && self.shown == other.shown
    }
}

impl FileOpener {
    /// A file is on its way.
    pub(super) fn busy(&self) -> bool {
        self.task.busy()
    }

    /// The file that is looked at.
    pub(super) fn shown(&self) -> Option<Shown> {
        (*self.shown).clone()
    }

    /// Enough of it.
    pub(super) fn close(&self) -> Callback<()> {
        let shown = self.shown.clone();
        Callback::from(move |()| shown.set(None))
    }

    /// Progress and failure.
    pub(super) fn view(&self) -> Html {
        html! {
            <>
                { task_failure(&self.task) }
                <ProgressBar progress={self.task.progress()} />
            </>
        }
    }

    /// Fetches a file.
    pub(super) fn wish(&self) -> Callback<FileWish> {
        let this = self.clone();
        Callback::from(move |FileWish { attachment, action }| {
            let command = Command::FileOpenOwn { handover: this.handover, attachment };
            let call = this.ctx.keeper.call_with(&command, Vec::new(), this.task.on_progress());
            let shown = this.shown.clone();
            let work = async move {
                expect_answer!(call, (Answer::Blob { name, .. }, blobs) => (name, blobs))
            };
            this.task.run(work, move |(name, blobs)| {
                let Some(blob) = blobs.into_iter().next() else { return };
                match action {
                    FileAction::Save => browser::download(&blob, &name),
                    FileAction::View => shown.set(Shown::new(&blob, name)),
                }
            });
        })
    }
}

/// Reads files of this handover.
#[hook]
pub(super) fn use_file_opener(handover: HandoverId) -> FileOpener {
    FileOpener { ctx: use_ctx(), handover, task: use_task(), shown: use_state(|| None) }
}
