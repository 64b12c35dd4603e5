//! The three ways out of the page: HTTP, the keeper, the browser.

pub mod api;
pub mod browser;
pub mod dates;
pub mod failure;
pub mod keeper;
pub mod watches;
