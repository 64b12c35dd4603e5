//! The operations, by area.

pub mod account;
mod answer_page;
pub mod check_in;
pub mod contact;
#[cfg(any(test, feature = "demo"))]
pub mod demo;
pub mod handovers;
pub mod health;
pub mod inbox;
pub mod instance;
pub mod invitations;
pub mod login;
pub mod signup;
pub mod versions;
pub mod watches;
