//! What the page asks of the browser: clipboard, printing, downloads, timers, chance.

use js_sys::{Array, Function, Promise, Reflect};
use stafeta_shared::lang::Lang;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlElement, Url};

/// Now, by the browser's clock, in ms.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place where the page reads the clock")]
pub fn now() -> i64 {
    js_sys::Date::now() as i64
}

/// Sixteen random bytes for an id.
#[must_use]
pub fn random_id() -> [u8; 16] {
    let mut bytes = [0; 16];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        // Fails only for more than 64 KiB.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes
}

/// The language the browser asks for.
#[must_use]
pub fn language() -> Lang {
    let tags = web_sys::window().map(|window| window.navigator().languages().join(","));
    Lang::from_accept(&tags.and_then(|tags| tags.as_string()).unwrap_or_default())
}

/// The IANA zone of the browser, such as `Europe/Prague`.
#[must_use]
pub fn zone() -> String {
    let format = js_sys::Intl::DateTimeFormat::new(&Array::new(), &js_sys::Object::new());
    Reflect::get(&format.resolved_options(), &"timeZone".into())
        .ok()
        .and_then(|zone| zone.as_string())
        .unwrap_or_else(|| "UTC".to_owned())
}

/// Says in which language the document is.
pub fn set_document(lang: Lang, title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(title);
        if let Some(root) = document.document_element() {
            let _ = root.set_attribute("lang", lang.tag());
        }
    }
}

/// Moves the keyboard to the heading of the page.
pub fn focus_heading() {
    let heading = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector("main h1").ok().flatten())
        .and_then(|heading| heading.dyn_into::<HtmlElement>().ok());
    if let Some(heading) = heading {
        let _ = heading.focus();
    }
}

/// Moves the keyboard to the element with this id.
pub fn focus(id: &str) {
    let element = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(id))
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
    }
}

/// Copies a text; whether the browser let us.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

/// Whether the device has a sheet for sharing.
#[must_use]
pub fn can_share() -> bool {
    share_function().is_some()
}

/// Opens the device's sheet for sharing a text.
pub fn share(title: &str, text: &str) {
    let (Some(window), Some(share)) = (web_sys::window(), share_function()) else { return };
    let data = js_sys::Object::new();
    let _ = Reflect::set(&data, &"title".into(), &title.into());
    let _ = Reflect::set(&data, &"text".into(), &text.into());
    // Closing the sheet rejects the promise; that is the person's choice.
    if let Ok(promise) = share.call1(&window.navigator(), &data)
        && let Ok(promise) = promise.dyn_into::<Promise>()
    {
        wasm_bindgen_futures::spawn_local(async move {
            let _ = JsFuture::from(promise).await;
        });
    }
}

fn share_function() -> Option<Function> {
    let navigator = web_sys::window()?.navigator();
    Reflect::get(&navigator, &"share".into()).ok()?.dyn_into().ok()
}

/// Opens the print dialogue.
pub fn print() {
    if let Some(window) = web_sys::window() {
        let _ = window.print();
    }
}

/// The same bytes under another type. The type the owner's browser gave is never trusted.
#[must_use]
pub fn retyped(blob: &Blob, mime: &str) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    Blob::new_with_blob_sequence_and_options(&Array::of1(blob), &options).ok()
}

/// A `blob:` address that ends with this value.
#[derive(Debug, PartialEq, Eq)]
pub struct BlobUrl(String);

impl BlobUrl {
    /// An address for these bytes.
    #[must_use]
    pub fn new(blob: &Blob) -> Option<Self> {
        Url::create_object_url_with_blob(blob).ok().map(Self)
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Drop for BlobUrl {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.0);
    }
}

/// Saves bytes under a name.
pub fn download(blob: &Blob, name: &str) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let neutral = retyped(blob, "application/octet-stream");
    let Some(url) = neutral.as_ref().and_then(BlobUrl::new) else { return };
    let anchor = document.create_element("a").ok().and_then(|a| a.dyn_into().ok());
    let Some(anchor) = anchor else { return };
    let anchor: HtmlAnchorElement = anchor;
    anchor.set_href(url.as_str());
    anchor.set_download(name);
    anchor.click();
    // The browser reads the address after this turn; a minute is plenty.
    wasm_bindgen_futures::spawn_local(async move {
        sleep(60_000).await;
        drop(url);
    });
}

/// Waits.
pub async fn sleep(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// A listener that ends with this value.
pub struct Listener {
    target: web_sys::EventTarget,
    kind: &'static str,
    closure: Closure<dyn FnMut(web_sys::Event)>,
}

impl Listener {
    /// Listens on the window.
    #[must_use]
    pub fn on_window(
        kind: &'static str,
        callback: impl FnMut(web_sys::Event) + 'static,
    ) -> Option<Self> {
        let target: web_sys::EventTarget = web_sys::window()?.into();
        let closure = Closure::<dyn FnMut(web_sys::Event)>::new(callback);
        target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref()).ok()?;
        Some(Self { target, kind, closure })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self
            .target
            .remove_event_listener_with_callback(self.kind, self.closure.as_ref().unchecked_ref());
    }
}

/// A number as JavaScript has it.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "times in ms stay under 2^53")]
pub fn number(value: i64) -> JsValue {
    JsValue::from_f64(value as f64)
}
