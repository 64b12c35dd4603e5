//! Saving by itself: a moment after the last key, again when the connection fails, and at once
//! when the editor is left. Until the keeper has it, the newest draft waits in the page.

use crate::{
    app::{
        context::Ctx,
        services::{browser, failure::Failure},
        state::draft::{Act, Draft, Editor},
    },
    expect_answer,
    protocol::{Answer, Command},
};
use stafeta_shared::ids::HandoverId;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use yew::{UseReducerDispatcher, UseStateSetter};

/// Quiet time after a key before saving, ms.
const PAUSE: i32 = 900;
/// Time between tries without a connection, ms.
const RETRY: i32 = 8_000;

/// Saves one handover; clones share it.
#[derive(Clone)]
pub(super) struct Autosave(Rc<Inner>);

struct Inner {
    ctx: Ctx,
    handover: HandoverId,
    editor: UseReducerDispatcher<Editor>,
    failure: UseStateSetter<Option<Failure>>,
    latest: RefCell<Draft>,
    saved: Cell<Option<u64>>,
    saving: Cell<bool>,
    looping: Cell<bool>,
}

impl PartialEq for Autosave {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Autosave {
    /// For a draft that is saved, or not yet.
    pub(super) fn new(
        ctx: Ctx,
        handover: HandoverId,
        editor: UseReducerDispatcher<Editor>,
        failure: UseStateSetter<Option<Failure>>,
        draft: Draft,
        saved: bool,
    ) -> Self {
        let revision = saved.then_some(draft.revision);
        Self(Rc::new(Inner {
            ctx,
            handover,
            editor,
            failure,
            latest: RefCell::new(draft),
            saved: Cell::new(revision),
            saving: Cell::new(false),
            looping: Cell::new(false),
        }))
    }

    /// There are new words.
    pub(super) fn changed(&self, draft: Draft) {
        let revision = draft.revision;
        self.0.latest.replace(draft);
        if self.is_saved() {
            return;
        }
        self.0.ctx.unsaved.keep(self.0.handover, self.0.latest.borrow().clone());
        let this = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            browser::sleep(PAUSE).await;
            if this.0.latest.borrow().revision == revision {
                this.kick();
            }
        });
    }

    /// Saves now, unless it is being done.
    pub(super) fn kick(&self) {
        if self.is_saved() || self.0.looping.replace(true) {
            return;
        }
        let this = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            while !this.is_saved() {
                match this.flush().await {
                    Ok(()) => {}
                    Err(failure) if failure.is_offline() => browser::sleep(RETRY).await,
                    Err(failure) => {
                        this.0.ctx.note(&failure);
                        break;
                    }
                }
            }
            this.0.looping.set(false);
        });
    }

    /// Everything up to now is with the keeper, or the failure.
    pub(super) async fn flush(&self) -> Result<(), Failure> {
        while !self.is_saved() {
            if self.0.saving.get() {
                browser::sleep(50).await;
            } else {
                self.save().await?;
            }
        }
        Ok(())
    }

    fn is_saved(&self) -> bool {
        self.0.saved.get() == Some(self.0.latest.borrow().revision)
    }

    async fn save(&self) -> Result<(), Failure> {
        let inner = &self.0;
        let draft = inner.latest.borrow().clone();
        inner.saving.set(true);
        inner.editor.dispatch(Act::Started);
        let command = Command::DraftSave {
            handover: inner.handover,
            title: draft.title.clone(),
            blocks: draft.blocks(),
            recipients: draft.recipients.clone(),
        };
        let result = expect_answer!(inner.ctx.keeper.call(&command), Answer::Saved { at } => at);
        inner.saving.set(false);
        match result {
            Ok(at) => {
                inner.saved.set(Some(draft.revision));
                inner.ctx.unsaved.saved(inner.handover, draft.revision);
                inner.editor.dispatch(Act::Saved(draft.revision, at));
                inner.failure.set(None);
                Ok(())
            }
            Err(failure) => {
                inner.editor.dispatch(Act::Failed { offline: failure.is_offline() });
                inner.failure.set(Some(failure.clone()));
                Err(failure)
            }
        }
    }
}
