//! The rules of the watch, one by one: time and evidence, people, bounds and stored forms.

#![cfg(feature = "watch")]
#![expect(clippy::unwrap_used, reason = "tests")]

mod bench;
mod drill;
mod evidence;
mod form;
mod people;
mod restore;
