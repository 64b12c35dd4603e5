//! What happens around every request, outermost first: id, log and problem rendering
//! ([`boundary`]); headers ([`headers`]); the check that no other site sent it ([`origin`]).

pub mod boundary;
pub mod headers;
pub mod origin;
