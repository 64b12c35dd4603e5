//! Running something that takes time: one at a time, with its progress and its failure shown.

use super::{
    context::{Ctx, use_ctx},
    services::{failure::Failure, keeper::Progress},
};
use std::{cell::Cell, future::Future, rc::Rc};
use yew::prelude::*;

/// Something a person started with a button.
#[derive(Clone)]
pub struct Task {
    ctx: Ctx,
    running: Rc<Cell<bool>>,
    busy: UseStateHandle<bool>,
    failure: UseStateHandle<Option<Failure>>,
    progress: UseStateHandle<Option<Progress>>,
}

impl PartialEq for Task {
    fn eq(&self, other: &Self) -> bool {
        *self.busy == *other.busy
            && *self.failure == *other.failure
            && *self.progress == *other.progress
    }
}

impl Task {
    /// It runs.
    #[must_use]
    pub fn busy(&self) -> bool {
        *self.busy
    }

    /// How the last run failed.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Option<Progress> {
        *self.progress
    }

    /// A sink for the keeper's progress.
    pub fn on_progress(&self) -> impl FnMut(Progress) + use<> + 'static {
        let progress = self.progress.clone();
        move |now| progress.set(Some(now))
    }

    /// Starts it, unless it runs already; `then` gets what came out of it.
    pub fn run<T: 'static>(
        &self,
        work: impl Future<Output = Result<T, Failure>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.running.replace(true) {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        let this = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let result = work.await;
            this.running.set(false);
            this.busy.set(false);
            this.progress.set(None);
            match result {
                Ok(value) => then(value),
                Err(failure) => {
                    this.ctx.note(&failure);
                    this.failure.set(Some(failure));
                }
            }
        });
    }

    /// Shows a failure that was found without running anything.
    pub fn fail(&self, failure: Failure) {
        self.failure.set(Some(failure));
    }

    /// Takes an old failure away.
    pub fn clear(&self) {
        self.failure.set(None);
    }
}

/// A task of this component.
#[hook]
pub fn use_task() -> Task {
    Task {
        ctx: use_ctx(),
        running: (*use_memo((), |()| Rc::new(Cell::new(false)))).clone(),
        busy: use_state(|| false),
        failure: use_state(|| None),
        progress: use_state(|| None),
    }
}

/// Something a page shows and has to fetch first.
#[derive(Debug)]
pub enum Loaded<T> {
    /// On its way.
    Loading,
    /// There.
    Ready(Rc<T>),
    /// It did not come.
    Failed(Failure),
}

impl<T> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Loading => Self::Loading,
            Self::Ready(value) => Self::Ready(value.clone()),
            Self::Failed(failure) => Self::Failed(failure.clone()),
        }
    }
}

/// What [`use_load`] hands out.
pub struct Load<T> {
    /// Its state; stays `Ready` while it is fetched again.
    pub state: Loaded<T>,
    again: UseStateHandle<u32>,
}

impl<T> Clone for Load<T> {
    fn clone(&self) -> Self {
        Self { state: self.state.clone(), again: self.again.clone() }
    }
}

impl<T> Load<T> {
    /// Fetches it again.
    pub fn reload(&self) {
        self.again.set(self.again.wrapping_add(1));
    }

    /// It, when it is there.
    #[must_use]
    pub fn ready(&self) -> Option<&Rc<T>> {
        match &self.state {
            Loaded::Ready(value) => Some(value),
            _ => None,
        }
    }

    /// A button's way of fetching it again.
    pub fn retry(&self) -> Callback<()>
    where
        T: 'static,
    {
        let this = self.clone();
        Callback::from(move |()| this.reload())
    }
}

/// Fetches at the first showing, when `key` changes, after unlocking, and on [`Load::reload`].
#[hook]
pub fn use_load<T, K, F, Run>(key: K, fetch: F) -> Load<T>
where
    T: 'static,
    K: PartialEq + Clone + 'static,
    F: Fn(Ctx, K) -> Run + 'static,
    Run: Future<Output = Result<T, Failure>> + 'static,
{
    let ctx = use_ctx();
    let state = use_state(|| Loaded::<T>::Loading);
    let again = use_state(|| 0_u32);
    {
        let state = state.clone();
        let turn = (key, *again, ctx.app.openings);
        let newest = use_mut_ref(|| 0_u64);
        use_effect_with(turn, move |(key, ..)| {
            *newest.borrow_mut() += 1;
            let mine = *newest.borrow();
            let work = fetch(ctx.clone(), key.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let result = work.await;
                // An older answer must not replace a newer one.
                if *newest.borrow() != mine {
                    return;
                }
                match result {
                    Ok(value) => state.set(Loaded::Ready(Rc::new(value))),
                    Err(failure) => {
                        ctx.note(&failure);
                        state.set(Loaded::Failed(failure));
                    }
                }
            });
        });
    }
    Load { state: (*state).clone(), again }
}
