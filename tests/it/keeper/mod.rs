//! The keeper itself, natively, against the real router: what a browser does, without the browser.

mod device;
mod files;
mod journey;
mod service;
mod trust;
