//! The browser: a page that shows, and a keeper that alone holds secrets.
//!
//! Two WASM modules come from this crate. `app` (the page, Yew) links no cryptography and
//! never holds a key; `keeper` (a Web Worker) links no user interface. They speak over
//! [`bridge`].

#[cfg(feature = "app")]
pub mod app;
pub mod bridge;
#[cfg(feature = "keeper")]
pub mod keeper;
#[cfg(feature = "proof")]
pub mod proof;
pub mod protocol;
