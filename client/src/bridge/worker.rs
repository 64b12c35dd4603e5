//! The keeper's end of the channel: takes commands, runs them side by side, answers.

use std::future::Future;
use std::rc::Rc;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, DedicatedWorkerGlobalScope, File, MessageEvent};

use super::{
    BLOBS, DONE, FILES, ID, JSON, KIND, PROGRESS, READY, field, handles, list, message, text,
};

/// Tells the page how far one command has come. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Progress {
    id: JsValue,
}

impl Progress {
    /// Sends one progress report, JSON of the protocol's own shape.
    pub fn report(&self, json: &str) {
        post(&[(ID, self.id.clone()), (KIND, PROGRESS.into()), (JSON, JsValue::from_str(json))]);
    }
}

/// Serves the page for the rest of the worker's life: each command (JSON, files, a sink for
/// progress) becomes one future of `handler`, and its result (JSON, blobs) the answer.
/// Commands run concurrently wherever they await; the handler orders what must not.
pub fn serve<Handler, Run>(handler: Handler)
where
    Handler: Fn(String, Vec<File>, Progress) -> Run + 'static,
    Run: Future<Output = (String, Vec<Blob>)> + 'static,
{
    let handler = Rc::new(handler);
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let data = event.data();
        let id = field(&data, ID);
        let run = handler(text(&data, JSON), handles(&data, FILES), Progress { id: id.clone() });
        wasm_bindgen_futures::spawn_local(async move {
            let (json, blobs) = run.await;
            post(&[
                (ID, id),
                (KIND, DONE.into()),
                (JSON, JsValue::from_str(&json)),
                (BLOBS, list(blobs)),
            ]);
        });
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    post(&[(KIND, READY.into())]);
}

/// Does something again and again, for the rest of the worker's life.
pub fn every(ms: i32, act: impl FnMut() + 'static) {
    let act = Closure::<dyn FnMut()>::new(act);
    // Workers always have timers; a failure here would be a defect.
    let _ = scope()
        .set_interval_with_callback_and_timeout_and_arguments_0(act.as_ref().unchecked_ref(), ms);
    act.forget();
}

fn post(fields: &[(&str, JsValue)]) {
    // Strings and blobs always clone; a failure here would be a defect.
    let _ = scope().post_message(&message(fields));
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
