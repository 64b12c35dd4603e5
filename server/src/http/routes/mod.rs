//! The operations, by area.

pub mod health;
pub mod instance;
