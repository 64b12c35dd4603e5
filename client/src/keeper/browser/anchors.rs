//! Anchors in IndexedDB: database `stafeta`, store `anchors`; key the account (value 56 bytes) or the
//! attachment on its way up (value 40 bytes).
//!
//! Every change reads, decides and writes inside one transaction, which the browser runs after those of other
//! windows: none of them can lower what another has raised. Where IndexedDB is missing or refuses (private
//! windows), the device simply has no anchor.

use super::scope;
use crate::keeper::anchor::{Anchors, Raise, Sent};
use futures::channel::oneshot;
use js_sys::Uint8Array;
use stafeta_shared::{
    crypto::vault::{Anchor, Lineage},
    ids::{AccountId, AttachmentId},
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{Event, IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction, IdbTransactionMode};

const DATABASE: &str = "stafeta";
const STORE: &str = "anchors";

/// The browser's storage.
pub struct IndexedDb;

impl Anchors for IndexedDb {
    async fn load(&self, account: AccountId) -> Option<Anchor> {
        let anchor = Anchor::from_bytes(&read(&account.to_string()).await?).ok()?;
        (anchor.account == account).then_some(anchor)
    }

    async fn raise(&self, shown: Lineage) -> bool {
        let fits = Rc::new(Cell::new(true));
        let told = fits.clone();
        // A store that cannot be reached keeps nothing.
        let _ = change(&shown.anchor.account.to_string(), move |kept| {
            let kept = kept.and_then(|bytes| Anchor::from_bytes(bytes).ok());
            let raise = Raise::of(kept.as_ref(), &shown);
            told.set(raise != Raise::Fork);
            match raise {
                Raise::Put => Step::Put(shown.anchor.to_bytes()),
                Raise::Leave | Raise::Fork => Step::Leave,
            }
        })
        .await;
        fits.get()
    }

    async fn replace(&self, before: Anchor, next: Anchor) -> bool {
        let key = next.account.to_string();
        let changed = change(&key, move |kept| {
            if kept.and_then(|bytes| Anchor::from_bytes(bytes).ok()) == Some(before) {
                Step::Put(next.to_bytes())
            } else {
                Step::Leave
            }
        });
        changed.await.unwrap_or(false)
    }

    async fn sent(&self, upload: AttachmentId) -> Option<Sent> {
        Sent::from_bytes(&read(&upload.to_string()).await?)
    }

    async fn advance(
        &self,
        upload: AttachmentId,
        before: Option<Sent>,
        next: Option<Sent>,
    ) -> bool {
        let key = upload.to_string();
        let changed = change(&key, move |kept| match next {
            _ if kept.and_then(Sent::from_bytes) != before => Step::Leave,
            Some(next) => Step::Put(next.to_bytes()),
            None => Step::Delete,
        });
        changed.await.unwrap_or(false)
    }
}

/// What becomes of a value.
enum Step {
    Leave,
    Put(Vec<u8>),
    Delete,
}

impl Step {
    /// Asks for the change; `false` when there is none.
    fn take(self, store: &IdbObjectStore, key: &JsValue) -> Result<bool, JsValue> {
        match self {
            Self::Leave => return Ok(false),
            Self::Put(bytes) => store.put_with_key(&Uint8Array::from(bytes.as_slice()), key)?,
            Self::Delete => store.delete(key)?,
        };
        Ok(true)
    }
}

async fn read(key: &str) -> Option<Vec<u8>> {
    let transaction = transaction(IdbTransactionMode::Readonly).await.ok()?;
    let request = transaction.object_store(STORE).ok()?.get(&key.into()).ok()?;
    done(&request).await.ok()?;
    bytes(&request)
}

fn bytes(request: &IdbRequest) -> Option<Vec<u8>> {
    Some(request.result().ok()?.dyn_into::<Uint8Array>().ok()?.to_vec())
}

/// Reads a value and takes the step `decide` chooses, all in one transaction; whether it was changed.
async fn change(
    key: &str,
    decide: impl FnOnce(Option<&[u8]>) -> Step + 'static,
) -> Result<bool, JsValue> {
    let transaction = transaction(IdbTransactionMode::Readwrite).await?;
    let store = transaction.object_store(STORE)?;
    let key = JsValue::from_str(key);
    let request = store.get(&key)?;
    let changed = Rc::new(Cell::new(false));
    // The write is asked for inside the event of the read: afterwards the transaction would be over.
    let on_read = {
        let (request, changed) = (request.clone(), changed.clone());
        Closure::once(move |_: Event| {
            let step = decide(bytes(&request).as_deref());
            changed.set(step.take(&store, &key).unwrap_or(false));
        })
    };
    request.set_onsuccess(Some(on_read.as_ref().unchecked_ref()));
    let committed = committed(&transaction).await;
    request.set_onsuccess(None);
    Ok(committed && changed.get())
}

async fn transaction(mode: IdbTransactionMode) -> Result<IdbTransaction, JsValue> {
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
    database.transaction_with_str_and_mode(STORE, mode)
}

/// Told by the first of several events.
type Told = Rc<RefCell<Option<oneshot::Sender<bool>>>>;

fn teller(told: &Told, value: bool) -> Closure<dyn FnMut(Event)> {
    let told = told.clone();
    Closure::new(move |_: Event| {
        if let Some(told) = told.borrow_mut().take() {
            let _ = told.send(value);
        }
    })
}

/// Waits for a request's success or error.
async fn done(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let (sender, receiver) = oneshot::channel();
    let settled = teller(&Rc::new(RefCell::new(Some(sender))), true);
    request.set_onsuccess(Some(settled.as_ref().unchecked_ref()));
    request.set_onerror(Some(settled.as_ref().unchecked_ref()));
    let _ = receiver.await;
    request.set_onsuccess(None);
    request.set_onerror(None);
    request.result()
}

/// Waits for a transaction's end; whether it was committed.
async fn committed(transaction: &IdbTransaction) -> bool {
    let (sender, receiver) = oneshot::channel();
    let told: Told = Rc::new(RefCell::new(Some(sender)));
    let (complete, abort) = (teller(&told, true), teller(&told, false));
    transaction.set_oncomplete(Some(complete.as_ref().unchecked_ref()));
    transaction.set_onabort(Some(abort.as_ref().unchecked_ref()));
    let committed = receiver.await.unwrap_or(false);
    transaction.set_oncomplete(None);
    transaction.set_onabort(None);
    committed
}
