//! Rules and reducers without a browser, so that native tests reach them.

pub mod address;
pub mod draft;
pub mod duration;
pub mod kit;
pub mod picture;
pub mod same;
pub mod size;
pub mod steps;
pub mod unsaved;
pub mod watch_form;
