//! Stories through the whole router, with the real client cryptography.

mod boundary;
mod codes;
mod kit;
mod locks;
mod login;
mod sign_up;
mod vault;
