//! The page's end of the channel: starts the keeper, sends commands, resolves answers.

use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::rc::{Rc, Weak};

use futures::channel::oneshot;
use js_sys::Function;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, Event, File, MessageEvent, Worker};

use super::{
    BLOBS, DONE, FILES, ID, JSON, KIND, PROGRESS, READY, field, handles, list, message, text,
};

/// Why a call brought no answer. What the keeper itself refuses arrives as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BridgeError {
    /// The browser did not start the worker.
    #[error("the keeper did not start")]
    Start,
    /// The worker broke down; whatever it held is gone.
    #[error("the keeper stopped unexpectedly")]
    Crashed,
    /// The page itself ended the worker while this call was open.
    #[error("the keeper was ended")]
    Ended,
}

/// What the keeper sent back: JSON, and blobs for what is too large for it.
pub type Answer = (String, Vec<Blob>);

/// A handle on the keeper; clones share one worker. Started by the first call.
#[derive(Clone)]
pub struct KeeperHandle {
    shared: Rc<Shared>,
}

struct Shared {
    /// Given by the boot script, the only place that may create a worker.
    spawn: Function,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    running: Option<Running>,
    calls: HashMap<u32, Call>,
    last_id: u32,
}

struct Running {
    worker: Worker,
    /// Messages for a worker that has not said that it listens; `None` afterwards.
    early: Option<Vec<JsValue>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

struct Call {
    done: oneshot::Sender<Result<Answer, BridgeError>>,
    on_progress: Rc<RefCell<dyn FnMut(String)>>,
}

impl PartialEq for KeeperHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.shared, &other.shared)
    }
}

impl std::fmt::Debug for KeeperHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeeperHandle")
    }
}

impl KeeperHandle {
    /// A handle that creates its worker with `spawn`, a function without arguments.
    #[must_use]
    pub fn new(spawn: Function) -> Self {
        let state = RefCell::default();
        Self { shared: Rc::new(Shared { spawn, state }) }
    }

    /// Starts the worker now, so that it loads while the person still reads.
    ///
    /// # Errors
    /// [`BridgeError::Start`] if the browser refuses.
    pub fn start(&self) -> Result<(), BridgeError> {
        if self.shared.state.borrow().running.is_some() {
            return Ok(());
        }
        let running = Running::spawn(&self.shared)?;
        self.shared.state.borrow_mut().running = Some(running);
        Ok(())
    }

    /// Sends a command with its files and waits for the answer. The command leaves at once,
    /// also if the future is never polled; dropping the future does not stop the command.
    pub fn call<OnProgress: FnMut(String) + 'static>(
        &self,
        command: &str,
        files: Vec<File>,
        on_progress: OnProgress,
    ) -> impl Future<Output = Result<Answer, BridgeError>> + use<OnProgress> {
        let (done, answer) = oneshot::channel();
        if let Err(error) = self.start() {
            let _ = done.send(Err(error));
        } else {
            let call = Call { done, on_progress: Rc::new(RefCell::new(on_progress)) };
            self.shared.state.borrow_mut().send(command, files, call);
        }
        async move { answer.await.unwrap_or(Err(BridgeError::Ended)) }
    }

    /// Ends the worker, and with it every secret it holds (log-out). Open calls fail with
    /// [`BridgeError::Ended`]; the next call starts an empty keeper.
    pub fn end(&self) {
        self.shared.stop(BridgeError::Ended);
    }
}

impl Shared {
    fn stop(&self, reason: BridgeError) {
        let (running, calls) = {
            let mut state = self.state.borrow_mut();
            (state.running.take(), std::mem::take(&mut state.calls))
        };
        if let Some(running) = running {
            running.worker.set_onmessage(None);
            running.worker.set_onerror(None);
            running.worker.terminate();
            // This may run inside one of the worker's own closures: free them later.
            wasm_bindgen_futures::spawn_local(async move { drop(running) });
        }
        for call in calls.into_values() {
            let _ = call.done.send(Err(reason));
        }
    }

    fn receive(&self, data: &JsValue) {
        let id = field(data, ID).as_f64().unwrap_or_default() as u32;
        match text(data, KIND).as_str() {
            READY => self.state.borrow_mut().flush(),
            PROGRESS => {
                let call = self.state.borrow().calls.get(&id).map(|call| call.on_progress.clone());
                if let Some(on_progress) = call {
                    (on_progress.borrow_mut())(text(data, JSON));
                }
            }
            DONE => {
                let call = self.state.borrow_mut().calls.remove(&id);
                if let Some(call) = call {
                    let _ = call.done.send(Ok((text(data, JSON), handles(data, BLOBS))));
                }
            }
            _ => self.stop(BridgeError::Start),
        }
    }
}

impl State {
    fn send(&mut self, command: &str, files: Vec<File>, call: Call) {
        self.last_id += 1;
        self.calls.insert(self.last_id, call);
        let envelope = message(&[
            (ID, self.last_id.into()),
            (JSON, JsValue::from_str(command)),
            (FILES, list(files)),
        ]);
        match &mut self.running {
            Some(Running { early: Some(early), .. }) => early.push(envelope),
            Some(running) => running.post(&envelope),
            None => {}
        }
    }

    fn flush(&mut self) {
        if let Some(running) = &mut self.running {
            for envelope in running.early.take().unwrap_or_default() {
                running.post(&envelope);
            }
        }
    }
}

impl Running {
    fn spawn(shared: &Rc<Shared>) -> Result<Self, BridgeError> {
        let worker: Worker = shared
            .spawn
            .call0(&JsValue::NULL)
            .and_then(JsCast::dyn_into)
            .map_err(|_| BridgeError::Start)?;
        let (messages, errors) = (Rc::downgrade(shared), Rc::downgrade(shared));
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            messages.upgrade().inspect(|shared| shared.receive(&event.data()));
        });
        let on_error = Closure::<dyn FnMut(Event)>::new(move |_| {
            Weak::upgrade(&errors).inspect(|shared| shared.stop(BridgeError::Crashed));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, early: Some(Vec::new()), _on_message: on_message, _on_error: on_error })
    }

    fn post(&self, envelope: &JsValue) {
        // Strings, files and blobs always clone; a failure here would be a defect.
        let _ = self.worker.post_message(envelope);
    }
}
