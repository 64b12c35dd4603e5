//! The page: it shows, asks and forwards. It links no cryptography and keeps no key.
//!
//! * [`router`] knows the addresses
//! * [`context`] is what every component may use (texts, session, keeper, notices)
//! * [`services`] are three: one speaks HTTP, one speaks to the keeper, one asks the browser
//! * [`state`] holds plain reducers and rules, tested natively
//! * [`components`] are what pages are made of; no HTTP, no keeper
//! * [`pages`] are wiring, one folder or file per area
//!
//! To add a page: see [`router::Route`].

pub mod components;
pub mod context;
pub mod pages;
pub mod router;
pub mod services;
pub mod shell;
pub mod state;
pub mod task;
pub mod test_ids;

use crate::bridge::page::KeeperHandle;
use services::keeper::Keeper;

/// Draws the page into the document.
pub fn start(keeper: KeeperHandle) {
    // Before anything else: whatever secret came in the address leaves the address bar.
    let fragment = router::take_fragment();
    // A failure shows at the first command; the landing page works without a keeper.
    let _ = keeper.start();
    let props =
        shell::AppProps { keeper: Keeper::new(keeper), fragment: shell::Fragment::new(fragment) };
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("app"));
    if let Some(root) = root {
        yew::Renderer::<shell::App>::with_root_and_props(root, props).render();
    }
}
