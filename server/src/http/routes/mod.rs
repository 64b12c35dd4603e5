//! The operations, by area.

pub mod account;
pub mod health;
pub mod instance;
pub mod login;
pub mod signup;
