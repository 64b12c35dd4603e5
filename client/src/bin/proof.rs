//! The module that the tests run in a worker; see [`stafeta_client::proof`].

use stafeta_client::proof;
use wasm_bindgen::{JsCast as _, JsError, JsValue, prelude::wasm_bindgen};
use web_sys::DedicatedWorkerGlobalScope;

/// See [`proof::goldens`]; JSON.
#[wasm_bindgen]
pub async fn goldens(path: String) -> Result<String, JsError> {
    proof::goldens(&path).await.map(|report| report.to_string()).map_err(|why| JsError::new(&why))
}

/// See [`proof::properties`]; JSON.
#[wasm_bindgen]
pub async fn properties(path: String) -> Result<String, JsError> {
    let tried = proof::properties(&path).await.map_err(|why| JsError::new(&why))?;
    Ok(serde_json::to_string(&tried)?)
}

/// See [`proof::published`]; JSON.
#[wasm_bindgen]
pub fn published() -> String {
    proof::published().to_string()
}

/// See [`proof::planted`].
#[wasm_bindgen]
pub fn planted() {
    proof::planted();
}

/// See [`proof::both`]; JSON.
#[wasm_bindgen]
pub async fn both(len: usize) -> Result<String, JsError> {
    Ok(serde_json::to_string(&proof::both(len).await?)?)
}

/// See [`proof::Trial`].
#[wasm_bindgen]
pub struct Trial(proof::Trial);

#[wasm_bindgen]
impl Trial {
    /// A file of `len` bytes.
    pub async fn make(len: usize, web: bool) -> Result<Self, JsError> {
        Ok(Self(proof::Trial::new(len, web).await?))
    }

    /// Seals it.
    pub async fn seal(&self) -> Result<(), JsError> {
        Ok(self.0.seal().await?)
    }

    /// Opens it.
    pub async fn open(&self) -> Result<(), JsError> {
        Ok(self.0.open().await?)
    }
}

/// A panic ends the worker; its words are all that is left.
fn main() {
    std::panic::set_hook(Box::new(|panic| {
        let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        let _ = scope.post_message(&JsValue::from_str(&panic.to_string()));
    }));
}
