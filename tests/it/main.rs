//! Stories through the HTTP interface, without a browser.

#![expect(clippy::unwrap_used, reason = "tests")]

mod delivery;
mod keeper;
