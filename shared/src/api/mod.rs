//! The HTTP interface as types: what the client sends, what the server answers, under which path.
//!
//! One file per area. Requests end in `Request`, answers in `Response`. Bytes travel as base64url
//! ([`B64`](crate::bytes::B64)) inside JSON, except parts of files, which are raw bodies.
//! Times are milliseconds since 1970 UTC. To add an operation: its path in [`paths`], its types
//! in the area's file, its handler in `server/src/http/routes/<area>/<operation>.rs`.
//!
//! Every refusal is an RFC 9457 [`Problem`] with a stable [`ProblemCode`].

mod account;
mod handovers;
mod inbox;
mod login;
pub mod paths;
mod people;
mod problem;
mod sign_up;
#[cfg(feature = "watch")]
mod watches;

pub use account::*;
pub use handovers::*;
pub use inbox::*;
pub use login::*;
pub use people::*;
pub use problem::{FieldProblem, Problem, ProblemCode};
pub use sign_up::*;
#[cfg(feature = "watch")]
pub use watches::*;
