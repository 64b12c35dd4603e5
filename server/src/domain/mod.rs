//! The rules, without HTTP. A function here works inside the caller's transaction, gets the time
//! as a parameter, and answers with a small error of its own.

pub mod accounts;
pub mod check_in;
pub mod codes;
pub mod edits;
pub mod half_keys;
pub mod handovers;
pub mod inbox;
pub mod invitations;
pub mod throttle;
pub mod versions;
pub mod watches;
