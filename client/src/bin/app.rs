//! The page's module. The boot script (`static/boot.js`) loads it and calls [`start`].

use stafeta_client::app;
use stafeta_client::bridge::page::KeeperHandle;
use wasm_bindgen::prelude::wasm_bindgen;

/// Draws the page. `spawn` creates a new keeper worker: only the boot script may, because it
/// holds the one Trusted Types policy.
#[wasm_bindgen]
pub fn start(spawn: js_sys::Function) {
    app::start(KeeperHandle::new(spawn));
}

fn main() {}
