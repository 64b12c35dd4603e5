//! HTTP: one operation, one file under `routes/<area>/`.
//!
//! A handler reads its request through extractors (authority is a type, see [`extract`]), works
//! in one transaction and answers with a type of `shared::api` or a [`Refusal`]. To add an
//! operation: path and types in `shared::api`, a file, a line in its area's `routes()`.

pub mod assets;
pub mod cookie;
pub mod extract;
pub mod middleware;
pub mod page;
pub mod problem;
pub mod router;
pub mod routes;
pub mod site;
#[cfg(test)]
mod tests;

pub use problem::{Answer, Refusal};
