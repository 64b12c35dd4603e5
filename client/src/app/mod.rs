//! The page.

use crate::bridge::page::KeeperHandle;

/// Draws the page into the document.
pub fn start(keeper: KeeperHandle) {
    let _ = keeper.start();
}
