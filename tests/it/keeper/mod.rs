//! The keeper itself, natively, against the real router: what a browser does, without the browser.

mod files;
mod journey;
mod lost;
mod pairing;
mod trust;
mod uploads;
