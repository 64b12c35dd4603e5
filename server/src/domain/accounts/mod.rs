//! Accounts: how one comes to be, its contact data, its vault, its sessions.

pub mod create;
pub mod email;
mod old_vaults;
pub mod phone;
pub mod session;
pub mod sweep;
pub mod vault;

pub use create::{InvalidAccount, Proven, create, made_by};
pub use email::Email;
pub use phone::{Phone, PhoneError};
