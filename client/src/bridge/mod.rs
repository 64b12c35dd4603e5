//! The channel between the page and the keeper.
//!
//! The page posts `{id, json, files}`; the keeper answers any number of
//! `{id, kind: "progress", json}` and one `{id, kind: "done", json, blobs}`. The channel
//! knows no commands: what the JSON says is agreed in `protocol`. Files and blobs travel
//! as handles, so their bytes are not copied through either heap.
//!
//! Refuses nothing and retries nothing: a keeper that stops fails every open call, and the
//! next call starts a new, empty one.

#[cfg(feature = "app")]
pub mod page;
#[cfg(feature = "keeper")]
pub mod worker;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

const ID: &str = "id";
const KIND: &str = "kind";
const JSON: &str = "json";
const FILES: &str = "files";
const BLOBS: &str = "blobs";

const READY: &str = "ready";
const PROGRESS: &str = "progress";
const DONE: &str = "done";

/// A message with the given fields.
fn message(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // Setting a field of a plain, unfrozen object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

fn field(message: &JsValue, name: &str) -> JsValue {
    Reflect::get(message, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

fn text(message: &JsValue, name: &str) -> String {
    field(message, name).as_string().unwrap_or_default()
}

/// The handles in a field; an absent field is an empty list.
fn handles<T: JsCast>(message: &JsValue, name: &str) -> Vec<T> {
    match field(message, name).dyn_into::<Array>() {
        Ok(list) => list.iter().filter_map(|value| value.dyn_into().ok()).collect(),
        Err(_) => Vec::new(),
    }
}

fn list<T: Into<JsValue>>(handles: Vec<T>) -> JsValue {
    handles.into_iter().map(Into::into).collect::<Array>().into()
}
