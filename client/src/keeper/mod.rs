//! The keeper: the worker that alone holds secrets.
//!
//! [`Keeper`] takes a command of the page, speaks HTTP itself, and answers without any key. It runs on any
//! [`World`]: the browser's, or one made of tests. Secrets live in `state` only, in types that erase
//! themselves; `Logout` drops them all.
//!
//! It refuses to log, to store (except the public [`anchor`]), and to say why something did not verify. To
//! add a command: a variant in `protocol`, an arm in `commands`, a method in the area's file.

mod acceptance;
pub mod anchor;
pub mod browser;
mod commands;
mod common_passwords;
mod drafts;
pub mod files;
mod files_down;
mod files_up;
mod german_words;
mod handovers;
mod http;
mod inbox;
mod invitations;
mod login;
mod opening;
mod passphrase;
mod people;
mod pins;
mod refusal;
mod seal;
mod sign_up;
mod state;
pub mod transport;
mod uploads;
mod vault_session;
pub mod world;

pub use browser::start;
pub use commands::Report;
pub use refusal::Outcome;
pub use state::Keeper;
pub use world::World;
