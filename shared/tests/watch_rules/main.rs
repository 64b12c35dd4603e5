//! The rules of the watch, one by one: time and evidence, people, bounds and stored forms.

#![cfg(feature = "watch")]
#![expect(clippy::unwrap_used, reason = "tests")]

mod bench;
mod brake;
mod contacts;
mod drill;
mod evidence;
mod final_call;
mod form;
mod gaps;
mod people;
mod restore;
mod unreachable;
