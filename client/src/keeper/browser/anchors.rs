//! Anchors in IndexedDB: database `stafeta`, store `anchors`, key the account, value 56 bytes.
//!
//! Where IndexedDB is missing or refuses (private windows), the device simply has no anchor.

use super::scope;
use crate::keeper::anchor::Anchors;
use futures::channel::oneshot;
use js_sys::Uint8Array;
use stafeta_shared::{crypto::vault::Anchor, ids::AccountId};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{Event, IdbDatabase, IdbObjectStore, IdbRequest, IdbTransactionMode};

const DATABASE: &str = "stafeta";
const STORE: &str = "anchors";

/// The browser's storage.
pub struct IndexedDb;

impl Anchors for IndexedDb {
    async fn load(&self, account: AccountId) -> Option<Anchor> {
        let store = store(IdbTransactionMode::Readonly).await.ok()?;
        let value = done(&store.get(&key(account)).ok()?).await.ok()?;
        let anchor = Anchor::from_bytes(&value.dyn_into::<Uint8Array>().ok()?.to_vec()).ok()?;
        (anchor.account == account).then_some(anchor)
    }

    async fn store(&self, anchor: Anchor) {
        if let Ok(store) = store(IdbTransactionMode::Readwrite).await {
            let value = Uint8Array::from(anchor.to_bytes().as_slice());
            if let Ok(request) = store.put_with_key(&value, &key(anchor.account)) {
                let _ = done(&request).await;
            }
        }
    }
}

fn key(account: AccountId) -> JsValue {
    JsValue::from_str(&account.to_string())
}

async fn store(mode: IdbTransactionMode) -> Result<IdbObjectStore, JsValue> {
    let factory = scope().indexed_db()?.ok_or(JsValue::NULL)?;
    let open = factory.open_with_u32(DATABASE, 1)?;
    let opening = open.clone();
    let upgrade = Closure::<dyn FnMut(Event)>::new(move |_| {
        if let Some(database) =
            opening.result().ok().and_then(|value| value.dyn_into::<IdbDatabase>().ok())
        {
            let _ = database.create_object_store(STORE);
        }
    });
    open.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let database: IdbDatabase = done(&open).await?.dyn_into()?;
    database.transaction_with_str_and_mode(STORE, mode)?.object_store(STORE)
}

/// Waits for a request's success or error.
async fn done(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let (sender, receiver) = oneshot::channel::<()>();
    let mut sender = Some(sender);
    let settled = Closure::<dyn FnMut(Event)>::new(move |_| {
        if let Some(sender) = sender.take() {
            let _ = sender.send(());
        }
    });
    request.set_onsuccess(Some(settled.as_ref().unchecked_ref()));
    request.set_onerror(Some(settled.as_ref().unchecked_ref()));
    let _ = receiver.await;
    request.set_onsuccess(None);
    request.set_onerror(None);
    request.result()
}
